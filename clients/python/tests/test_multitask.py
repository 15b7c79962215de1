"""Several tasks in one artefact: each example runs as members of ensembles on a real node, and keeps its promise.

Images are small coloured patterns of a seed, not CIFAR-10, of which so few would teach nothing in so few steps.
The order in which they come is that of the dataset's version, of which the times of files are part: so what is
learned is held to wide margins.
"""

from __future__ import annotations

import base64
import contextlib
import io
import json
import os
import random
import re
import struct
import sys
import unittest
import urllib.error
import urllib.request
from typing import Any, Dict, List, Optional

import nodes
import samples
from sheaf.torches import torch

REASON = nodes.why_no_node()
if torch is None:
    REASON = "PyTorch is not installed for this interpreter (python3-torch)"
EXAMPLES = os.path.join(nodes.ROOT, "clients", "python", "examples")
CLASSES, EACH, SEED = 10, 48, 20
VARIANTS = ("0-90-0", "0-90-90")
if REASON is None:
    sys.path[:0] = [EXAMPLES, os.path.join(nodes.HOME, "gpu-workers", "trainer-python")]
    import subnets_shards
    import wootz
_OVER = ("trained", "failed", "stopped")

_node: Optional[nodes.Node] = None


def node() -> nodes.Node:
    """A node with slots, images, and the examples' commands."""
    global _node
    if _node is None:
        commands = [f"python3 clients/python/examples/{name}.py" for name in ("packnet", "wootz_member", "subnets")]
        _node = nodes.Node([
            "gpu.slots=4", f"gpu.python={sys.executable}",
            f"gpu.commands={json.dumps(commands)}",
        ])
        print(f"images are patterns of seed {SEED}, a stand-in for CIFAR-10")
        folder = os.path.join(_node.folder, "images")
        os.environ["SHEAF_URL"] = _node.url
        patterns(folder)
        samples.register(_node.url, "cifar10", f"file://{folder}", "folder")
    return _node


def tearDownModule() -> None:
    os.environ.pop("SHEAF_URL", None)
    if _node is not None:
        _node.close()


def patterns(folder: str) -> None:
    """Each class is a pattern of 4 × 4 colours, shifted at random, under noise."""
    draw = torch.Generator().manual_seed(SEED)
    for label in range(CLASSES):
        place = os.path.join(folder, f"class-{label}")
        os.makedirs(place)
        colours = torch.randint(28, 229, (4, 4, 3), generator=draw).repeat_interleave(8, 0).repeat_interleave(8, 1)
        for number in range(EACH):
            shift = torch.randint(8, (2,), generator=draw).tolist()
            noise = torch.randint(-100, 101, (32, 32, 3), generator=draw)
            pixels = (colours.roll(shift, (0, 1)) + noise).clamp(0, 255).to(torch.uint8).numpy().tobytes()
            with open(os.path.join(place, f"{number:04d}.bmp"), "wb") as file:
                file.write(struct.pack("<2sIHHI", b"BM", 54 + len(pixels), 0, 0, 54))
                file.write(struct.pack("<IiiHHIIiiII", 40, 32, -32, 1, 24, 0, len(pixels), 0, 0, 0, 0) + pixels)


def ask(method: str, path: str, body: Any = None) -> Dict[str, Any]:
    """What the node answers; a body that is text goes as YAML."""
    text = isinstance(body, str)
    data = None if body is None else body.encode() if text else json.dumps(body).encode()
    kind = "application/yaml" if text else "application/json"
    request = urllib.request.Request(node().url + path, data, {"Content-Type": kind}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            document: Dict[str, Any] = json.loads(answer.read() or b"{}")
            return document
    except urllib.error.HTTPError as refused:
        raise AssertionError(f"{method} {path}: {refused.read().decode()}") from refused


def trained(spec: str) -> Dict[str, Any]:
    """An ensemble, once it is trained."""
    name = ask("POST", "/v1/ensembles", spec)["name"]
    with urllib.request.urlopen(f"{node().url}/v1/ensembles/{name}/events", timeout=60) as events:
        states = (json.loads(line[5:]) for line in events if line.startswith(b"data:"))
        ensemble: Dict[str, Any] = next(state for state in states if state["phase"] in _OVER)
    if ensemble["phase"] != "trained":
        raise AssertionError(json.dumps(ensemble, indent=1))
    return ensemble


def spec_of(name: str, **changed: Any) -> str:
    """The spec beside an example, with other numbers."""
    with open(os.path.join(EXAMPLES, name), encoding="utf-8") as file:
        lines = file.read().splitlines()
    for field, value in changed.items():
        place = next(i for i, line in enumerate(lines) if line.startswith(field + ":"))
        lines[place] = f"{field}: {value}"
    return "\n".join(lines) + "\n"


def member_folder(ensemble: str, member: str) -> str:
    return os.path.join(node().folder, "state", "ensembles", ensemble, member)


def images() -> List[List[str]]:
    """Base64 of some images, class by class."""
    folder = os.path.join(node().folder, "images")
    chosen = []
    for name in sorted(os.listdir(folder)):
        files = sorted(os.listdir(os.path.join(folder, name)))[:6]
        chosen.append([base64.b64encode(open(os.path.join(folder, name, f), "rb").read()).decode() for f in files])
    return chosen


@unittest.skipIf(REASON, REASON or "")
class PackNet(unittest.TestCase):
    def register(self, name: str, file: str, task: int) -> None:
        ask("POST", "/v1/models", {
            "name": name, "uri": f"file://{file}",
            "model": {"width": 16, "classes": CLASSES, "side": 32, "batch": 64, "task": task}})

    def answers(self, name: str) -> List[List[float]]:
        flat = [image for each in images() for image in each]
        told = ask("POST", f"/v1/models/{name}/predict", {"images": flat})
        return [each["probabilities"] for each in told["predictions"]]

    def right(self, answers: List[List[float]], task: int) -> float:
        """Share of a task's images whose class it finds among its own."""
        mine = range((task - 1) * 5, task * 5)
        each = len(answers) // CLASSES
        good = [max(mine, key=answers[c * each + i].__getitem__) == c for c in mine for i in range(each)]
        return sum(good) / len(good)

    def test_what_a_task_answers_is_the_same_to_the_bit_after_the_next_one_is_learned(self) -> None:
        ensemble = trained(spec_of("packnet.yaml", epochs=6, batchSize=32))
        folder = member_folder("packnet", "split")
        one, two = (os.path.join(folder, f"after-{k}.weights") for k in (1, 2))
        self.register("first", one, 1)
        self.register("first-after-second", two, 1)
        self.register("second", two, 2)
        before, after = self.answers("first"), self.answers("first-after-second")
        self.assertEqual(before, after)
        self.assertGreater(self.right(after, 1), 0.4)
        right = ensemble["leaderboard"]["accuracy"]
        print(f"both tasks together: {right:.0%} of the held-out samples are right")
        self.assertGreater(right, 0.2, "of ten classes")
        with open(one, "rb") as first, open(two, "rb") as last:
            self.assertNotEqual(first.read(), last.read(), "the second task has weights of its own")

        with open(two, "rb") as file:
            packed = file.read()
        _, tasks, plain, owners = struct.unpack(">4sIQQ", packed[:24])
        self.assertEqual(2, tasks)
        self.assertLessEqual(len(packed), 24 + plain + owners, "one file of weights, and a byte for each at most")
        print(f"two tasks take {len(packed):,} bytes, one takes {plain:,}: {len(packed) / plain:.3f} times")
        model = ask("GET", "/v1/models/second")
        self.assertEqual(len(packed), model["bytes"])
        self.assertEqual(model["pages"]["count"], model["pages"]["shared"], "both tasks are the same pages")


@unittest.skipIf(REASON, REASON or "")
class Wootz(unittest.TestCase):
    def run_steps(self) -> str:
        with open(os.path.join(EXAMPLES, "wootz.json"), encoding="utf-8") as file:
            wish = json.load(file)
        wish["variants"] = list(VARIANTS)
        wish["teacher"]["epochs"], wish["blocks"]["epochs"] = 4, 2
        place = os.path.join(node().folder, "wootz.json")
        with open(place, "w", encoding="utf-8") as file:
            json.dump(wish, file)
        return printed_by(wootz.main, [place, "--state", os.path.join(node().folder, "state")])

    def test_blocks_are_trained_once_and_variants_made_of_them_know_more_after_the_same_steps(self) -> None:
        printed = self.run_steps()
        print(printed)
        trained = re.findall(r"^wootz-(\d-\d+)-\w+: trains 1$", printed, re.M)
        found = re.findall(r"^wootz-(\d-\d+)-\w+: is there$", printed, re.M)
        self.assertEqual(["2-90", "3-90"], trained, printed)
        self.assertEqual(["2-90"], found, "the block that both variants have is trained once: " + printed)
        losses = {name: float(loss) for name, loss in re.findall(r"^(\w+-[\d-]+): .* loss ([\d.]+)", printed, re.M)}
        for variant in VARIANTS:
            self.assertLess(losses["net-" + variant], 0.7 * losses["raw-" + variant], printed)

        pictures = re.findall(r"^(wootz-pictures-\w+): made$", printed, re.M)
        self.assertEqual(CLASSES * EACH, ask("GET", f"/v1/datasets/{pictures[0]}")["samples"])
        self.assert_read_once(re.findall(r"^(wootz-\d-\d+-\w+): trains", printed, re.M))

        again = self.run_steps()
        self.assertNotIn("trains", again)
        self.assertNotIn("made", again)

    def assert_read_once(self, ensembles: List[str]) -> None:
        """Two blocks and their held-out samples were fed with what was read from the origin once."""
        jobs = [name for name in all_jobs() if name.startswith(tuple(ensembles))]
        told = [ask("GET", f"/v1/jobs/{job}/metrics") for job in jobs]
        delivered, read = sum(each["delivered"] for each in told), sum(each["originReads"] for each in told)
        self.assertGreater(delivered, 2 * CLASSES * EACH)
        self.assertLessEqual(read, CLASSES * EACH, "the activations are read through the cache")


@unittest.skipIf(REASON, REASON or "")
class SubNetworks(unittest.TestCase):
    def test_a_task_is_answered_from_the_blocks_that_its_route_names_and_no_others(self) -> None:
        ensemble = trained(spec_of("subnets.yaml", epochs=6, batchSize=32))
        self.assertGreater(ensemble["leaderboard"]["accuracy"], 0.2, "of ten classes")
        best = member_folder("subnets", "routed") + ".best"
        shards = os.path.join(node().folder, "shards")
        subnets_shards.main(["cut", best, shards])
        samples.register(node().url, "subnets", f"file://{shards}", "folder")
        self.assertEqual(10, ask("GET", "/v1/datasets/subnets")["samples"], "a table and nine blocks")

        pixels = 4 * torch.rand(20, 3, 32, 32, generator=torch.Generator().manual_seed(SEED)) - 2
        whole = subnets_shards.whole(best).eval()
        routes: Dict[int, List[str]] = {}
        for task in (1, 2):
            before = served()
            answers, routes[task] = subnets_shards.load(task)
            self.assertEqual(6, len(routes[task]), routes)
            self.assertEqual(1 + 6, served() - before, "the table, and the blocks of the task")
            with torch.no_grad():
                self.assertTrue(torch.equal(whole.logits(task, pixels), answers(pixels)), "as the whole model answers")
        shared = set(routes[1]) & set(routes[2])
        print(f"task 1 {routes[1]}, task 2 {routes[2]}, shared {sorted(shared)}")
        self.assertLessEqual({"stem", "layer-1", "layer-2"}, {name.split("/")[0] for name in shared})
        self.assertTrue(set(routes[1]) - shared - {"head/1"}, "and each has blocks that the other has not")


def printed_by(main: Any, words: List[str]) -> str:
    """What an example prints."""
    with contextlib.redirect_stdout(io.StringIO()) as out:
        main(words)
    return out.getvalue()


def all_jobs() -> List[str]:
    return [job["name"] for job in ask("GET", "/v1/jobs?limit=1000")["jobs"]]


def served() -> int:
    """How many samples the node has given out, from wherever."""
    with urllib.request.urlopen(node().url + "/metrics") as answer:
        lines = answer.read().decode().splitlines()
    return round(sum(float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith("sheaf_samples_total{")))


if __name__ == "__main__":
    unittest.main()

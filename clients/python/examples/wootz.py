"""Pruned variants of a network, put together from blocks that are trained once (Wootz, PLDI 2019).

    ./sheaf serve --set 'gpu.commands=["python3 clients/python/examples/wootz_member.py"]' &
    ./sheaf dataset add cifar10 file:///data/cifar/train
    export PYTHONPATH=clients/python/src:gpu-workers/trainer-python
    python3 clients/python/examples/wootz.py clients/python/examples/wootz.json --state sheaf-state

    teacher ──► pictures of its activations ──► each pruned block that some variant needs ──► the variants

Each step is an ensemble (the pictures: a dataset) named by a hash of what goes into it: block, prune rate, teacher,
data. What is there is not made again, by this run or a later one. To see what it is worth, each variant
is also trained without the blocks, as raw-VARIANT.
"""

import argparse
import hashlib
import json
import os
import struct
import urllib.request

import torch

from sheaf import ProblemError, SheafDataset
from sheaf.api import Api
from sheaf.gateways import Gateways, Request
from wootz_member import SHAPES, network, picture


class Steps:
    """The steps on a node; `state` is its sheaf.state, where members leave what they learn."""

    def __init__(self, wish, state):
        self.wish, self.ensembles = wish, os.path.abspath(os.path.join(state, "ensembles"))
        self.url = os.environ.get("SHEAF_URL", "http://127.0.0.1:8700")
        self.gateways = Gateways([self.url])
        self.api = Api(self.gateways)

    def key(self, dataset, *inputs):
        version = self.api.dataset(dataset)["version"]
        return hashlib.sha256(json.dumps([version, *inputs], sort_keys=True).encode()).hexdigest()[:12]

    def ensemble(self, kind, rules, dataset, plans):
        """Begins to train an ensemble with a member for each plan, if there is none; its name."""
        rules = {**self.wish["all"], **self.wish[rules]}
        name = f"wootz-{kind}-{self.key(dataset, rules, plans)}"
        try:
            self.gateways.json(Request("GET", f"/v1/ensembles/{name}"))
            print(f"{name}: is there", flush=True)
            return name
        except ProblemError as problem:
            if problem.status != 404:
                raise
        os.makedirs(os.path.join(self.ensembles, name), exist_ok=True)
        with open(os.path.join(self.ensembles, name, "plan.json"), "w", encoding="utf-8") as file:
            json.dump(plans, file)
        members = [{"name": member, "command": self.wish["command"], **self.wish["optimizer"]} for member in plans]
        self.gateways.json(
            Request("POST", "/v1/ensembles", {**rules, "name": name, "dataset": dataset, "members": members}))
        print(f"{name}: trains {len(plans)}", flush=True)
        return name

    def trained(self, name):
        """Waits for an ensemble; what it has become."""
        with urllib.request.urlopen(f"{self.url}/v1/ensembles/{name}/events") as events:
            states = (json.loads(line[5:]) for line in events if line.startswith(b"data:"))
            ensemble = next(state for state in states if state["phase"] in ("trained", "failed", "stopped"))
        if ensemble["phase"] != "trained":
            raise SystemExit(f"{name} {ensemble['phase']}: {ensemble['reason']}")
        return ensemble

    def pictures(self, teacher):
        """A dataset of the teacher's activations, and by how much they were made smaller."""
        images = self.wish["images"]
        name = f"wootz-pictures-{self.key(images, teacher)}"
        folder = os.path.join(os.path.dirname(self.ensembles), "pictures", name)
        if os.path.exists(os.path.join(folder, "scales.json")):
            print(f"{name}: is there", flush=True)
        else:
            print(f"{name}: made", flush=True)
            self.draw(teacher, images, folder)
        self.api.register(name, f"file://{folder}/images", "folder")
        with open(os.path.join(folder, "scales.json"), encoding="utf-8") as file:
            return name, json.load(file)

    def draw(self, teacher, images, folder):
        classes = self.api.dataset(images)["classes"]
        net = network(self.ensembles, {"teacher": teacher, "blocks": []}, len(classes)).eval()
        for label in range(len(classes)):
            os.makedirs(os.path.join(folder, "images", f"{label:04d}"), exist_ok=True)
        scales = None
        whole = SheafDataset(images, batch_size=256, epochs=1, prepared=SHAPES[0][1:] * 2)
        with whole as data, torch.no_grad():
            for _ in data.epochs():
                for batch in data:
                    pixels, labels = batch
                    passed, flowing = [], pixels.float() / 63.75 - 2
                    for part in net[:3]:
                        flowing = part(flowing)
                        passed.append(flowing)
                    scales = scales or [float(each.max()) for each in passed]
                    for row, (sample, label) in enumerate(zip(batch.ids.tolist(), labels.tolist())):
                        made = picture(pixels[row], [each[row] for each in passed], scales)
                        bitmap(os.path.join(folder, "images", f"{label:04d}", f"{sample:08d}.bmp"), made)
        with open(os.path.join(folder, "scales.json"), "w", encoding="utf-8") as file:
            json.dump(scales, file)


def bitmap(path, pixels):
    """Writes 3 × height × width as a .bmp, which is read as it was written."""
    _, height, width = pixels.shape
    rows = pixels[[2, 1, 0]].permute(1, 2, 0).contiguous().numpy().tobytes()
    with open(path, "wb") as file:
        file.write(struct.pack("<2sIHHI", b"BM", 54 + len(rows), 0, 0, 54))
        file.write(struct.pack("<IiiHHIIiiII", 40, width, -height, 1, 24, 0, len(rows), 0, 0, 0, 0) + rows)


def main(words=None):
    parser = argparse.ArgumentParser()
    parser.add_argument("wish", help="wootz.json")
    parser.add_argument("--state", required=True, help="the node's sheaf.state")
    options = parser.parse_args(words)
    with open(options.wish, encoding="utf-8") as file:
        wish = json.load(file)
    steps, images = Steps(wish, options.state), wish["images"]

    def plan(teacher, blocks=(), learns=0, scales=()):
        return {"teacher": teacher, "blocks": blocks, "learns": learns, "scales": scales}

    teacher = steps.ensemble("teacher", "teacher", images, {"teacher": plan("")}) + "/teacher"
    steps.trained(teacher.split("/")[0])
    pictures, scales = steps.pictures(teacher)

    made, variants = {}, {}
    for variant in wish["variants"]:
        rates = [(number, int(rate)) for number, rate in enumerate(variant.split("-"), 1) if int(rate)]
        for number, rate in rates:
            kind = f"{number}-{rate}"
            learns = plan(teacher, [[number, rate, ""]], number, scales)
            made[kind] = steps.ensemble(kind, "blocks", pictures, {"block": learns}) + "/block"
        variants["net-" + variant] = plan(teacher, [[n, r, made[f"{n}-{r}"]] for n, r in rates])
        variants["raw-" + variant] = plan(teacher, [[n, r, ""] for n, r in rates])
    for kind in made:
        told = steps.trained(made[kind].split("/")[0])
        print(f"block {kind} in the teacher's place: {told['leaderboard']['accuracy']:.3f}", flush=True)
    told = steps.trained(steps.ensemble("variants", "assembled", images, variants))
    for each in told["leaderboard"]["members"]:
        print(f"{each['name']}: accuracy {each['accuracy']:.3f} loss {each['loss']:.3f}", flush=True)


if __name__ == "__main__":
    main()

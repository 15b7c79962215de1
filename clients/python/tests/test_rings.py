"""Batches by memory that a real node shares: the same bytes as on disk, whatever dies."""

from __future__ import annotations

import gc
import glob
import json
import os
import re
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import unittest
import urllib.request
import warnings
from typing import Any, Dict, List

import nodes
import samples
from sheaf import SheafDataset
from sheaf.meters import Meters
from sheaf.rings import NoRing, Rings, open_ring
from sheaf.torches import torch

REASON = nodes.why_no_node()
if not sys.platform.startswith("linux") or not hasattr(os, "memfd_create"):
    REASON = "shared memory without a name needs Linux"
COUNT = 600

_READER = """
import sys
from sheaf import SheafDataset
dataset = SheafDataset("crashes", batch_size=20, decode="raw", epochs=100, endpoints=sys.argv[1])
for _ in dataset.epochs():
    for batch in dataset:
        if dataset.metrics()["shared_memory_batches"]:
            print("reading", flush=True)
"""


def place(node: nodes.Node) -> Dict[str, Any]:
    """What a node says of its shared memory."""
    with urllib.request.urlopen(f"{node.url}/v1/shared-memory") as answer:
        document: Dict[str, Any] = json.load(answer)
        return document


def figure(node: nodes.Node, name: str) -> float:
    """A figure of a node's /metrics."""
    with urllib.request.urlopen(f"{node.url}/metrics") as answer:
        found = re.search(rf"^{name} (\S+)$", answer.read().decode(), re.MULTILINE)
    return float(found.group(1)) if found else -1.0


def named() -> List[str]:
    """Everything that shared memory or sockets could be named."""
    return sorted(glob.glob("/dev/shm/*sheaf*") + glob.glob("/tmp/sheaf*/ring"))


@unittest.skipIf(REASON, REASON or "")
class RingCase(unittest.TestCase):
    node: nodes.Node
    records: samples.Records

    @classmethod
    def setUpClass(cls) -> None:
        cls.node = nodes.shared()
        cls._register()

    @classmethod
    def _register(cls) -> None:
        folder = tempfile.mkdtemp(prefix="ring-", dir=cls.node.folder)
        cls.records = samples.Records(folder, COUNT, seed=9)
        cls.records.register(cls.node.url, cls.__name__.lower())

    def dataset(self, **arguments: Any) -> SheafDataset:
        arguments = {"batch_size": 20, "decode": "raw", "patience_seconds": 60.0, **arguments}
        dataset = SheafDataset(type(self).__name__.lower(), endpoints=arguments.pop("url", self.node.url), **arguments)
        self.addCleanup(dataset.close)
        return dataset


class Epochs(RingCase):
    def test_an_epoch_by_shared_memory_has_every_sample_once(self) -> None:
        sums = ["crc32"]
        try:
            import xxhash  # noqa: F401

            sums.append("xxh3")
        except ImportError:
            pass
        for checksum in sums:
            for threads in (0, 2):
                with self.subTest(checksum=checksum, threads=threads):
                    dataset = self.dataset(prefetch_threads=threads, epochs=2, checksum=checksum)
                    for _ in dataset.epochs():
                        seen = [place for batch in dataset for place in self.records.check(self, batch)]
                        self.assertEqual(list(range(COUNT)), sorted(seen))
                    told = dataset.metrics()
                    self.assertEqual("shared-memory", told["transport"], told)
                    self.assertGreater(told["shared_memory_batches"], 40)
                    self.assertEqual(0, told["ring_full_batches"])

    def test_two_ranks_share_an_epoch(self) -> None:
        seen: List[int] = []
        for rank in range(2):
            dataset = self.dataset(job="ring-two-ranks", rank=rank, ranks=2)
            seen += [place for batch in dataset for place in self.records.check(self, batch)]
            self.assertEqual("shared-memory", dataset.metrics()["transport"])
        self.assertEqual(list(range(COUNT)), sorted(seen))

    def test_what_is_kept_is_never_overwritten_and_the_rest_comes_by_http(self) -> None:
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            dataset = self.dataset(prefetch_threads=1, prefetch_batches=2)
            kept = list(dataset)
        places = [place for batch in kept for place in self.records.check(self, batch)]
        self.assertEqual(list(range(COUNT)), sorted(places))
        told = dataset.metrics()
        self.assertGreater(told["ring_full_batches"], 10)
        self.assertEqual(6, told["shared_memory_batches"])
        self.assertRegex(str(told["transport_reason"]), "all 6 slots are in use")
        self.assertEqual(1, sum("copy what you keep" in str(each.message) for each in said))

    def test_shared_memory_can_be_declined(self) -> None:
        dataset = self.dataset(shared_memory=False)
        self.assertEqual(COUNT, sum(len(batch) for batch in dataset))
        told = dataset.metrics()
        self.assertEqual(("http", "shared_memory is False"), (told["transport"], told["transport_reason"]))

    def test_a_fork_keeps_what_its_parent_had(self) -> None:
        dataset = self.dataset(prefetch_threads=0, epochs=3)
        batches = iter(dataset)
        next(batches)
        batch = next(batches)
        self.assertEqual(1, dataset.metrics()["shared_memory_batches"])
        before = self.records.check(self, batch)
        go, told = os.pipe(), os.pipe()
        child = os.fork()
        if child == 0:
            try:
                os.read(go[0], 1)  # The parent has read on, and has forgotten this batch.
                after = self.records.check(self, batch)
                os.write(told[1], b"same" if after == before else b"other")
            except BaseException as failed:
                os.write(told[1], repr(failed).encode()[:200])
            finally:
                os._exit(0)
        del batch
        dataset._latest = None
        for _ in range(25):
            next(batches)
        os.write(go[1], b"x")
        self.assertEqual(b"same", os.read(told[0], 200))
        os.waitpid(child, 0)
        for end in (*go, *told):
            os.close(end)

    @unittest.skipIf(torch is None, "PyTorch is not installed for this interpreter (python3-torch)")
    def test_workers_that_are_forked_after_the_start_have_rings_of_their_own(self) -> None:
        for workers in (0, 2):
            with self.subTest(workers=workers):
                dataset = self.dataset(decode="tensor", collate=list, epochs=2)
                loader = dataset.loader(num_workers=workers)
                for _ in dataset.epochs():
                    seen = [place for batch in loader for place in self.records.check(self, batch)]
                    self.assertEqual(list(range(COUNT)), sorted(seen))
                    if workers:  # The parent has a ring when the next ones are forked.
                        dataset._session._reader.rings.came(1 << 16, None, False)
                        dataset._session._reader.read(dataset._session._place(0), 0)


class Refusals(RingCase):
    def test_a_batch_that_is_larger_than_any_ring_comes_by_http(self) -> None:
        node = nodes.Node(["cache.shared-memory=100 KiB"])
        self.addCleanup(node.close)
        self.records.register(node.url, "refusals")
        dataset = self.dataset(url=node.url, batch_size=60)
        seen = [place for batch in dataset for place in self.records.check(self, batch)]
        self.assertEqual(list(range(COUNT)), sorted(seen))
        told = dataset.metrics()
        self.assertEqual("http", told["transport"])
        self.assertRegex(str(told["transport_reason"]), "does not fit.*cache.shared-memory")
        self.assertEqual(0, told["shared_memory_batches"])

    def test_a_batch_that_is_larger_than_its_slot_comes_by_http_and_the_next_ring_is_larger(self) -> None:
        dataset = self.dataset(prefetch_threads=0)
        batches = iter(dataset)
        next(batches)
        rings = dataset._session._reader.rings
        rings._largest = 1  # As if all batches so far had been small.
        import sheaf.rings

        least, sheaf.rings._LEAST_BODY_BYTES = sheaf.rings._LEAST_BODY_BYTES, 4096
        try:
            self.records.check(self, next(batches))
        finally:
            sheaf.rings._LEAST_BODY_BYTES = least
        told = dataset.metrics()
        self.assertEqual("http", told["transport"])
        self.assertRegex(str(told["transport_reason"]), "larger than a slot")
        self.records.check(self, next(batches))
        self.assertEqual("shared-memory", dataset.metrics()["transport"])

    def test_a_gateway_of_another_host_offers_nothing_here(self) -> None:
        offer = place(self.node)
        with self.assertRaisesRegex(NoRing, "another host"):
            open_ring({**offer, "host": "0" * 36}, 2, 4096)
        with self.assertRaisesRegex(NoRing, "a door that is none"):
            open_ring({**offer, "path": "/tmp/door"}, 2, 4096)

    def test_a_ring_that_is_not_the_one_that_was_offered_is_not_mapped(self) -> None:
        false, real = os.memfd_create("false"), open_ring(place(self.node), 2, 4096)
        self.addCleanup(os.close, false)
        self.addCleanup(real.close)
        from sheaf.rings import _mapped

        path = f"/proc/{os.getpid()}/fd/{false}"
        offer = {"key": real.key, "path": path, "slots": 2, "slotBytes": real.slot_bytes}
        os.truncate(false, 4096 + 2 * real.slot_bytes)
        with self.assertRaisesRegex(NoRing, "is not the ring"):
            _mapped(offer)
        with self.assertRaisesRegex(NoRing, "a ring that is none"):
            _mapped({**offer, "path": "/etc/passwd"})

    def test_a_forged_greeting_or_slot_gets_nothing(self) -> None:
        for text in (b"{}", b"\xff" * 40, json.dumps({"version": 1, "slots": -1, "slotBytes": 0}).encode()):
            with socket.socket(socket.AF_UNIX) as door:
                door.settimeout(10)
                door.connect(place(self.node)["path"])
                door.sendall(struct.pack("<I", len(text)) + text)
                answer = door.recv(4096)
                self.assertNotIn(b'"key"', answer)
        dataset = self.dataset(prefetch_threads=0)
        next(iter(dataset))
        path = dataset._session._place(0).path(0)
        for header in ("0" * 32 + " 0 1", "x", "-1 -1 -1"):
            asked = urllib.request.Request(self.node.url + path, headers={
                "Sheaf-Ring": header, "Sheaf-Consumer": dataset._session._consumer})
            with urllib.request.urlopen(asked) as answer:
                self.assertEqual("busy", answer.headers["Sheaf-Ring"])
                self.assertEqual(b"SHF1", answer.read()[:4])

    @unittest.skipUnless(hasattr(os, "geteuid") and os.geteuid() == 0, "only root can become another user")
    def test_another_user_cannot_reach_the_door_and_reads_by_http(self) -> None:
        script = (
            "import os, sys; os.setgid(65534); os.setuid(65534)\n"
            "from sheaf import SheafDataset\n"
            "d = SheafDataset('refusals', batch_size=50, decode='raw', endpoints=sys.argv[1])\n"
            "print(sum(len(b) for b in d), d.metrics()['transport'], d.metrics()['transport_reason'])\n"
        )
        source = os.path.join(nodes.ROOT, "clients", "python", "src")
        found = subprocess.run(
            [sys.executable, "-c", f"import sys; sys.path.insert(0, {source!r}); import sheaf\n" + script,
             self.node.url], capture_output=True, text=True)
        self.assertRegex(found.stdout, f"{COUNT} http .*PermissionError", found.stderr)


class Crashes(RingCase):
    """Of a node that other tests do not use."""

    @classmethod
    def setUpClass(cls) -> None:
        cls.node = nodes.Node()
        cls._register()

    @classmethod
    def tearDownClass(cls) -> None:
        cls.node.close()

    def test_a_client_that_is_killed_leaves_nothing(self) -> None:
        before = named()
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        reader = subprocess.Popen(
            [sys.executable, "-c", _READER, self.node.url], stdout=subprocess.PIPE, env=environment)
        assert reader.stdout is not None
        self.assertEqual(b"reading\n", reader.stdout.readline())
        self.assertEqual(1.0, figure(self.node, "sheaf_rings"))
        reader.send_signal(signal.SIGKILL)
        reader.wait()
        reader.stdout.close()
        nodes.eventually(lambda: figure(self.node, "sheaf_rings") == 0.0)
        self.assertEqual(0.0, figure(self.node, "sheaf_rings_bytes"))
        self.assertEqual(before, named())

    def test_a_node_that_is_killed_and_comes_back_is_a_pause(self) -> None:
        before = named()
        dataset = self.dataset(patience_seconds=90.0, prefetch_threads=0)
        seen: List[int] = []
        batches = iter(dataset)
        kept = [next(batches) for _ in range(4)]
        self.assertEqual(3, dataset.metrics()["shared_memory_batches"])
        self.node.kill()
        self.assertEqual(before, named())
        for batch in kept:  # What was given is the trainer's, whatever becomes of the node.
            seen += self.records.check(self, batch)
        threading.Thread(target=self.node.start).start()
        for batch in batches:
            seen += self.records.check(self, batch)
        self.assertEqual(list(range(COUNT)), sorted(seen))
        told = dataset.metrics()
        self.assertEqual("shared-memory", told["transport"], told)
        self.assertGreater(told["retries"], 0)


class Slots(RingCase):
    """The ring alone, without batches."""

    def test_a_slot_is_free_when_nothing_looks_at_it(self) -> None:
        ring = open_ring(place(self.node), 2, 4096)
        self.addCleanup(ring.close)
        first, second = ring.lease(), ring.lease()
        assert first is not None and second is not None
        self.assertIsNone(ring.lease(), "both are asked for")
        first.end()
        third = ring.lease()
        assert third is not None
        view = memoryview(third._slot.memory)[10:20]  # type: ignore[union-attr]
        third.end()
        self.assertIsNone(ring.lease(), "a view looks at it")
        part = view[2:4]
        del view
        self.assertIsNone(ring.lease(), "a part of the view does")
        del part
        gc.collect()
        self.assertIsNotNone(ring.lease())

    def test_no_ring_before_the_first_batch_and_none_when_declined(self) -> None:
        asked: List[str] = []

        def ask(path: str) -> Dict[str, Any]:
            asked.append(path)
            return {"offered": False, "reason": "because"}

        rings = Rings(4, Meters())
        self.assertIsNone(rings.lease("http://here", ask))
        rings.came(1000, None, False)
        self.assertIsNone(rings.lease("http://here", ask))
        self.assertIsNone(rings.lease("http://here", ask))
        self.assertEqual(["/v1/shared-memory"], asked, "a refusal holds for a while")
        self.assertEqual(("http", "the gateway offers none: because"), rings.transport)


if __name__ == "__main__":
    unittest.main()

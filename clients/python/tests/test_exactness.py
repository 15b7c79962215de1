"""Whole epochs against the files on disk, whoever reads them: real trainers, processes of their own.

SHEAF_CIFAR names a folder of class folders, such as CIFAR-10's training set, and every case is run; without it
small files of random bytes are made, and one case of each kind is run.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import unittest
import uuid
from collections import Counter
from typing import Any, Dict, List, Tuple

import nodes
import samples
from sheaf.torches import torch

REASON = nodes.why_no_node()
ALL = "SHEAF_CIFAR" in os.environ
READER = os.path.join(os.path.dirname(__file__), "exact_reader.py")
Seen = Counter[Tuple[str, int]]


class Trainer:
    """One rank of a job, as a process."""

    def __init__(self, folder: str, **wish: Any) -> None:
        self._at = os.path.join(folder, uuid.uuid4().hex)
        wish = {"out": self._at + ".out", "state": self._at + ".state", **wish}
        self.process = subprocess.Popen([sys.executable, READER, json.dumps(wish)])

    def done(self) -> None:
        """Waits for its end, which must be a good one."""
        assert self.process.wait(600) == 0, "a trainer failed: see what it printed"

    def killed_after(self, batches: int) -> Dict[str, Any]:
        """Its latest checkpoint, when it was killed after so many batches or more."""
        nodes.eventually(lambda: self._lines() >= batches)
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        with open(self._at + ".state", encoding="ascii") as file:
            token: Dict[str, Any] = json.load(file)
        return token

    def _lines(self) -> int:
        try:
            with open(self._at + ".out", "rb") as file:
                return file.read().count(b"\n")
        except FileNotFoundError:
            return 0

    def seen(self, before: int = sys.maxsize) -> Seen:
        """What it was given in batches before a step."""
        counted: Seen = Counter()
        with open(self._at + ".out", encoding="ascii") as file:
            for line in file:
                if line.endswith("\n"):
                    number, given = json.loads(line)
                    if number < before:
                        counted.update((digest, label) for digest, label in given)
        return counted


@unittest.skipIf(REASON, REASON or "")
class Exactness(unittest.TestCase):
    """One dataset in a node whose memory holds a part of it."""

    node: nodes.Node
    files: Seen
    batch: int  # of all ranks together, which a resume keeps

    @classmethod
    def setUpClass(cls) -> None:
        source = os.environ.get("SHEAF_CIFAR")
        rooms = ["cache.memory=16 MiB", f"origin.file.roots=[\"{source}\"]"] if source else []
        cls.node = nodes.Node(rooms)
        cls.addClassCleanup(cls.node.close)
        if source is None:
            source = os.path.join(cls.node.folder, "files")
            samples.Files(source, 10, 150, (600, 1200))
        samples.register(cls.node.url, "files", f"file://{source}", "folder")
        cls.files = _on_disk(source)
        cls.batch = 600 if ALL else 96

    def trainers(self, ranks: int = 1, **wish: Any) -> List[Trainer]:
        """All ranks of a job."""
        wish = {
            "dataset": "files",
            "job": "exact-" + uuid.uuid4().hex[:8],
            "batch_size": self.batch // ranks,
            "endpoints": self.node.url,
            "ranks": ranks,
            **wish,
        }
        return [Trainer(self.node.folder, rank=rank, **wish) for rank in range(ranks)]

    def whole(self, *jobs: List[Trainer]) -> None:
        """Each job's trainers end, and together had every file once with its label."""
        for job in jobs:
            for trainer in job:
                trainer.done()
            self.once(sum((trainer.seen() for trainer in job), Counter()))

    def once(self, seen: Seen) -> None:
        """Every file once, with its label."""
        twice, missing = seen - self.files, self.files - seen
        self.assertEqual((0, 0), (twice.total(), missing.total()), "twice or not a file's, missing")

    @unittest.skipIf(torch is None, "workers need torch (python3-torch)")
    def test_of_workers(self) -> None:
        for workers in (1, 2, 4) if ALL else (2,):
            with self.subTest(workers=workers):
                self.whole(self.trainers(workers=workers))

    def test_of_ranks(self) -> None:
        for ranks in (1, 2, 3) if ALL else (2,):
            with self.subTest(ranks=ranks):
                self.whole(self.trainers(ranks))

    def test_of_two_jobs_at_once_with_and_without_substitution(self) -> None:
        self.whole(self.trainers(contract="strict"), self.trainers(contract="substitute"))

    def test_of_trainers_that_are_killed_and_resumed_as_others(self) -> None:
        cases: List[Tuple[Dict[str, Any], Dict[str, Any]]] = [({"ranks": 2}, {"ranks": 3})]
        if ALL:
            cases += [({"ranks": 3}, {"ranks": 1}), ({"ranks": 1}, {"ranks": 2})]
        if ALL and torch is not None:
            cases += [({"workers": 1}, {"workers": 4}), ({"workers": 2, "ranks": 2}, {"ranks": 3})]
        for before, after in cases:
            with self.subTest(before=before, after=after):
                self._killed_and_resumed(before, after)

    def _killed_and_resumed(self, before: Dict[str, Any], after: Dict[str, Any]) -> None:
        killed = self.trainers(**before)
        tokens = [trainer.killed_after(4) for trainer in killed]
        token = min(tokens, key=lambda token: int(token["step"]))
        self.assertGreater(token["step"], 0)
        resumed = self.trainers(**after, job=token["job"], token=token, attempt="resumed")
        for trainer in resumed:
            trainer.done()
        of_both = [trainer.seen(token["step"]) for trainer in killed] + [t.seen() for t in resumed]
        self.once(sum(of_both, Counter()))


def _on_disk(folder: str) -> Seen:
    """Digest and label of each file; labels count class folders in the order of their names."""
    counted: Seen = Counter()
    for label, name in enumerate(sorted(os.listdir(folder))):
        for file in os.listdir(os.path.join(folder, name)):
            with open(os.path.join(folder, name, file), "rb") as content:
                counted[hashlib.sha256(content.read()).hexdigest(), label] += 1
    return counted


if __name__ == "__main__":
    unittest.main()

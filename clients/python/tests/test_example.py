"""The example trains, is killed, and goes on as if it had not been."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import unittest
from typing import Dict, List, Tuple

import nodes
import samples
from sheaf.torches import torch

REASON = nodes.why_no_node()
if torch is None:
    REASON = "PyTorch is not installed for this interpreter (python3-torch)"
HERE = os.path.dirname(os.path.abspath(__file__))
_STEP = re.compile(r"epoch (\d+) step (\d+) loss ([\d.]+)")


@unittest.skipIf(REASON, REASON or "")
class Example(unittest.TestCase):
    node: nodes.Node

    @classmethod
    def setUpClass(cls) -> None:
        cls.node = nodes.shared()
        records = samples.Records(os.path.join(cls.node.folder, "to-train"), 240, seed=5)
        records.register(cls.node.url, "to-train")

    def train(self, checkpoint: str, kill_at: Tuple[int, int] = (-1, -1)) -> Dict[Tuple[int, int], str]:
        """Losses by epoch and step, up to the one at which it is killed."""
        command = [
            sys.executable, os.path.join(HERE, "..", "examples", "cifar10.py"),
            "--dataset", "to-train", "--epochs", "2", "--batch-size", "24", "--width", "2",
            "--checkpoint", checkpoint, "--checkpoint-every", "4",
        ]
        environment = {
            **os.environ,
            "SHEAF_URL": self.node.url,
            "PYTHONPATH": os.path.join(HERE, "..", "src"),
            "OMP_NUM_THREADS": "1",
        }
        losses: Dict[Tuple[int, int], str] = {}
        lines: List[str] = []
        with subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as process:
            assert process.stdout is not None
            for line in process.stdout:
                lines.append(line)
                step = _STEP.match(line)
                if step:
                    place = (int(step.group(1)), int(step.group(2)))
                    losses[place] = step.group(3)
                    if place == kill_at:
                        process.send_signal(signal.SIGKILL)
                        break
        if kill_at == (-1, -1):
            self.assertEqual(0, process.returncode, "".join(lines))
        return losses

    def test_a_trainer_that_is_killed_goes_on_with_the_same_losses(self) -> None:
        checkpoint = os.path.join(self.node.folder, "killed.pt")
        before = self.train(checkpoint, kill_at=(1, 7))
        after = self.train(checkpoint)
        self.assertEqual((1, 5), min(after), "it goes on after the checkpoint of step 4")
        self.assertEqual(before[1, 5], after[1, 5])
        self.assertEqual(before[1, 6], after[1, 6])
        self.assertEqual({(e, s) for e in (0, 1) for s in range(1, 11)}, set(before) | set(after))


if __name__ == "__main__":
    unittest.main()

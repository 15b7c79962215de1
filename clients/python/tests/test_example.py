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

    def environment(self) -> Dict[str, str]:
        return {
            **os.environ,
            "SHEAF_URL": self.node.url,
            "PYTHONPATH": os.path.join(HERE, "..", "src"),
            "OMP_NUM_THREADS": "1",
        }

    def run_example(self, name: str, *options: str) -> str:
        """What an example prints; it must end well."""
        command = [sys.executable, os.path.join(HERE, "..", "examples", name), *options]
        done = subprocess.run(
            [*command, "--dataset", "to-train", "--width", "2"],
            env=self.environment(), capture_output=True, text=True, timeout=120,
        )
        self.assertEqual(0, done.returncode, done.stdout + done.stderr)
        return done.stdout

    def train(self, checkpoint: str, kill_at: Tuple[int, int] = (-1, -1)) -> Dict[Tuple[int, int], str]:
        """Losses by epoch and step, up to the one at which it is killed."""
        command = [
            sys.executable, os.path.join(HERE, "..", "examples", "cifar10.py"),
            "--dataset", "to-train", "--epochs", "2", "--batch-size", "24", "--width", "2",
            "--checkpoint", checkpoint, "--checkpoint-every", "4",
        ]
        losses: Dict[Tuple[int, int], str] = {}
        lines: List[str] = []
        with subprocess.Popen(
            command, env=self.environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
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

    def test_the_readmes_program_trains_as_pasted(self) -> None:
        records = samples.Records(os.path.join(self.node.folder, "cifar"), 300, seed=6)
        records.register(self.node.url, "cifar")
        for page in ("README.md", os.path.join("docs", "pytorch.md")):
            with open(os.path.join(nodes.ROOT, page), encoding="utf-8") as file:
                program = file.read().split("```python\n")[1].split("```")[0]
            done = subprocess.run(
                [sys.executable, "-c", program],
                env=self.environment(), capture_output=True, text=True, timeout=120,
            )
            self.assertEqual(0, done.returncode, program + done.stdout + done.stderr)
            if page == "README.md":
                self.assertRegex(done.stdout, r"epoch 1: loss \d+\.\d\d, by (http|shared-memory)")

    def test_a_trainer_that_is_killed_goes_on_with_the_same_losses(self) -> None:
        checkpoint = os.path.join(self.node.folder, "killed.pt")
        before = self.train(checkpoint, kill_at=(1, 7))
        after = self.train(checkpoint)
        self.assertEqual((1, 5), min(after), "it goes on after the checkpoint of step 4")
        self.assertEqual(before[1, 5], after[1, 5])
        self.assertEqual(before[1, 6], after[1, 6])
        self.assertEqual({(e, s) for e in (0, 1) for s in range(1, 11)}, set(before) | set(after))

    def test_two_jobs_share_what_is_read(self) -> None:
        printed = self.run_example("two_jobs.py", "--epochs", "2", "--name", "shared")
        lines = re.findall(r"(shared-\d): .* (\d+) samples, .* reads ([\d.]+) of bound", printed)
        self.assertEqual([("shared-0", "480"), ("shared-1", "480")], [line[:2] for line in lines])
        read = sum(480 * float(line[2]) for line in lines)
        self.assertLessEqual(read, 241, "a dataset that fits is read once for both: " + printed)

    def test_importance_reads_all_at_first_and_then_a_selection(self) -> None:
        printed = self.run_example("importance.py", "--epochs", "3")
        samples = [int(n) for n in re.findall(r"epoch \d: (\d+) samples", printed)]
        self.assertEqual(240, samples[0], printed)
        self.assertEqual(3, len(samples), printed)
        self.assertTrue(all(100 < n < 220 for n in samples[1:]), printed)


if __name__ == "__main__":
    unittest.main()

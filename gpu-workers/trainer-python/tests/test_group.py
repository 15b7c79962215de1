"""Replicas that average their gradients train as one process on the whole batch does."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import unittest

import torches

STEPS, BATCH = 16, 24

PROGRAM = """
import sys, torch
import sheaf_trainer as trainer, test_group
trainer.import_torch()
rank, world, address, out = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4]
group = trainer.Group(rank, world, address)
trained = []
for normalise in (trainer.shared_norm, lambda layer, group: layer):
    trainer.shared_norm = normalise
    learner = test_group.learner(seed=7 + rank)
    group.join(learner)
    test_group.train(learner, group)
    trained.append({w.name: w.tensor.detach() for w in learner.weights})
group.close()
torch.save(trained, out)
"""


def learner(seed: int):
    trainer = torches.trainer()
    load = {
        "architecture": "cnn", "width": 4, "classes": 3, "optimizer": "sgd", "learningRate": 0.05, "momentum": 0.9,
        "weightDecay": 5e-4, "schedule": "constant", "totalSteps": 100, "warmupSteps": 0, "seed": seed,
    }
    return trainer.Learner.of(load, (3, 12, 12), "cpu")


def train(learner, group=None) -> None:
    torch = torches.trainer().torch
    for n in range(STEPS):
        generator = torch.Generator().manual_seed(n)
        labels = torch.randint(0, 3, (BATCH,), generator=generator)
        images = torch.randn((BATCH, 3, 12, 12), generator=generator) + labels.view(-1, 1, 1, 1)
        if group is not None:
            images, labels = group.share(images), group.share(labels)
        learner.train(images, labels, group=group)
        learner.progress.step += 1


def replicas(world: int) -> list[list[dict]]:
    """Of each replica its weights after a training with shared normalisation, and after one without."""
    torch = torches.trainer().torch
    with tempfile.TemporaryDirectory() as folder:
        outs = [os.path.join(folder, f"{rank}.pt") for rank in range(world)]
        processes = [
            subprocess.Popen(
                [sys.executable, "-B", "-c", PROGRAM, str(rank), str(world), f"file://{folder}/meet", outs[rank]],
                env={**os.environ, "OMP_NUM_THREADS": "1", "GLOO_SOCKET_IFNAME": "lo"})
            for rank in range(world)]
        for process in processes:
            if process.wait(timeout=120) != 0:
                raise AssertionError(f"a replica ended with status {process.returncode}")
        return [torch.load(out) for out in outs]


def apart(one: dict, other: dict) -> float:
    return max(float((one[name] - other[name]).abs().max()) for name in one)


@unittest.skipIf(torches.REASON, torches.REASON or "")
class Groups(unittest.TestCase):
    def test_two_replicas_are_the_same_and_equal_one_process_on_the_whole_batch(self) -> None:
        alone = learner(seed=7)
        train(alone)
        whole = {w.name: w.tensor.detach() for w in alone.weights}
        (one, unshared), (other, _) = replicas(2)
        self.assertEqual(0.0, apart(one, other))
        self.assertLessEqual(apart(one, whole), 2.6e-6)
        # Each normalising its own share is another training: the bound above can be missed.
        self.assertGreater(apart(unshared, whole), 1e-3)


if __name__ == "__main__":
    unittest.main()

#!/usr/bin/env python3
"""Tries on this machine what the PyTorch trainer does on a GPU, with made-up batches, and prints a table.

    python3 gpu_check.py [--device cuda:0|cpu] [--width 64] [--batch 256] [--side 32] [--steps 20]

Needs PyTorch and the file sheaf_trainer.py beside it; no node, no data. Exit status: 0 all that could be
tried works, 1 something does not, 3 there is no GPU (--device cpu tries the rest).
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time

import sheaf_trainer as trainer

NO_GPU = 3


class Check:
    """The rows of the table."""

    def __init__(self) -> None:
        self.failed = 0

    def row(self, name: str, state: str, detail: str) -> None:
        print(f"{name:<28} {state:<5} {detail}", flush=True)

    def run(self, name: str, what) -> None:
        """what: answers a detail; raises what is wrong, or Skipped."""
        try:
            self.row(name, "ok", what())
        except Skipped as why:
            self.row(name, "-", str(why))
        except Exception as wrong:  # Whatever the driver throws is the finding.
            self.failed += 1
            self.row(name, "WRONG", f"{type(wrong).__name__}: {wrong}")


class Skipped(Exception):
    """There is nothing to try here."""


class Machine:
    """One device, and made-up batches for it."""

    def __init__(self, options: argparse.Namespace, device: str):
        self.torch, self.device, self.options = trainer.torch, device, options
        self.on_gpu = device.startswith("cuda")
        generator = self.torch.Generator().manual_seed(1)
        shape = (options.batch, 3, options.side, options.side)
        self.labels = self.torch.randint(0, 10, (options.batch,), generator=generator)
        self.pixels = self.torch.randint(0, 256, shape, dtype=self.torch.uint8, generator=generator)
        # Something to learn: a brighter row says the label.
        for i, label in enumerate(self.labels.tolist()):
            self.pixels[i, :, label * options.side // 10] = 255

    def learner(self, mixed: bool = False, optimizer: str = "sgd"):
        os.environ["SHEAF_PRECISION"] = "mixed" if mixed else "float32"
        load = {
            "architecture": "cnn", "width": self.options.width, "classes": 10, "optimizer": optimizer,
            "learningRate": 0.05, "momentum": 0.9, "weightDecay": 5e-4, "schedule": "constant",
            "totalSteps": 1000, "warmupSteps": 0, "seed": 7, "losses": False,
        }
        return trainer.Learner.of(load, (3, self.options.side, self.options.side), self.device)

    def batch(self):
        return trainer.scaled(self.pixels.to(self.device)), self.labels.to(self.device)

    def wait(self) -> None:
        if self.on_gpu:
            self.torch.cuda.synchronize()

    def train(self, learner, steps: int) -> tuple[list[float], float]:
        """The loss of each step, and images a second after the first."""
        images, labels = self.batch()
        losses = [float(self.step(learner, images, labels))]
        self.wait()
        started = time.monotonic()
        kept = [self.step(learner, images, labels) for _ in range(steps - 1)]
        self.wait()
        rate = len(labels) * (steps - 1) / (time.monotonic() - started)
        return losses + [float(each) for each in kept], rate

    @staticmethod
    def step(learner, images, labels):
        losses, _ = learner.train(images, labels)
        learner.progress.step += 1
        return losses.mean()


def training(machine: Machine, mixed: bool) -> str:
    losses, rate = machine.train(machine.learner(mixed), machine.options.steps)
    if not losses[-1] < losses[0]:
        raise ValueError(f"the loss must fall but went from {losses[0]:.4f} to {losses[-1]:.4f}")
    return f"{rate:,.0f} images/s, loss {losses[0]:.3f} -> {losses[-1]:.3f}"


def against_cpu(machine: Machine) -> str:
    if not machine.on_gpu:
        raise Skipped("this is the CPU")
    there, _ = machine.train(machine.learner(), 3)
    here, _ = Machine(machine.options, "cpu").train(Machine(machine.options, "cpu").learner(), 3)
    apart = max(abs(a - b) for a, b in zip(there, here))
    if apart > 0.05:
        raise ValueError(f"three steps on CPU and GPU must have about the same losses but were {apart:.4f} apart")
    return f"three steps: losses at most {apart:.1e} apart"


def copies(machine: Machine) -> str:
    if not machine.on_gpu:
        raise Skipped("nothing to copy to")
    torch, rates = machine.torch, []
    source = torch.zeros(64 << 20, dtype=torch.uint8)
    for each in (source, source.pin_memory()):
        each.to(machine.device, non_blocking=True)
        machine.wait()
        started = time.monotonic()
        for _ in range(10):
            each.to(machine.device, non_blocking=True)
        machine.wait()
        rates.append(10 * source.numel() / (time.monotonic() - started) / 1e9)
    return f"pageable {rates[0]:.1f} GB/s, pinned {rates[1]:.1f} GB/s"


def resume(machine: Machine, optimizer: str) -> str:
    learner = machine.learner(optimizer=optimizer)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "checkpoint")
        machine.train(learner, 5)
        _, size = learner.checkpoint().write(path)
        uninterrupted, _ = machine.train(learner, 5)
        again = machine.learner(optimizer=optimizer)
        again.restore(path)
        resumed, _ = machine.train(again, 5)
    apart = max(abs(a - b) for a, b in zip(uninterrupted, resumed))
    # Sums on a GPU may be added up in another order each time; on one CPU thread they never are.
    if apart > (1e-2 if machine.on_gpu else 0.0):
        raise ValueError(f"a resumed training must go on as the other did but was {apart:.1e} apart")
    return f"{size:,} bytes; losses of 5 steps {apart:.1e} apart"


def driver(machine: Machine) -> str:
    nvml = trainer.Nvml.find()
    if nvml is None:
        raise Skipped("there is no libnvidia-ml.so.1 with a GPU")
    facts = nvml.facts()
    if facts is None or not 0 < facts["usedBytes"] <= facts["totalBytes"] or not 0 <= facts["busyPercent"] <= 100:
        raise ValueError(f"these cannot be: {facts}")
    return f"{facts['usedBytes'] / 2**30:.1f} of {facts['totalBytes'] / 2**30:.1f} GiB used, {facts['busyPercent']} % busy"


def group(machine: Machine) -> str:
    """A group of one: that the backend is there, and changes nothing."""
    alone, _ = machine.train(machine.learner(), 3)
    with tempfile.TemporaryDirectory() as folder:
        members = trainer.Group(0, 1, f"file://{folder}/group", machine.device)
        try:
            learner = machine.learner()
            members.join(learner)
            images, labels = machine.batch()
            losses = []
            for _ in range(3):
                each, _ = learner.train(members.share(images), members.share(labels), group=members)
                learner.progress.step += 1
                losses.append(float(each.mean()))
            backend = machine.torch.distributed.get_backend()
        finally:
            members.close()
    apart = max(abs(a - b) for a, b in zip(alone, losses))
    if apart > 1e-2:
        raise ValueError(f"a group of one must train as one process does but was {apart:.1e} apart")
    return f"{backend}: losses of 3 steps {apart:.1e} apart"


def main() -> int:
    parser = argparse.ArgumentParser(description="Tries what the PyTorch trainer does on a GPU.")
    parser.add_argument("--device", default="", help="cuda:0 by default; cpu tries what needs no GPU")
    parser.add_argument("--width", type=int, default=64)
    parser.add_argument("--batch", type=int, default=256)
    parser.add_argument("--side", type=int, default=32)
    parser.add_argument("--steps", type=int, default=20)
    options = parser.parse_args()
    try:
        trainer.import_torch()
    except trainer.Failure as missing:
        print(missing)
        return 1
    torch = trainer.torch
    if options.device != "cpu" and not torch.cuda.is_available():
        print(f"there is no GPU that PyTorch {torch.__version__} can use; --device cpu tries what needs none")
        return NO_GPU
    device = trainer.device_name(options.device)
    check, machine = Check(), Machine(options, device)
    name = torch.cuda.get_device_name(0) if machine.on_gpu else "cpu"
    check.row("device", "ok", f"{device}, {name}, {trainer.memory_bytes(device) / 2**30:.1f} GiB, PyTorch {torch.__version__}")
    check.run("driver (NVML)", lambda: driver(machine))
    check.run("copies", lambda: copies(machine))
    check.run("training, float32", lambda: training(machine, mixed=False))
    check.run("training, mixed", lambda: training(machine, mixed=True))
    check.run("against the CPU", lambda: against_cpu(machine))
    check.run("checkpoint, sgd", lambda: resume(machine, "sgd"))
    check.run("checkpoint, adamw", lambda: resume(machine, "adamw"))
    check.run("data-parallel group", lambda: group(machine))
    return 1 if check.failed else 0


if __name__ == "__main__":
    sys.exit(main())

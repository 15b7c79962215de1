"""What the trainer does beside the protocol, which the Java tests speak with it."""

from __future__ import annotations

import contextlib
import ctypes
import io
import os
import subprocess
import sys
import tempfile
import unittest
from unittest import mock

import gpu_check
import sheaf_trainer
import test_group
import torches


class FakeDriver:
    """A fake of libnvidia-ml: one GPU, by index or by name."""

    def __init__(self, status: int = 0):
        self.status, self.asked = status, []

    def nvmlInit_v2(self):
        return self.status

    def nvmlDeviceGetHandleByIndex_v2(self, index, handle):
        self.asked.append(index.value)
        handle._obj.value = index.value + 1
        return 0

    def nvmlDeviceGetCount_v2(self, count):
        count._obj.value = 2
        return 0

    def nvmlDeviceGetUUID(self, handle, name, length):
        name.value = b"GPU-%d" % handle.value
        return 0

    def nvmlDeviceGetHandleByUUID(self, name, handle):
        self.asked.append(name)
        return 0

    def nvmlDeviceGetMemoryInfo(self, handle, memory):
        memory._obj.total, memory._obj.used = 80, 30
        return 0

    def nvmlDeviceGetUtilizationRates(self, handle, busy):
        busy._obj.gpu = 97
        return self.status


class Drivers(unittest.TestCase):
    def test_the_facts_are_those_of_the_gpu_that_the_process_sees_first(self) -> None:
        for visible, asked in (("", 0), ("3,1", 3), ("GPU-7c1b", b"GPU-7c1b")):
            driver = FakeDriver()
            facts = sheaf_trainer.Nvml(driver, visible).facts()
            self.assertEqual({"usedBytes": 30, "totalBytes": 80, "busyPercent": 97}, facts)
            self.assertEqual([asked], driver.asked)

    def test_the_gpus_of_a_machine_are_all_or_those_that_are_visible(self) -> None:
        with mock.patch.object(ctypes, "CDLL", return_value=FakeDriver()):
            with mock.patch.dict(os.environ):
                os.environ.pop("CUDA_VISIBLE_DEVICES", None)
                self.assertEqual(["GPU-1", "GPU-2"], sheaf_trainer.gpus())
            with mock.patch.dict(os.environ, CUDA_VISIBLE_DEVICES="1, GPU-7"):
                self.assertEqual(["1", "GPU-7"], sheaf_trainer.gpus())
            with mock.patch.dict(os.environ, CUDA_VISIBLE_DEVICES=""):
                self.assertEqual([], sheaf_trainer.gpus())

    def test_a_gpu_that_does_not_answer_any_more_has_no_facts(self) -> None:
        driver = FakeDriver()
        nvml = sheaf_trainer.Nvml(driver)
        driver.status = 15
        self.assertIsNone(nvml.facts())
        with self.assertRaises(OSError):
            sheaf_trainer.Nvml(driver)

    def test_without_a_driver_there_is_none(self) -> None:
        with mock.patch.object(ctypes, "CDLL", side_effect=OSError("no such file")):
            self.assertIsNone(sheaf_trainer.Nvml.find())


class Interpreters(unittest.TestCase):
    def test_one_without_torch_says_so_before_anything_is_trained(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            with open(os.path.join(folder, "torch.py"), "w") as file:
                file.write("raise ImportError('broken')")
            with mock.patch.object(sheaf_trainer, "torch", None), mock.patch.object(sys, "path", [folder]):
                kept = sys.modules.pop("torch", None)
                try:
                    with self.assertRaisesRegex(sheaf_trainer.Failure, "cannot import torch .broken.*sheaf.gpu.python"):
                        sheaf_trainer.import_torch()
                finally:
                    sys.modules.pop("torch", None)
                    if kept is not None:
                        sys.modules["torch"] = kept

    def test_a_script_that_no_node_started_says_who_starts_it(self) -> None:
        ended = subprocess.run(
            [sys.executable, "-B", "-c", "import sheaf_trainer; sheaf_trainer.join()"],
            env={k: v for k, v in os.environ.items() if k != "SHEAF_SOCKET"}, capture_output=True, text=True)
        self.assertEqual(64, ended.returncode)
        self.assertIn("a Sheaf node starts it", ended.stderr)


@unittest.skipIf(torches.REASON, torches.REASON or "")
class Learning(unittest.TestCase):
    def test_mixed_precision_learns_and_differs_from_32_bits(self) -> None:
        trainer = torches.trainer()
        ends = []
        for precision in ("float32", "mixed"):
            with mock.patch.dict(os.environ, SHEAF_PRECISION=precision):
                learner = test_group.learner(seed=1)
            test_group.train(learner)
            images = trainer.torch.zeros(4, 3, 12, 12)
            ends.append(learner.logits(images))
            self.assertEqual(trainer.torch.float32, ends[-1].dtype)
        difference = float((ends[0] - ends[1]).abs().max())
        self.assertGreater(difference, 1e-5)
        self.assertLess(difference, 0.5)

    def test_a_float16_step_that_overflows_is_left_out_and_the_scale_halved(self) -> None:
        torch = torches.trainer().torch
        mixed = sheaf_trainer.Mixed("cpu")
        mixed._scale = torch.full((1,), 8.0)
        weight = sheaf_trainer.Weight("w", torch.zeros(2, requires_grad=True), True, True)
        weight.tensor.grad = torch.tensor([16.0, 8.0])
        self.assertTrue(mixed.usable([weight]))
        self.assertEqual([2.0, 1.0], weight.tensor.grad.tolist())
        weight.tensor.grad = torch.tensor([float("inf"), 1.0])
        self.assertFalse(mixed.usable([weight]))
        self.assertEqual([4.0], mixed.state()[0].tensor.tolist())

    def test_a_sample_that_counts_twice_is_as_good_as_two(self) -> None:
        torch = torches.trainer().torch
        images, labels = torch.randn(4, 3, 12, 12), torch.tensor([0, 1, 2, 0])
        twice, counted = test_group.learner(seed=1), test_group.learner(seed=1)
        for learner in (twice, counted):
            learner.network.eval()
            learner.network.train = lambda mode=True: None  # Normalisation sees other batches.
        twice.train(torch.cat([images, images[:1]]), torch.cat([labels, labels[:1]]))
        counted.train(images, labels, weights=torch.tensor([2.0, 1.0, 1.0, 1.0]) * 4 / 5)
        once = test_group.learner(seed=1)
        for a, b, c in zip(twice.weights, counted.weights, once.weights):
            self.assertLess(float((a.tensor - b.tensor).abs().max()), 1e-5, a.name)
            if a.name.endswith("Linear_weight"):
                self.assertGreater(float((a.tensor - c.tensor).abs().max()), 1e-5, a.name)

    def test_a_schedule_in_cycles_begins_anew_after_each_of_them(self) -> None:
        load = {"learningRate": 0.2, "warmupSteps": 0, "totalSteps": 8, "cycles": 2, "schedule": "cosine"}
        rates = [sheaf_trainer.learning_rate(load, n) for n in range(1, 9)]
        self.assertEqual(rates[:4], rates[4:])
        self.assertAlmostEqual(0.2, rates[0])
        self.assertAlmostEqual(0.1, rates[2])

    def test_generators_go_on_where_a_checkpoint_was_written(self) -> None:
        torch = torches.trainer().torch
        learner = test_group.learner(seed=1)
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "checkpoint")
            learner.checkpoint().write(path)
            expected = torch.rand(5)
            learner.restore(path)
            self.assertTrue(torch.equal(expected, torch.rand(5)))

    def test_a_gpu_that_is_gone_is_no_cpu(self) -> None:
        torch = torches.trainer().torch
        with mock.patch.object(torch.cuda, "is_available", return_value=False):
            for built_for, given in ((None, "GPU-7"), ("12.8", ""), ("12.8", "-1")):
                with mock.patch.object(torch.version, "cuda", built_for), mock.patch.dict(
                        os.environ, CUDA_VISIBLE_DEVICES=given):
                    self.assertEqual("cpu", sheaf_trainer.device_name())
            with mock.patch.object(torch.version, "cuda", "12.8"), mock.patch.dict(
                    os.environ, CUDA_VISIBLE_DEVICES="GPU-7"):
                with self.assertRaisesRegex(sheaf_trainer.Failure, "GPU GPU-7 cannot be used"):
                    sheaf_trainer.device_name()
        self.assertEqual("cuda:0", sheaf_trainer.device_name("cuda:0"))

    def test_a_member_has_a_device_for_each_of_its_slots(self) -> None:
        torch = torches.trainer().torch
        with mock.patch.object(torch.cuda, "is_available", return_value=True), mock.patch.object(
                torch.cuda, "device_count", return_value=2):
            self.assertEqual(["cuda:0"], sheaf_trainer.device_names(1))
            self.assertEqual(["cuda:0", "cuda:1"], sheaf_trainer.device_names(3))
        with mock.patch.object(torch.cuda, "is_available", return_value=False):
            self.assertEqual(["cpu"], sheaf_trainer.device_names(2))

    def test_the_check_of_a_machine_runs_without_a_gpu(self) -> None:
        status, table = checked("--device", "cpu", "--width", "4", "--batch", "16", "--side", "16", "--steps", "4")
        self.assertEqual(0, status, table)
        self.assertEqual(9, len(table.splitlines()), table)
        with mock.patch.object(torches.trainer().torch.cuda, "is_available", return_value=False):
            self.assertEqual(3, checked()[0])

    def test_the_check_of_a_machine_says_what_is_wrong(self) -> None:
        with mock.patch.object(gpu_check.Machine, "train", side_effect=RuntimeError("CUDA error: no kernel")):
            status, table = checked("--device", "cpu", "--width", "4", "--batch", "16", "--side", "16")
        self.assertEqual(1, status)
        self.assertRegex(table, "training, float32 +WRONG +RuntimeError: CUDA error: no kernel")


def checked(*arguments: str) -> tuple[int, str]:
    """Status and table of gpu_check.py."""
    with mock.patch.object(sys, "argv", ["gpu_check.py", *arguments]), mock.patch.dict(os.environ):
        with contextlib.redirect_stdout(io.StringIO()) as table:
            return gpu_check.main(), table.getvalue()


if __name__ == "__main__":
    unittest.main()

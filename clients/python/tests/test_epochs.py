"""Whole epochs from a real node, held against the files on disk."""

from __future__ import annotations

import os
import unittest
from collections import Counter
from typing import Any, List, Tuple

import nodes
import samples
from sheaf import JobOverError, RankTakenError, SheafDataset, StaleGenerationError
from sheaf.batch import ids_of

REASON = nodes.why_no_node()
COUNT = 500


@unittest.skipIf(REASON, REASON or "")
class Epochs(unittest.TestCase):
    """One dataset of 500 records."""

    node: nodes.Node
    records: samples.Records

    @classmethod
    def setUpClass(cls) -> None:
        cls.node = nodes.shared()
        folder = os.path.join(cls.node.folder, "records")
        cls.records = samples.Records(folder, COUNT)
        cls.records.register(cls.node.url, "records")

    def dataset(self, **arguments: Any) -> SheafDataset:
        arguments = {"batch_size": 32, "decode": "raw", "patience_seconds": 30.0, **arguments}
        dataset = SheafDataset(arguments.pop("name", "records"), endpoints=self.node.url, **arguments)
        self.addCleanup(dataset.close)
        return dataset

    def ids(self, batch: Any) -> List[int]:
        """Which records a batch has, when their bytes, labels and ids are those of the file."""
        return self.records.check(self, batch)

    def test_an_epoch_has_every_sample_once_with_its_bytes_and_label(self) -> None:
        for threads in (0, 1, 2):
            with self.subTest(threads=threads):
                dataset = self.dataset(prefetch_threads=threads, epochs=2)
                for epoch in dataset.epochs():
                    seen = [sample for batch in dataset for sample in self.ids(batch)]
                    self.assertEqual(list(range(COUNT)), sorted(seen), f"epoch {epoch}")
                self.assertEqual(2, dataset.epoch)

    def test_a_batch_is_in_the_same_order_whoever_reads_it(self) -> None:
        batches = [
            [self.ids(batch) for batch in self.dataset(contract="strict", seed=4)] for _ in range(2)
        ]
        self.assertEqual(batches[0], batches[1])
        self.assertNotEqual(sorted(batches[0][0]), batches[0][0])

    def test_ranks_have_as_many_batches_and_share_the_samples(self) -> None:
        for ranks, ends in ((2, "even"), (3, "even"), (2, "drop"), (2, "pad"), (3, "join")):
            with self.subTest(ranks=ranks, ends=ends):
                name = f"ranks-{ranks}-{ends}"
                seen: List[int] = []
                lengths = []
                for rank in range(ranks):
                    dataset = self.dataset(job=name, rank=rank, ranks=ranks, ends=ends, batch_size=37)
                    batches = list(dataset)
                    lengths.append(len(batches))
                    for batch in batches:
                        ids = self.ids(batch)
                        seen += ids[: len(ids) - batch.padding]
                self.assertEqual(1, len(set(lengths)), lengths)
                if ends == "drop":
                    self.assertEqual(COUNT // (37 * ranks) * 37 * ranks, len(set(seen)))
                else:
                    self.assertEqual(list(range(COUNT)), sorted(seen))

    def test_join_leaves_out_what_only_fills_up(self) -> None:
        few = samples.Records(os.path.join(self.node.folder, "seven"), 7)
        few.register(self.node.url, "seven")
        counts = {}
        for ends in ("even", "join"):
            counts[ends] = [
                sum(len(batch) for batch in self.dataset(
                    name="seven", job=f"seven-{ends}", rank=r, ranks=3, ends=ends, batch_size=2))
                for r in range(3)
            ]
        self.assertEqual({"even": [3, 3, 3], "join": [3, 2, 2]}, counts)

    def test_two_jobs_at_once_do_not_disturb_each_other(self) -> None:
        one, other = self.dataset(), self.dataset(contract="strict")
        seen: Tuple[List[int], List[int]] = ([], [])
        for left, right in zip(one, other):
            seen[0].extend(self.ids(left))
            seen[1].extend(self.ids(right))
        for each in seen:
            self.assertEqual(list(range(COUNT)), sorted(each))

    def test_length_is_what_the_server_counts(self) -> None:
        dataset = self.dataset()
        self.assertEqual(16, len(dataset))
        self.assertEqual(16, len(list(dataset)))

    def test_an_iteration_that_was_left_goes_on(self) -> None:
        dataset = self.dataset()
        seen: List[int] = []
        for batch in dataset:
            seen += self.ids(batch)
            if batch.number == 4:
                break
        self.assertEqual((0, 5), (dataset.epoch, dataset.step))
        seen += [sample for batch in dataset for sample in self.ids(batch)]
        self.assertEqual(list(range(COUNT)), sorted(seen))

    def test_a_second_iteration_ends_the_first(self) -> None:
        dataset = self.dataset()
        first = iter(dataset)
        next(first)
        second = iter(dataset)
        next(second)
        with self.assertRaisesRegex(RuntimeError, "another iteration"):
            next(first)

    def test_a_token_goes_on_at_its_step_whatever_was_read_since(self) -> None:
        for ranks, batch_size in ((1, 32), (2, 16), (4, 8)):
            with self.subTest(ranks=ranks):
                first = self.dataset(prefetch_threads=2, prefetch_batches=6)
                seen: Counter[int] = Counter()
                for batch in first:
                    seen.update(self.ids(batch))
                    if batch.number == 6:
                        break
                token = first.state_dict()
                self.assertEqual((0, 7), (token["epoch"], token["step"]))
                for rank in range(ranks):
                    again = self.dataset(
                        rank=rank, ranks=ranks, batch_size=batch_size, attempt=f"again-{ranks}",
                        job=token["job"])
                    again.load_state_dict(token)
                    self.assertEqual(7, again.step)
                    for batch in again:
                        ids = self.ids(batch)
                        seen.update(ids[: len(ids) - batch.padding])
                self.assertEqual({1}, set(seen.values()))
                self.assertEqual(COUNT, len(seen))

    def test_who_was_resumed_elsewhere_is_told_to_stop(self) -> None:
        old = self.dataset()
        reading = iter(old)
        next(reading)
        new = self.dataset()
        new.load_state_dict(old.state_dict())
        with self.assertRaises(StaleGenerationError) as told:
            for _ in reading:
                pass
        self.assertIn("Stop this trainer", told.exception.hint)

    def test_a_second_program_on_a_rank_is_refused_and_may_begin_anew(self) -> None:
        first = self.dataset(job="taken")
        next(iter(first))
        second = self.dataset(job="taken")
        with self.assertRaises(RankTakenError) as told:
            next(iter(second))
        self.assertIn("Resume the job", str(told.exception))
        second.restart()
        self.assertEqual(
            list(range(COUNT)), sorted(i for batch in second for i in self.ids(batch))
        )

    def test_what_is_read_ahead_is_not_consumed(self) -> None:
        dataset = self.dataset(prefetch_threads=2, prefetch_batches=8)
        reading = iter(dataset)
        for _ in range(6):
            next(reading)
        nodes.eventually(lambda: dataset.metrics()["memory_samples"]
                         + dataset.metrics()["origin_samples"] >= 32 * 14)
        state = dataset._session.api.job(dataset.job)
        self.assertLessEqual(state["step"], 5)
        for _ in reading:
            pass
        self.assertEqual("finished", dataset._session.api.job(dataset.job)["phase"])

    def test_epochs_are_read_forward_only(self) -> None:
        dataset = self.dataset(epochs=2)
        for _ in dataset:
            pass
        with self.assertRaisesRegex(ValueError, "epoch must be at least 1"):
            dataset.set_epoch(0)
        for _ in dataset:
            pass
        with self.assertRaisesRegex(ValueError, "are over"):
            iter(dataset)

    def test_a_job_that_failed_for_want_of_a_sample_says_so(self) -> None:
        folder = os.path.join(self.node.folder, "lost")
        samples.Files(folder, 1, 6, (100, 200)).register(self.node.url, "lost")
        for name in os.listdir(os.path.join(folder, "class-0")):
            os.remove(os.path.join(folder, "class-0", name))
        with self.assertRaisesRegex(JobOverError, "the job is failed: .*Submit a new job"):
            list(self.dataset(name="lost", batch_size=3))

    def test_metrics_count_what_was_given(self) -> None:
        dataset = self.dataset(checksum="crc32")
        for _ in dataset:
            pass
        told = dataset.metrics(server=True)
        self.assertEqual((16, COUNT, COUNT * 3072), (told["batches"], told["samples"], told["bytes"]))
        self.assertEqual(COUNT, told["memory_samples"] + told["origin_samples"])
        words = {name for name, value in told.items() if not isinstance(value, float)}
        self.assertEqual({"transport", "transport_reason"}, words)
        self.assertIn("job_delivered", told)


if __name__ == "__main__":
    unittest.main()

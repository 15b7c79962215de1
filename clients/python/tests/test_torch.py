"""The client under PyTorch: tensors, worker processes, ranks over gloo. Skipped where PyTorch is missing."""

from __future__ import annotations

import io
import os
import pickle
import random
import tempfile
import unittest
from typing import Any, Dict, List

import nodes
import samples
from sheaf import BatchSampler, SampleError, SheafDataset, SheafError, SheafMapDataset
from sheaf.torches import torch

REASON = nodes.why_no_node()
if torch is None:
    REASON = "PyTorch is not installed for this interpreter (python3-torch)"
COUNT = 300


@unittest.skipIf(REASON, REASON or "")
class TorchCase(unittest.TestCase):
    node: nodes.Node
    records: samples.Records

    @classmethod
    def setUpClass(cls) -> None:
        cls.node = nodes.shared()
        cls.records = samples.Records(os.path.join(cls.node.folder, "for-torch"), COUNT, seed=2)
        cls.records.register(cls.node.url, "for-torch")

    def dataset(self, **arguments: Any) -> SheafDataset:
        arguments = {"batch_size": 16, "patience_seconds": 30.0, **arguments}
        dataset = SheafDataset("for-torch", endpoints=self.node.url, **arguments)
        self.addCleanup(dataset.close)
        return dataset

    def places(self, batch: Any) -> List[int]:
        """The places in the file of a batch of tensors."""
        self.assertEqual(torch.uint8, batch.samples.dtype)
        self.assertEqual(torch.int64, batch.labels.dtype)
        self.assertEqual((len(batch), 3, 32, 32), tuple(batch.samples.shape))
        return self.records.check(self, batch)


class Tensors(TorchCase):
    def test_batches_are_tensors_with_labels(self) -> None:
        seen: List[int] = []
        for images, labels in self.dataset():
            self.assertEqual(len(images), len(labels))
        for batch in self.dataset(checksum=_best_sum()):
            seen += self.places(batch)
        self.assertEqual(list(range(COUNT)), sorted(seen))

    def test_memory_is_not_used_again_while_a_tensor_lives(self) -> None:
        for decode in ("raw", "tensor"):
            dataset = self.dataset(decode=decode, collate=list, prefetch_threads=2)
            kept = list(dataset)
            places = [place for batch in kept for place in self.records.check(self, batch)]
            self.assertEqual(list(range(COUNT)), sorted(places))

    def test_transforms_draw_in_order_whatever_the_threads(self) -> None:
        def epoch(threads: int) -> List[float]:
            torch.manual_seed(5)
            dataset = self.dataset(
                contract="strict",
                prefetch_threads=threads,
                transform=lambda image: image.float() * torch.rand(()),
            )
            return [float(images.sum()) for images, _ in dataset]

        self.assertEqual(epoch(0), epoch(2))

    def test_a_transform_that_raises_says_which_sample(self) -> None:
        def transform(image: Any) -> Any:
            raise KeyError("no such thing")

        for where in ("loop", "worker"):
            with self.subTest(where=where):
                dataset = self.dataset(transform=transform)
                source = dataset if where == "loop" else dataset.loader(num_workers=1)
                with self.assertRaisesRegex(
                    SampleError,
                    r"sample \d+ \(.*\.bin.*, label \d\) of dataset for-torch .* KeyError",
                ):
                    next(iter(source))

    def test_losses_of_a_batch_are_sent_by_its_ids(self) -> None:
        dataset = self.dataset(
            contract="importance", job_options={"importance": {"warmUpEpochs": 1}}
        )
        for batch in dataset:
            dataset.report_losses(torch.rand(len(batch)))
        with self.assertRaisesRegex(ValueError, "must be finite but was nan"):
            dataset.report_losses(torch.full((len(batch),), float("nan")))
        with self.assertRaisesRegex(ValueError, "one a sample"):
            dataset.report_losses([1.0] * (len(batch) + 1))

    def test_images_are_decoded_to_planes_of_bytes(self) -> None:
        try:
            from PIL import Image
        except ImportError:
            self.skipTest("Pillow is not installed (python3-pil)")
        folder = os.path.join(self.node.folder, "pictures")
        draw = random.Random(3)
        for label in range(3):
            os.makedirs(os.path.join(folder, str(label)))
            for number in range(8):
                colour = tuple(draw.randrange(256) for _ in range(2)) + (label,)
                Image.new("RGB", (20, 10), colour).save(os.path.join(folder, str(label), f"{number}.png"))
        samples.register(self.node.url, "pictures", f"file://{folder}", "folder")
        with SheafDataset("pictures", batch_size=6, endpoints=self.node.url) as dataset:
            for images, labels in dataset:
                self.assertEqual((6, 3, 10, 20), tuple(images.shape))
                self.assertEqual(labels.tolist(), images[:, 2, 0, 0].tolist())


class Workers(TorchCase):
    def test_every_batch_comes_once_and_in_order_over_workers(self) -> None:
        for workers, options in ((1, {}), (2, {}), (4, {}), (2, {"persistent_workers": True})):
            with self.subTest(workers=workers, **options):
                dataset = self.dataset(epochs=2)
                loader = dataset.loader(num_workers=workers, **options)
                for _ in dataset.epochs():
                    batches = list(loader)
                    self.assertEqual(list(range(19)), [batch.number for batch in batches])
                    seen = [place for batch in batches for place in self.places(batch)]
                    self.assertEqual(list(range(COUNT)), sorted(seen))
                self.assertEqual("finished", dataset._session.api.job(dataset.job)["phase"])

    def test_workers_may_be_spawned_and_give_bytes(self) -> None:
        dataset = self.dataset(decode="raw")
        batches = list(dataset.loader(num_workers=2, multiprocessing_context="spawn"))
        places = [place for batch in batches for place in self.records.check(self, batch)]
        self.assertEqual(list(range(COUNT)), sorted(places))

    def test_a_plain_loader_with_workers_wants_its_epochs_set(self) -> None:
        dataset = self.dataset(epochs=2)
        loader = torch.utils.data.DataLoader(dataset.open(), batch_size=None, num_workers=2)
        for epoch in range(2):
            dataset.set_epoch(epoch)
            batches = list(loader)
            self.assertEqual({epoch}, {batch.epoch for batch in batches})
            self.assertEqual(COUNT, len({place for batch in batches for place in self.places(batch)}))
        with self.assertRaisesRegex(RuntimeError, "set_epoch"):
            list(loader)
        with self.assertRaisesRegex(RuntimeError, "only the loop knows"):
            dataset.state_dict()

    def test_a_state_follows_the_loop_and_not_the_workers(self) -> None:
        dataset = self.dataset()
        seen: List[int] = []
        for batch in dataset.loader(num_workers=2, prefetch_factor=4):
            seen += self.places(batch)
            if batch.number == 4:
                break
        token = dataset.state_dict()
        self.assertEqual(5, token["step"])
        again = self.dataset()
        again.load_state_dict(token)
        for batch in again.loader(num_workers=3):
            seen += self.places(batch)
        self.assertEqual(list(range(COUNT)), sorted(seen))

    def test_workers_forked_while_the_loop_reads_go_on_where_it_is(self) -> None:
        dataset = self.dataset()
        seen = []
        for batch in dataset:
            seen += self.places(batch)
            if batch.number == 2:
                break
        for batch in dataset.loader(num_workers=2):
            seen += self.places(batch)
        self.assertEqual(list(range(COUNT)), sorted(seen))

    def test_an_epoch_that_workers_end_early_is_an_error(self) -> None:
        dataset = self.dataset().open()
        dataset._restored = {"worker": {"of": 2, "next": 19}}  # As if both had read all of it.
        with self.assertRaisesRegex(SheafError, "epoch 0 ended after 0 of 19 batches"):
            list(dataset.loader(num_workers=2))

    def test_states_of_workers_are_taken_up_by_as_many(self) -> None:
        """As StatefulDataLoader does: each worker's state after its latest batch, given back to it."""
        from torch.utils.data import DataLoader

        dataset = self.dataset(job="stateful")
        states: Dict[int, Any] = {}
        seen: List[int] = []
        loader = DataLoader(WithState(dataset), batch_size=None, num_workers=2)
        for batch, worker, state in loader:
            seen += self.places(batch)
            states[worker] = state
            if batch.number == 6:
                break
        again = self.dataset(job="stateful")
        wrapped = WithState(again, pickle.loads(pickle.dumps(states)))
        for batch, _, _ in DataLoader(wrapped, batch_size=None, num_workers=2):
            seen += self.places(batch)
        self.assertEqual(list(range(COUNT)), sorted(seen))


class WithState(torch.utils.data.IterableDataset if torch is not None else object):  # type: ignore[misc]
    """Gives each batch with its worker and the worker's state at that time."""

    def __init__(self, dataset: SheafDataset, states: Any = None) -> None:
        self.dataset = dataset
        self.states = states

    def __iter__(self) -> Any:
        worker = torch.utils.data.get_worker_info().id
        if self.states:
            self.dataset.load_state_dict(self.states[worker])
        for batch in self.dataset:
            yield batch, worker, self.dataset.state_dict()


class MapStyle(TorchCase):
    def test_samples_come_by_number_alone_and_in_batches(self) -> None:
        with SheafMapDataset("for-torch", endpoints=self.node.url) as dataset:
            self.assertEqual(COUNT, len(dataset))
            image, label = dataset[7]
            batch = dataset[[3, 7, 7, -1]]
            self.assertTrue(torch.equal(image, batch.samples[1]) and torch.equal(image, batch.samples[2]))
            self.assertEqual([3, 7, 7, COUNT - 1], batch.ids.tolist())
            self.records.check(self, batch)
            (first, first_label), _ = dataset.__getitems__([7, 3])
            self.assertTrue(torch.equal(image, first) and label == first_label)
            with self.assertRaisesRegex(IndexError, "index must be"):
                dataset[COUNT]

    def test_a_sampler_of_batches_covers_all_ranks(self) -> None:
        with SheafMapDataset("for-torch", endpoints=self.node.url) as dataset:
            for workers in (0, 2):
                seen: List[int] = []
                for rank in range(2):
                    sampler = BatchSampler(dataset, 32, seed=3, rank=rank, ranks=2)
                    loader = torch.utils.data.DataLoader(
                        dataset, sampler=sampler, batch_size=None, num_workers=workers
                    )
                    batches = list(loader)
                    self.assertEqual(len(sampler), len(batches))
                    seen += [place for batch in batches for place in self.places(batch)]
                self.assertEqual(list(range(COUNT)), sorted(seen))

    def test_orders_differ_by_epoch_and_repeat_by_seed(self) -> None:
        with SheafMapDataset("for-torch", endpoints=self.node.url) as dataset:
            def order(epoch: int, seed: int = 0) -> List[List[int]]:
                sampler = BatchSampler(dataset, 7, seed=seed, rank=1, ranks=3)
                sampler.set_epoch(epoch)
                return list(sampler)

            self.assertEqual(order(1), order(1))
            self.assertNotEqual(order(1), order(2))
            resumed = BatchSampler(dataset, 7, rank=1, ranks=3)
            resumed.load_state_dict({"epoch": 2, "batch": 3})
            self.assertEqual(order(2)[3:], list(resumed))


def _ddp_rank(rank: int, url: str, folder: str) -> None:
    """One of two ranks that train together; writes which samples it had."""
    import torch.distributed as dist

    dist.init_process_group("gloo", f"file://{folder}/meet", rank=rank, world_size=2)
    torch.set_num_threads(1)
    torch.manual_seed(0)
    model = torch.nn.parallel.DistributedDataParallel(torch.nn.Linear(3072, 10))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
    ids: List[int] = []
    with SheafDataset("for-torch", batch_size=13, epochs=1, endpoints=url) as dataset:
        for batch in dataset:
            images, labels = batch
            optimizer.zero_grad()
            output = model(images.flatten(1).float() / 255)
            torch.nn.functional.cross_entropy(output, labels).backward()
            optimizer.step()
            ids += batch.ids.tolist()[: len(batch) - batch.padding]
            if batch.number == 5:
                state = dataset.state_dict()
                break
        dataset.load_state_dict(state)  # Both ranks: they agree on one attempt by themselves.
        for batch in dataset:
            ids += batch.ids.tolist()[: len(batch) - batch.padding]
    weights = [p.detach().clone() for p in model.parameters()]
    torch.save({"ids": ids, "job": state["job"], "weights": weights}, f"{folder}/rank-{rank}")
    dist.destroy_process_group()


class Distributed(TorchCase):
    def test_two_ranks_over_gloo_train_on_every_sample_once(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            torch.multiprocessing.spawn(_ddp_rank, (self.node.url, folder), nprocs=2)
            first, second = (torch.load(f"{folder}/rank-{rank}") for rank in range(2))
        self.assertEqual(first["job"], second["job"])
        self.assertEqual(list(range(COUNT)), sorted(first["ids"] + second["ids"]))
        for one, other in zip(first["weights"], second["weights"]):
            self.assertTrue(torch.equal(one, other))


def _best_sum() -> str:
    try:
        import xxhash  # noqa: F401
    except ImportError:
        return "crc32"
    return "xxh3"


if __name__ == "__main__":
    unittest.main()

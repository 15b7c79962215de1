"""A DataLoader with worker processes that keeps its dataset's place."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Dict, Iterator

from .batch import Batch
from .torches import torch

if TYPE_CHECKING:
    from .dataset import SheafDataset


class WorkersLoader:
    """Iterates a dataset by worker processes; an iteration is an epoch.

    What workers have read ahead does not count: the dataset's `step`, and with it `state_dict`, follows
    the loop that takes from this loader.
    """

    def __init__(self, dataset: "SheafDataset", num_workers: int, options: Dict[str, Any]) -> None:
        if torch is None:
            raise ImportError("a loader needs PyTorch: install python3-torch, or iterate the dataset itself")
        if options.get("batch_size") is not None:
            raise ValueError("batch_size must be given to the dataset: the server makes the batches")
        self.dataset = dataset
        options["batch_size"] = None
        self._loader: Any = torch.utils.data.DataLoader(dataset, num_workers=num_workers, **options)

    def __len__(self) -> int:
        return len(self.dataset)

    def __iter__(self) -> Iterator[Batch]:
        if self._loader.num_workers == 0:
            yield from self._loader
            return
        dataset = self.dataset.open()
        session = dataset._here()
        epoch, given = dataset.epoch, dataset.step
        dataset.set_epoch(epoch)
        session.cursor.told(given)
        began = time.monotonic()
        for batch in self._loader:
            given = batch.number + 1
            session.cursor.told(given)
            seconds = time.monotonic() - began
            session.meters.add(batches=1, samples=len(batch), wait_seconds=seconds)
            dataset._latest = batch
            yield batch
            began = time.monotonic()
        dataset._finish(session, epoch, given)

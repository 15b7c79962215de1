"""Where the training loop is: generation, epoch and step, also seen by the workers of a DataLoader.

Batches that were read ahead do not count: `step` is how many batches of the epoch the loop was given. The
numbers lie in memory that worker processes share, forked or spawned, so that `set_epoch` and
`load_state_dict` in the training process reach workers that live on (`persistent_workers`).
"""

from __future__ import annotations

from typing import Any, List

from .torches import torch

_GENERATION, _EPOCH, _FIRST, _STEP, _BY_WORKERS, _IS_TOLD, _WORKERS = range(7)
MOST_WORKERS = 1024


class Cursor:
    """A place in a job; `generation` 0 means that the job is not open yet."""

    def __init__(self) -> None:
        size = _WORKERS + MOST_WORKERS
        self._cells: Any
        if torch is not None:
            self._cells = torch.zeros(size, dtype=torch.int64).share_memory_()
        else:
            cells: List[int] = [0] * size
            self._cells = cells

    @property
    def generation(self) -> int:
        return int(self._cells[_GENERATION])

    @property
    def epoch(self) -> int:
        return int(self._cells[_EPOCH])

    @property
    def first(self) -> int:
        """The batch at which workers begin, however far the loop is when one of them starts."""
        return int(self._cells[_FIRST])

    @property
    def step(self) -> int:
        return int(self._cells[_STEP])

    @property
    def is_moved_by_workers(self) -> bool:
        """True while workers read the epoch and nobody told how far the loop is."""
        return bool(self._cells[_BY_WORKERS]) and not self._cells[_IS_TOLD]

    def begin(self, generation: int, epoch: int, step: int) -> None:
        """Is at a step of an epoch of a generation."""
        self._cells[_GENERATION] = generation
        self.place(epoch, step)

    def place(self, epoch: int, step: int) -> None:
        """Is at a step of an epoch."""
        self._cells[_EPOCH] = epoch
        self._cells[_FIRST] = self._cells[_STEP] = step
        self._cells[_BY_WORKERS] = self._cells[_IS_TOLD] = 0
        self._cells[_WORKERS:] = 0 if torch is not None else [0] * MOST_WORKERS

    def given(self, step: int) -> None:
        """The loop was given the batches below `step` by its own process."""
        self._cells[_FIRST] = self._cells[_STEP] = step

    def told(self, step: int) -> None:
        """The loop was given the batches below `step` by workers."""
        self._cells[_STEP] = step
        self._cells[_IS_TOLD] = 1

    def worker_begins(self, worker: int) -> int:
        """A worker begins to read the epoch; how many times it has begun since the place was set."""
        self._cells[_BY_WORKERS] = 1
        self._cells[_WORKERS + worker] += 1
        return int(self._cells[_WORKERS + worker])

"""From frames to a batch: decode, transform, collate; an error says which sample it was."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any, Callable, List, Optional

from .batch import Batch, ids_of
from .decoding import Decode
from .errors import SampleError
from .meters import Meters
from .preparing import Prepared
from .torches import integers, stacked
from .wire import Frame, Frames

Transform = Callable[[Any], Any]
Collate = Callable[[List[Any]], Any]


@dataclass(frozen=True)
class Maker:
    """Makes batches of the samples of `dataset`.

    `decode` is pure and runs where batches are read ahead; `transform` may draw at random and runs where
    the loop runs, in order. `name_of` asks the server for a sample's name: only for messages.
    """

    dataset: str
    decode: Decode
    transform: Optional[Transform]
    collate: Optional[Collate]
    keeps_padding: bool
    meters: Meters
    name_of: Callable[[int], str]
    prepared: Optional[Prepared] = None

    def decoded(self, frames: List[Frame], epoch: int, n: int) -> Batch:
        """A batch whose samples are decoded, and collated unless they are to be transformed first."""
        began = time.monotonic()
        kept = [frame for frame in frames if self.keeps_padding or not frame.is_padding]
        samples = self._samples(frames, kept)
        batch = Batch(
            samples,
            integers([frame.label for frame in kept]),
            integers([frame.id for frame in kept]),
            (epoch, n),
            sum(frame.is_padding for frame in kept),
        )
        if self.transform is None:
            batch.samples = samples if self._is_stacked else self._collated(list(samples))
        self.meters.add(decode_seconds=time.monotonic() - began)
        return batch

    @property
    def _is_stacked(self) -> bool:
        """True when what comes is what the loop gets."""
        return self.prepared is not None and self.collate is None

    def _samples(self, frames: List[Frame], kept: List[Frame]) -> Any:
        if self.prepared is None:
            return [self._decoded(frame) for frame in kept]
        assert isinstance(frames, Frames) and frames.rows is not None
        rows = self.prepared.stacked(frames.rows)
        if len(kept) == len(frames):
            return rows
        wanted = [self.keeps_padding or not frame.is_padding for frame in frames]
        if isinstance(rows, list):
            return [row for row, is_wanted in zip(rows, wanted) if is_wanted]
        return rows[[place for place, is_wanted in enumerate(wanted) if is_wanted]]

    def _decoded(self, frame: Frame) -> Any:
        try:
            return self.decode(frame.data)
        except ImportError:
            raise
        except Exception as failed:
            raise self._failed("decoded", frame.id, frame.label, failed) from failed

    def transformed(self, batch: Batch) -> Batch:
        """The batch, its samples transformed and collated."""
        if self.transform is None:
            return batch
        began = time.monotonic()
        samples = []
        for index, sample in enumerate(batch.samples):
            try:
                samples.append(self.transform(sample))
            except Exception as failed:
                ids, labels = ids_of(batch.ids), ids_of(batch.labels)
                raise self._failed("transformed", ids[index], labels[index], failed) from failed
        batch.samples = self._collated(samples)
        self.meters.add(transform_seconds=time.monotonic() - began)
        return batch

    def _collated(self, samples: List[Any]) -> Any:
        return (self.collate or stacked)(samples)

    def _failed(self, what: str, sample: int, label: int, failed: Exception) -> SampleError:
        name = self.name_of(sample)
        place = f"{name}, label {label}" if name else f"label {label}"
        return SampleError(
            f"sample {sample} ({place}) of dataset {self.dataset} could not be {what}: "
            f"{type(failed).__name__}: {failed}",
            "The function is given one sample; is it fit for this one?",
            sample,
            label,
        )

"""A minibatch as the training loop gets it."""

from __future__ import annotations

import math
from typing import Any, Iterator, List, Tuple

from .torches import torch


class Batch:
    """Samples and their labels; unpacks into these two: `for images, labels in dataset`.

    *Shape:* `samples` is one tensor [N, …] where all samples have one shape, as pictures of one size
    decoded by `decode="image"` have (uint8 [N, 3, height, width]); else a list of N. `labels` is int64 [N],
    -1 where a sample has none. `ids` are the samples' ids, int64 [N]: `report_losses` takes them.
    `padding` counts the repeated samples at the end that only fill up the tail of an epoch.
    `epoch` and `number` say which batch it is.
    """

    __slots__ = ("samples", "labels", "ids", "epoch", "number", "padding")

    def __init__(
        self, samples: Any, labels: Any, ids: Any, place: Tuple[int, int], padding: int = 0
    ) -> None:
        self.samples = samples
        self.labels = labels
        self.ids = ids
        self.epoch, self.number = place
        self.padding = padding

    def __iter__(self) -> Iterator[Any]:
        yield self.samples
        yield self.labels

    def __len__(self) -> int:
        return len(self.labels)

    def __reduce__(self) -> Any:
        # Views of memory do not cross processes: a worker of a DataLoader sends the bytes.
        samples = self.samples
        if isinstance(samples, list):
            samples = [bytes(s) if isinstance(s, memoryview) else s for s in samples]
        place = (self.epoch, self.number)
        return (Batch, (samples, self.labels, self.ids, place, self.padding))

    def __repr__(self) -> str:
        return f"<batch {self.number} of epoch {self.epoch}: {len(self)} samples>"

    def with_losses(self, losses: Any) -> Tuple[List[int], List[float]]:
        """The samples' ids and their losses; ValueError unless there is a finite one for each."""
        ids, values = ids_of(self.ids), [float(value) for value in losses]
        if len(values) != len(ids):
            raise ValueError(f"losses must be {len(ids)}, one a sample, but were {len(values)}")
        for sample, value in zip(ids, values):
            if not math.isfinite(value):
                raise ValueError(f"the loss of sample {sample} must be finite but was {value}")
        return ids, values

    def _mapped(self, function: Any) -> "Batch":
        def each(value: Any) -> Any:
            if torch is not None and isinstance(value, torch.Tensor):
                return function(value)
            return [each(v) for v in value] if isinstance(value, list) else value

        return Batch(
            each(self.samples),
            each(self.labels),
            self.ids,
            (self.epoch, self.number),
            self.padding,
        )

    def to(self, *device: Any, **options: Any) -> "Batch":
        """The batch with its tensors on a device, as `Tensor.to`."""
        return self._mapped(lambda tensor: tensor.to(*device, **options))

    def pin_memory(self, *device: Any) -> "Batch":
        """The batch in page-locked memory; DataLoader calls it for `pin_memory=True`."""
        return self._mapped(lambda tensor: tensor.pin_memory(*device))


def ids_of(values: Any) -> List[int]:
    """Ids or labels as a list, whatever holds them."""
    listed: List[int] = values.tolist() if hasattr(values, "tolist") else list(values)
    return listed

"""Sheaf's client for PyTorch: three lines to train from the cache.

```
from sheaf import SheafDataset
dataset = SheafDataset("cifar", batch_size=128, epochs=10)
for epoch in dataset.epochs():
    for images, labels in dataset: ...
```
"""

from .batch import Batch
from .dataset import SheafDataset
from .errors import (
    BatchTooLargeError,
    EmptyBatchError,
    JobOverError,
    ProblemError,
    RankTakenError,
    SampleError,
    SheafError,
    StaleGenerationError,
    UnreachableError,
)
from .mapstyle import BatchSampler, SheafMapDataset
from .preparing import Prepared

__version__ = "0.1.0"

__all__ = [
    "Batch",
    "BatchSampler",
    "BatchTooLargeError",
    "EmptyBatchError",
    "JobOverError",
    "Prepared",
    "ProblemError",
    "RankTakenError",
    "SampleError",
    "SheafDataset",
    "SheafError",
    "SheafMapDataset",
    "StaleGenerationError",
    "UnreachableError",
]

"""PyTorch and NumPy where they are installed; nothing else of this package imports them."""

from __future__ import annotations

from typing import Any, List, Sequence

try:
    import torch
    from torch.utils.data import Dataset, IterableDataset, Sampler, get_worker_info
except ImportError:
    torch = None  # type: ignore[assignment]
    IterableDataset = Dataset = Sampler = object  # type: ignore[assignment,misc]

    def get_worker_info() -> Any:
        """Nobody has workers without PyTorch."""
        return None


try:
    import numpy
except ImportError:
    numpy = None  # type: ignore[assignment]

__all__ = ["Dataset", "IterableDataset", "Sampler", "get_worker_info", "numpy", "torch"]


def integers(values: Sequence[int]) -> Any:
    """An int64 tensor of shape [N]; a NumPy array, or a list, where PyTorch is not installed."""
    if torch is not None:
        return torch.tensor(values, dtype=torch.int64)
    if numpy is not None:
        return numpy.array(values, dtype=numpy.int64)
    return list(values)


def stacked(samples: List[Any]) -> Any:
    """One tensor [N, …] of samples that are tensors (or arrays) of one shape; else the list."""
    if not samples:
        return samples
    first = samples[0]
    if torch is not None and isinstance(first, torch.Tensor):
        if all(isinstance(s, torch.Tensor) and s.shape == first.shape for s in samples):
            return torch.stack(samples)
    elif numpy is not None and isinstance(first, numpy.ndarray):
        if all(isinstance(s, numpy.ndarray) and s.shape == first.shape for s in samples):
            return numpy.stack(samples)
    return samples


def distributed() -> Any:
    """`torch.distributed` when a process group stands, else None."""
    if torch is None or not torch.distributed.is_available():
        return None
    return torch.distributed if torch.distributed.is_initialized() else None

"""What a client has counted, as plain numbers."""

from __future__ import annotations

import threading
from typing import Dict

_NAMES = (
    "batches",
    "samples",
    "padding_samples",
    "substituted_samples",
    "bytes",
    "wait_seconds",
    "read_seconds",
    "decode_seconds",
    "transform_seconds",
    "retries",
    "incomplete_batches",
    "shared_memory_batches",
    "ring_full_batches",
    "memory_samples",
    "disk_samples",
    "lambda_samples",
    "origin_samples",
)


class Meters:
    """Sums since the client began; may be added to by many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sums: Dict[str, float] = dict.fromkeys(_NAMES, 0.0)

    def add(self, **amounts: float) -> None:
        """Adds to the sums that are named."""
        with self._lock:
            for name, amount in amounts.items():
                self._sums[name] += amount

    def read(self) -> Dict[str, float]:
        """All sums, by name."""
        with self._lock:
            return dict(self._sums)

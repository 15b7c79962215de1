"""Memory for bodies, used again as soon as nobody looks at it.

A fresh buffer costs a page fault for every 4 KiB that is written to it, more than the copy itself. A
body's samples are views of its buffer, and so are the tensors made from them: a buffer is free when
nothing but the pool refers to it. Where reference counts are not to be had (PyPy), each is fresh.
"""

from __future__ import annotations

import sys
import threading
from typing import List, Optional

#: References to a buffer that only the pool's list holds: the list's, the loop variable's, the call's.
_FREE_REFERENCES = 3
_MOST_KEPT = 16
_MOST_KEPT_BYTES = 512 << 20
_LEAST_BYTES = 1 << 16


class BufferPool:
    """Buffers of one process; may be asked by many threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: List[bytearray] = []
        self.reused = 0

    def take(self, size_bytes: int) -> bytearray:
        """A buffer of at least `size_bytes`, whose content is whatever was there."""
        with self._lock:
            found = self._free(size_bytes)
            if found is not None:
                self.reused += 1
                return found
            fresh = bytearray(max(_LEAST_BYTES, size_bytes + (size_bytes >> 3)))
            if hasattr(sys, "getrefcount"):
                self._keep(fresh)
            return fresh

    def _free(self, size_bytes: int) -> Optional[bytearray]:
        for kept in self._kept:
            if len(kept) >= size_bytes and sys.getrefcount(kept) == _FREE_REFERENCES:
                return kept
        return None

    def _keep(self, fresh: bytearray) -> None:
        self._kept.append(fresh)
        while len(self._kept) > 1 and (
            len(self._kept) > _MOST_KEPT or sum(map(len, self._kept)) > _MOST_KEPT_BYTES
        ):
            self._kept.pop(0)

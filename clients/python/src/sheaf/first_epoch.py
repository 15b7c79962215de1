"""The first epoch from an emulated object store, for `python -m sheaf bench --first-epoch`.

The node emulates the store in front of its files (`sheaf.origin.emulate`); those who read directly are held to
the same limits here: a wait before the first byte, so many requests a second.
"""

from __future__ import annotations

import io
import os
import tarfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import List

from .rivals import Batches

_THREADS = 16


class Turnstile:
    """Lets so many a second pass, each after a wait; for many threads."""

    def __init__(self, first_byte_seconds: float, requests: int) -> None:
        self._first_byte_seconds = first_byte_seconds
        self._every = 1.0 / requests
        self._lock = threading.Lock()
        self._next = time.monotonic()

    def passed(self) -> None:
        """Waits for its turn and for the first byte."""
        with self._lock:
            now = time.monotonic()
            turn = max(self._next, now)
            self._next = turn + self._every
        time.sleep(turn - now + self._first_byte_seconds)


def direct(paths: List[str], batch: int, turnstile: Turnstile) -> Batches:
    """One epoch of objects that 16 threads read from the store, in batches, in order."""

    def read(path: str) -> bytes:
        turnstile.passed()
        with open(path, "rb") as file:
            return file.read()

    with ThreadPoolExecutor(_THREADS) as threads:
        came = threads.map(read, paths)
        for at in range(0, len(paths), batch):
            yield len([next(came) for _ in paths[at : at + batch]])


def tars(folder: str, paths: List[str], each: int) -> None:
    """Writes the samples again as tars of `each`."""
    os.makedirs(folder)
    for shard, at in enumerate(range(0, len(paths), each)):
        with tarfile.open(os.path.join(folder, f"shard-{shard:05d}.tar"), "w") as tar:
            for path in paths[at : at + each]:
                with open(path, "rb") as file:
                    content = file.read()
                member = tarfile.TarInfo(os.path.basename(path))
                member.size = len(content)
                tar.addfile(member, io.BytesIO(content))

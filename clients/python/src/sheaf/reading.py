"""Reads one batch: asks until it is whole, into memory that is used again, every sum checked."""

from __future__ import annotations

import http.client
import time
from typing import List, Mapping, NamedTuple, Optional, Union

from .api import Place
from .buffers import BufferPool
from .errors import BatchTooLargeError, ProblemError, WireError
from .gateways import Gateways, Pause, Request
from .rings import HEADER, Ask, Lease, Rings
from .wire import (
    ENCODED,
    HEADER_BYTES,
    TIERS,
    Expected,
    Frame,
    Frames,
    Sum,
    frames,
    order_key,
    sum_named,
)

_FIRST_GUESS_BYTES = 1 << 20


class Form(NamedTuple):
    """In which form a batch is wanted: the end of the query that asks for it, and the form's number."""

    query: str
    number: int


class EpochOver:
    """There is no such batch: the rank's epoch has `batches` batches."""

    def __init__(self, batches: int) -> None:
        self.batches = batches


class _Asked:
    """One call for a batch: each try may have a slot of its own for the body."""

    def __init__(self, rings: Rings) -> None:
        self._rings = rings
        self._tries = 0
        self._lease: Optional[Lease] = None

    def headers(self, gateway: str, ask: Ask) -> Mapping[str, str]:
        """The headers of the next try; what failed in a slot is tried by HTTP."""
        self.end()
        self._tries += 1
        if self._tries == 1:
            self._lease = self._rings.lease(gateway, ask)
        return {} if self._lease is None else {HEADER: self._lease.header}

    def shared(self, told: Optional[str]) -> Optional[memoryview]:
        """The body, where a reply says that it lies in the slot."""
        if self._lease is None or told is None or not told.isdecimal():
            return None
        return self._lease.body(int(told))

    def end(self) -> None:
        """No answer is waited for any more."""
        if self._lease is not None:
            self._lease.end()
            self._lease = None


class BatchReader:
    """Reads batches of one rank of one job; may be used by several threads at once.

    `consumer` is the program's name for itself: the server refuses a second one for the same rank. `slots` is
    how many batches are in use at once, as a rule, in memory shared with a node of this host; 0 for none.
    """

    def __init__(
        self,
        gateways: Gateways,
        consumer: str,
        checksum: str = "crc32",
        max_batch_bytes: int = 4 << 30,
        slots: int = 0,
    ) -> None:
        self._gateways = gateways
        self.rings = Rings(slots, gateways.meters)
        self._pool = BufferPool()
        self._check: Sum = sum_named(checksum)
        self._max_batch_bytes = max_batch_bytes
        self._guess_bytes = _FIRST_GUESS_BYTES
        self._near: Optional[str] = None
        deadline = int(gateways.patience.request_seconds * 1000)
        self._headers = {
            "Sheaf-Consumer": consumer,
            "Sheaf-Deadline": str(max(1, min(120_000, deadline))),
        }
        if checksum != "crc32":
            self._headers["Sheaf-Checksum"] = checksum

    def read(
        self,
        place: Place,
        n: int,
        consumed: Optional[int] = None,
        pause: Pause = time.sleep,
        form: Form = Form("", ENCODED),
    ) -> Union[Frames, EpochOver]:
        """Batch `n` in its own order, or that the epoch is over.

        The same batch has the same samples in the same order however often it is read.
        """
        began = time.monotonic()
        try:
            answer = self._ask(place, n, consumed, pause, form)
        except ProblemError as refused:
            if refused.code != "batch-incomplete" or consumed is None:
                raise
            # Another gateway gave what this one could not. Being told only releases memory.
            answer = self._ask(place, n, None, pause, form)
        if isinstance(answer, EpochOver):
            return answer
        if answer.rows is None:
            answer.sort(key=lambda frame: (frame.is_padding, order_key(frame.id)))
        self._count(answer, time.monotonic() - began)
        return answer

    def _ask(
        self, place: Place, n: int, consumed: Optional[int], pause: Pause, form: Form
    ) -> Union[Frames, EpochOver]:
        expected = Expected(place.epoch, place.rank, n)
        asked = _Asked(self.rings)

        def read(response: http.client.HTTPResponse) -> Union[Frames, EpochOver]:
            if response.status == 204:
                response.read()
                return EpochOver(int(response.getheader("Sheaf-Batches") or n))
            # The data port of the node that has most of the next batch; it gives them with the fewest copies.
            near = response.getheader("Sheaf-Data") or response.getheader("Sheaf-Next")
            told = response.getheader(HEADER)
            body = asked.shared(told)
            is_shared = body is not None
            if body is None:
                body = body_of(response, self._pool, self._max_batch_bytes, self._guess_bytes)
            else:
                response.read()
                _hold_to_limit(len(body), self._max_batch_bytes)
            found = frames(body, expected, self._check, form.number)
            self._near = near
            self.rings.came(len(body), told, is_shared)
            if not is_shared:
                self._guess_bytes = max(self._guess_bytes, len(body))
            return found

        path = place.path(n, consumed) + form.query
        request = Request("GET", path, headers=self._headers, by=asked.headers)
        try:
            return self._gateways.call(request, read, pause, self._near)
        finally:
            asked.end()

    def _count(self, batch: List[Frame], seconds: float) -> None:
        by_tier = [0] * len(TIERS)
        padding = substituted = size = 0
        for frame in batch:
            by_tier[min(frame.tier, len(TIERS) - 1)] += 1
            padding += frame.is_padding
            substituted += frame.flags & 1
            size += len(frame.data)
        self._gateways.meters.add(
            read_seconds=seconds,
            bytes=size,
            padding_samples=padding,
            substituted_samples=substituted,
            **{f"{tier}_samples": count for tier, count in zip(TIERS, by_tier)},
        )


def body_of(
    response: http.client.HTTPResponse, pool: BufferPool, most_bytes: int, guess_bytes: int
) -> memoryview:
    """All bytes of a body, as a view of a buffer that is free again when the view is gone.

    No memory is taken for a length before it was held against `most_bytes`.
    """
    told = response.length
    size = told if told is not None else guess_bytes
    _hold_to_limit(told or 0, most_bytes)
    view = memoryview(pool.take(max(size, HEADER_BYTES)))
    at = 0
    while told is None or at < told:
        if at == len(view):
            _hold_to_limit(at + 1, most_bytes)
            larger = memoryview(pool.take(2 * at))
            larger[:at] = view[:at]
            view = larger
        came = response.readinto(view[at : len(view) if told is None else told])
        if not came:
            break
        at += came
    if told is not None and at < told:
        raise WireError(f"{at} of {told} bytes came")
    response.read()
    return view[:at]


def _hold_to_limit(size_bytes: int, most_bytes: int) -> None:
    if size_bytes > most_bytes:
        raise BatchTooLargeError(
            f"a batch has {size_bytes} bytes or more, and max_batch_bytes is {most_bytes}",
            "Use a smaller batch size, or a larger max_batch_bytes.",
        )

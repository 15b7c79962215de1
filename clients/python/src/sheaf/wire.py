"""The body that carries a batch: `application/vnd.sheaf.batch`, little-endian.

    header, 32 bytes   magic SHF1 · u16 version 1 · u16 flags · u32 count · u32 epoch · u32 rank · u32 n
                       · u64 bytes that follow (2^64-1: not known when it was written)
    frame, count times u64 id · u64 checksum · u32 length · i32 label · u8 tier · u8 form · u8 flags
                       · u8 status · u32 zero, then `length` bytes

With flag 1 it is stacked: all heads first, then the bytes of those that have any, which are rows of one tensor.
Ids and labels come in the heads of the very frames that carry the bytes, so that none can be taken for
another's. Every sum is checked before a frame is handed on.
"""

from __future__ import annotations

import struct
import zlib
from typing import Callable, Dict, List, NamedTuple, Optional

from .errors import IncompleteBatchError, WireError

HEADER_BYTES = 32
HEAD_BYTES = 32
UNKNOWN_TOTAL = (1 << 64) - 1

PADDING = 4
SUBSTITUTED = 1

TIERS = ("memory", "disk", "lambda", "origin")
STATUSES = (
    "ok",
    "missing at the origin",
    "denied by the origin",
    "changed at the origin",
    "not there by the deadline",
    "cannot be decoded",
)

STACKED = 1
ENCODED = 0
PREPARED = 2

_HEADER = struct.Struct("<4sHHIIIIQ")
_HEAD = struct.Struct("<QQIiBBBBI")
_MAGIC = b"SHF1"

Sum = Callable[[memoryview], int]


class Frame(NamedTuple):
    """A sample as it came: `data` is a view of its encoded bytes, uint8, of any length."""

    id: int
    label: int
    data: memoryview
    tier: int
    flags: int

    @property
    def is_padding(self) -> bool:
        """True for a repeated sample that only fills up the tail of an epoch."""
        return bool(self.flags & PADDING)


class Frames(List[Frame]):
    """The frames of a body; `rows` is the view of all their bytes where they lie one after another."""

    rows: Optional[memoryview] = None


class Expected(NamedTuple):
    """Which batch was asked for."""

    epoch: int
    rank: int
    n: int


def sum_named(name: str) -> Sum:
    """The checksum `name`, `crc32` or `xxh3`."""
    if name == "crc32":
        return zlib.crc32
    if name == "xxh3":
        try:
            import xxhash
        except ImportError:
            raise ValueError(
                "checksum must be crc32 where xxhash is not installed (python3-xxhash), but was xxh3"
            ) from None
        digest: Sum = xxhash.xxh3_64_intdigest
        return digest
    raise ValueError(f"checksum must be crc32 or xxh3 but was {name}")


def frames(
    body: memoryview, expected: Optional[Expected], check: Sum, form: int = ENCODED
) -> Frames:
    """The frames of a whole body, each with its sum checked.

    `expected` is the batch that was asked for, or None where the body is of no batch. Raises
    `WireError` for a body that is none, and `IncompleteBatchError` when samples are missing. Prepared
    ones come stacked: their bytes follow one another without a gap.
    """
    count = _count(body, expected, STACKED if form == PREPARED else 0)
    found = Frames()
    lost: Dict[int, int] = {}
    head = HEADER_BYTES
    at = head + count * HEAD_BYTES if form == PREPARED else head
    end = len(body)
    unpack = _HEAD.unpack_from
    for number in range(count):
        if form != PREPARED:
            head, at = at, at + HEAD_BYTES
        if at > end:
            raise WireError(f"the body ends in the head of frame {number} of {count}")
        sample, told, length, label, tier, came, flags, status, _ = unpack(body, head)
        head += HEAD_BYTES
        if length > end - at:
            raise WireError(f"the body ends in the bytes of frame {number} of {count}")
        if status != 0:
            lost[sample] = status
            at += length
            continue
        if came != form:
            raise WireError(f"sample {sample} came in form {came}, but {form} was asked for")
        data = body[at : at + length]
        at += length
        if check(data) != told:
            raise WireError(f"sample {sample} has another checksum than its frame says")
        found.append(Frame(sample, label, data, tier, flags))
    if at != end:
        raise WireError(f"the body goes on for {end - at} bytes after its last frame")
    if lost:
        raise IncompleteBatchError(_told(lost))
    if form == PREPARED:
        found.rows = body[HEADER_BYTES + count * HEAD_BYTES :]
    return found


def _count(body: memoryview, expected: Optional[Expected], form_flags: int) -> int:
    if len(body) < HEADER_BYTES:
        raise WireError(f"the body has {len(body)} bytes, its header alone {HEADER_BYTES}")
    magic, version, flags, count, epoch, rank, n, total = _HEADER.unpack_from(body, 0)
    if magic != _MAGIC or version != 1:
        raise WireError(
            f"the body begins with {bytes(magic)!r} version {version}, not SHF1 version 1",
            "Client and server must be of versions that fit.",
        )
    if flags != form_flags:
        raise WireError(f"the body has flags {flags}, but asked was for one with {form_flags}")
    if total not in (UNKNOWN_TOTAL, len(body) - HEADER_BYTES):
        raise WireError(f"{len(body) - HEADER_BYTES} of {total} bytes came")
    if expected is not None and (epoch, rank, n) != expected:
        raise WireError(f"batch {n} of epoch {epoch} came to rank {rank}, but asked was {expected}")
    if count > (len(body) - HEADER_BYTES) // HEAD_BYTES:
        raise WireError(f"a body of {len(body)} bytes cannot have {count} frames")
    return int(count)


def _told(lost: Dict[int, int]) -> str:
    some = ", ".join(
        f"{sample} ({STATUSES[status] if status < len(STATUSES) else f'status {status}'})"
        for sample, status in list(lost.items())[:3]
    )
    return f"{len(lost)} samples did not come: {some}{' …' if len(lost) > 3 else ''}"


def order_key(sample: int) -> int:
    """A place for a sample in its batch that does not depend on which bytes came first.

    Mixed, so that the samples of one class are not neighbours in a batch.
    """
    mixed = (sample ^ (sample >> 31)) * 0x9E3779B97F4A7C15 & UNKNOWN_TOTAL
    return mixed ^ (mixed >> 29)

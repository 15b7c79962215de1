"""Batches by memory that a node on this host shares: the body lies there, and nothing copies it.

What is asked, and every rule of asking, is HTTP's. A request says in which slot of the ring its body is to
lie; the reply has none. A slot is used again when nothing looks at its memory any more: no view, no array
and no tensor. Whatever has no place in the ring comes by HTTP: when all slots are in use, when a batch is
larger than a slot, when the gateway is on another host.

*Shape of the memory*, little-endian: page 0 has `SHB1` · u32 version 1 · u32 slots · u32 zero · u64 bytes of
a slot · 16 bytes key; a slot has u64 ticket · u64 bytes of the body, and from 64 on the body.

Nothing has a name: the socket and the memory are descriptors of the node, reached below /proc, and the end
of either process is the end of the ring. A fork shares what its parent's tensors lie in; the parent does not
use those slots again.
"""

from __future__ import annotations

import json
import mmap
import os
import re
import socket
import struct
import sys
import threading
import time
import warnings
import weakref
from typing import Any, Callable, Dict, List, Mapping, NamedTuple, Optional, Tuple

from .errors import WireError
from .meters import Meters

HEADER = "Sheaf-Ring"
HTTP = "http"
SHARED_MEMORY = "shared-memory"

_PAGE_BYTES = 4096
_HEAD_BYTES = 64
_RING = struct.Struct("<4sIIIQ16s")
_SLOT = struct.Struct("<QQ")
_LENGTH = struct.Struct("<I")
_OF_PROCESS = re.compile(r"/proc/\d+/fd/\d+")
_MOST_TEXT_BYTES = 4096
_DOOR_SECONDS = 5.0
_ASK_AGAIN_SECONDS = 10.0
_LEAST_BODY_BYTES = 1 << 16
_MOST_SLOTS = 64

#: Asks the gateway at hand for a JSON document; None where it has none at that path.
Ask = Callable[[str], Optional[Mapping[str, Any]]]


class NoRing(Exception):
    """Why there is no ring."""


class Slot:
    """A place for one body."""

    __slots__ = ("memory", "index", "ticket", "is_asked_for", "is_retired")

    def __init__(self, memory: mmap.mmap, index: int) -> None:
        self.memory = memory
        self.index = index
        self.ticket = 0
        self.is_asked_for = False
        # A fork may look at it for ever.
        self.is_retired = False

    @property
    def references(self) -> int:
        """References to its memory, by whoever looks at it."""
        return sys.getrefcount(self.memory)


class Lease:
    """A slot for the body of one request."""

    def __init__(self, ring: "Ring", slot: Slot) -> None:
        self._slot: Optional[Slot] = slot
        self.header = f"{ring.key} {slot.index} {slot.ticket}"
        self._ticket = slot.ticket

    def body(self, told_bytes: int) -> memoryview:
        """The body, which the reply says to have so many bytes; it is in use while a view of it lives."""
        assert self._slot is not None
        memory = self._slot.memory
        ticket, size = _SLOT.unpack_from(memory, 0)
        if (ticket, size) != (self._ticket, told_bytes) or size > len(memory) - _HEAD_BYTES:
            raise WireError(
                f"a slot has {size} bytes of ticket {ticket}, but the reply says {told_bytes} of {self._ticket}"
            )
        return memoryview(memory)[_HEAD_BYTES : _HEAD_BYTES + size]

    def end(self) -> None:
        """The request has its answer, or is given up."""
        slot, self._slot = self._slot, None
        if slot is not None:
            slot.is_asked_for = False


class Ring:
    """One ring of one node, as this process has it mapped."""

    def __init__(self, door: socket.socket, offer: Mapping[str, Any]) -> None:
        door.setblocking(False)
        self._door = door
        self._lock = threading.Lock()
        self.key = str(offer["key"])
        self.slot_bytes = int(offer["slotBytes"])
        self._tickets = 0
        self._slots = _mapped(offer)
        self._free_references = self._slots[0].references
        _rings.add(self)

    @property
    def body_bytes(self) -> int:
        """What a body may have."""
        return self.slot_bytes - _HEAD_BYTES

    def __len__(self) -> int:
        return len(self._slots)

    def is_alive(self) -> bool:
        """True while the node keeps it."""
        try:
            return self._door.recv(1, socket.MSG_PEEK) != b""
        except BlockingIOError:
            return True
        except OSError:
            return False

    @property
    def usable(self) -> int:
        """Slots that are not left to a fork."""
        return sum(not slot.is_retired for slot in self._slots)

    def lease(self) -> Optional[Lease]:
        """A slot that nothing looks at; None when there is none."""
        with self._lock:
            for slot in self._slots:
                if self._is_free(slot):
                    self._tickets += 1
                    slot.ticket = self._tickets
                    slot.is_asked_for = True
                    return Lease(self, slot)
            return None

    def _is_free(self, slot: Slot) -> bool:
        if slot.is_asked_for or slot.is_retired:
            return False
        return slot.references == self._free_references

    def before_fork(self) -> None:
        """What is in use now may be looked at by the fork, long after this process does not."""
        self._lock.acquire()
        for slot in self._slots:
            slot.is_retired = slot.is_retired or not self._is_free(slot)

    def after_fork(self, is_child: bool) -> None:
        """A fork has no ring of its own yet, and does not keep its parent's from ending."""
        if is_child:
            self._door.close()
        self._lock.release()

    def close(self) -> None:
        """Gives it back; what is looked at stays as it is."""
        self._door.close()


_rings: "weakref.WeakSet[Ring]" = weakref.WeakSet()
_forking: List[Ring] = []


def _before_fork() -> None:
    _forking[:] = list(_rings)
    for ring in _forking:
        ring.before_fork()


def _after_fork(is_child: bool) -> None:
    forked = list(_forking)
    _forking.clear()
    for ring in forked:
        ring.after_fork(is_child)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(
        before=_before_fork,
        after_in_parent=lambda: _after_fork(False),
        after_in_child=lambda: _after_fork(True),
    )


def _mapped(offer: Mapping[str, Any]) -> List[Slot]:
    """The slots of the ring that a node offers, once it is seen to be that ring."""
    path, slots, slot_bytes = str(offer["path"]), int(offer["slots"]), int(offer["slotBytes"])
    if not _OF_PROCESS.fullmatch(path) or slots < 1 or slot_bytes < _PAGE_BYTES:
        raise NoRing(f"the node offers a ring that is none: {dict(offer)}")
    descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    try:
        expected = (b"SHB1", 1, slots, 0, slot_bytes, bytes.fromhex(str(offer["key"])))
        whole = _PAGE_BYTES + slots * slot_bytes
        if os.fstat(descriptor).st_size != whole:
            raise NoRing(f"{path} is not the ring that the node offers")
        if _RING.unpack(os.pread(descriptor, _RING.size, 0)) != expected:
            raise NoRing(f"{path} is not the ring that the node offers")
        return [
            Slot(mmap.mmap(descriptor, slot_bytes, offset=_PAGE_BYTES + index * slot_bytes), index)
            for index in range(slots)
        ]
    finally:
        os.close(descriptor)


def _connected(place: Mapping[str, Any]) -> socket.socket:
    """A connection to the door of a node on this host."""
    if not place.get("offered"):
        raise NoRing(f"the gateway offers none: {place.get('reason', '')}")
    if not sys.platform.startswith("linux") or not hasattr(sys, "getrefcount"):
        raise NoRing("this Python cannot tell who looks at memory: CPython on Linux can")
    with open("/proc/sys/kernel/random/boot_id", encoding="ascii") as boot:
        if boot.read().strip() != place["host"]:
            raise NoRing("the gateway is on another host")
    path = str(place["path"])
    if not _OF_PROCESS.fullmatch(path):
        raise NoRing(f"the gateway names a door that is none: {path}")
    door = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        door.settimeout(_DOOR_SECONDS)
        door.connect(path)
        return door
    except BaseException:
        door.close()
        raise


def _exactly(door: socket.socket, size: int) -> bytes:
    came = b""
    while len(came) < size:
        more = door.recv(size - len(came))
        if not more:
            raise NoRing("the node's door was shut")
        came += more
    return came


def open_ring(place: Mapping[str, Any], slots: int, body_bytes: int) -> Ring:
    """A ring of so many slots, or fewer, for bodies of so many bytes. Raises `NoRing` or OSError."""
    door = _connected(place)
    try:
        slot_bytes = -(-(_HEAD_BYTES + body_bytes) // _PAGE_BYTES) * _PAGE_BYTES
        text = json.dumps({"version": 1, "slots": slots, "slotBytes": slot_bytes}).encode("ascii")
        door.sendall(_LENGTH.pack(len(text)) + text)
        (length,) = _LENGTH.unpack(_exactly(door, _LENGTH.size))
        if length > _MOST_TEXT_BYTES:
            raise NoRing(f"the node's offer has {length} bytes")
        offer = json.loads(_exactly(door, length))
        if "refused" in offer:
            raise NoRing(f"the node refused one: {offer['refused']}")
        return Ring(door, offer)
    except BaseException:
        door.close()
        raise


class _Gate(NamedTuple):
    """What is known of one gateway: its ring, or why there is none and when to ask again."""

    ring: Optional[Ring]
    reason: str = ""
    ask_again: float = 0.0


class Rings:
    """The rings that one process has at its gateways; may be asked by many threads."""

    def __init__(self, slots: int, meters: Meters) -> None:
        """`slots` is how many bodies are in use at once, as a rule; 0 for no rings."""
        self._slots = min(slots, _MOST_SLOTS)
        self._meters = meters
        self._opening = threading.Lock()
        self._gates: Dict[str, _Gate] = {}
        self._largest = 0
        self._has_warned = False
        first = "no batch came yet" if slots else "shared_memory is False"
        self._latest: Tuple[str, str] = (HTTP, first)

    @property
    def transport(self) -> Tuple[str, str]:
        """By which way the latest batch came, and why."""
        return self._latest

    def lease(self, gateway: str, ask: Ask) -> Optional[Lease]:
        """A slot for the next body from a gateway, or None: then it comes by HTTP."""
        if self._slots == 0 or self._largest == 0:
            return None  # The first batch tells how large they are.
        gate = self._gates.get(gateway)
        if gate is None or self._is_to_open(gate):
            gate = self._opened(gateway, ask)
        if gate is None or gate.ring is None:
            return None
        lease = gate.ring.lease()
        if lease is None:
            self._say_full(gate.ring)
        return lease

    def _is_to_open(self, gate: _Gate) -> bool:
        ring = gate.ring
        if ring is None:
            return time.monotonic() >= gate.ask_again
        return ring.body_bytes < self._largest or ring.usable * 2 < len(ring) or not ring.is_alive()

    def _opened(self, gateway: str, ask: Ask) -> Optional[_Gate]:
        if not self._opening.acquire(blocking=False):
            return None  # Another thread is at it.
        try:
            before = self._gates.pop(gateway, None)
            if before is not None and before.ring is not None:
                before.ring.close()
            place = ask("/v1/shared-memory")  # What fails here is HTTP's, which tries again.
            gate = self._told(place)
            self._gates[gateway] = gate
            if gate.ring is None:
                self._latest = (HTTP, gate.reason)
            return gate
        finally:
            self._opening.release()

    def _told(self, place: Optional[Mapping[str, Any]]) -> _Gate:
        try:
            if place is None:
                raise NoRing("the gateway knows nothing of it")
            room = max(_LEAST_BODY_BYTES, self._largest + (self._largest >> 2))
            return _Gate(open_ring(place, self._slots, room))
        except NoRing as none:
            reason = str(none)
        except (OSError, ValueError, KeyError) as failed:
            reason = f"it cannot be had: {type(failed).__name__}: {failed}"
        return _Gate(None, reason, time.monotonic() + _ASK_AGAIN_SECONDS)

    def _say_full(self, ring: Ring) -> None:
        self._latest = (HTTP, f"all {len(ring)} slots are in use")
        self._meters.add(ring_full_batches=1)
        if not self._has_warned:
            self._has_warned = True
            warnings.warn(
                f"all {len(ring)} slots of shared memory hold batches that are still in use, so that further "
                "ones come by HTTP: copy what you keep (tensor.clone()), or raise prefetch_batches",
                stacklevel=2,
            )

    def came(self, body_bytes: int, told: Optional[str], is_shared: bool) -> None:
        """A body came; `told` is what the reply said of the ring."""
        self._largest = max(self._largest, body_bytes)
        if is_shared:
            self._latest = (SHARED_MEMORY, "the gateway is on this host")
            self._meters.add(shared_memory_batches=1)
        elif told is not None:
            why = f"a batch of {body_bytes} bytes is larger than a slot" if told == "small" else told
            self._latest = (HTTP, why)

    def close(self) -> None:
        """Gives all rings back."""
        gates, self._gates = list(self._gates.values()), {}
        for gate in gates:
            if gate.ring is not None:
                gate.ring.close()

#!/usr/bin/env python3
"""The PyTorch trainer of a Sheaf node: one file, the standard library and torch.

A GPU worker starts it as ``python3 sheaf_trainer.py SOCKET`` and orders it about by frames over that
Unix-domain socket; batches lie in a ring of shared memory. Verbs and ring are those of the DJL trainer
(``dev.sheaf.wire.trainer``, ``dev.sheaf.wire.ring``), and so are model, optimizers, schedules and the
checkpoint's format: either trainer goes on from what the other wrote.

A script of your own is a member of an ensemble with five lines of this module:

    import sheaf_trainer
    member = sheaf_trainer.join()                   # classes, seed, learning_rate, device, image_shape, …
    member.keep(model, optimizer)                   # takes up the checkpoint, is saved, predicts
    for images, labels in member.batches():         # float32 in -2..2, int64, on member.device
        …
        member.step(loss)                           # once for each batch, after the optimizer's step

Exit status: 0 as ordered, 1 after a FAILED frame, 2 the owner is gone, 64 wrong use.
"""

from __future__ import annotations

import collections
import contextlib
import ctypes
import hashlib
import io
import json
import math
import mmap
import os
import random
import socket
import struct
import sys
import threading
import time
import zlib

torch = None  # The slow import waits until it is needed: holding a command needs none.

PROTOCOL = 3
ORDERED, FAILED, OWNER_GONE, WRONG_USE = 0, 1, 2, 64
MOST_FRAMES_WAITING = 10_000
MOST_HEADER_BYTES = 64 * 1024
GRACE_SECONDS = 10.0


class Failure(Exception):
    """Why this process cannot go on; becomes a FAILED frame.

    kind: protocol, ring, not_finite_loss, checkpoint, specification or engine
    retry: True when a new process from the last checkpoint may do better
    """

    def __init__(self, kind: str, message: str, retry: bool = False):
        super().__init__(message)
        self.kind, self.retry = kind, retry


class OwnerGone(Exception):
    """The socket is closed: nobody wants anything any more."""


# ---- frames ---------------------------------------------------------------------------------------


class Owner:
    """The socket to the owner: u32 length | JSON header | as many bytes as its field "bytes" says."""

    def __init__(self, path: str):
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.connect(path)
        self._sending = threading.Lock()

    def send(self, verb: str, payload: bytes = b"", **fields) -> None:
        header = {"verb": verb, **fields}
        if payload:
            header["bytes"] = len(payload)
        line = json.dumps(header, allow_nan=False, separators=(",", ":")).encode()
        try:
            with self._sending:
                self._socket.sendall(struct.pack("<I", len(line)) + line + payload)
        except OSError as gone:
            raise OwnerGone(str(gone)) from gone

    def receive(self) -> dict | None:
        """The next frame; None when the owner has closed."""
        head = self._exactly(4)
        if head is None:
            return None
        length = struct.unpack("<I", head)[0]
        if not 2 <= length <= MOST_HEADER_BYTES:
            raise Failure("protocol", f"length of a JSON header must be 2..{MOST_HEADER_BYTES} but was {length}")
        text = self._exactly(length)
        frame = None if text is None else json.loads(text)
        if frame and frame.get("bytes", 0):
            frame["payload"] = self._exactly(frame["bytes"])
        return frame

    def _exactly(self, length: int) -> bytes | None:
        parts, missing = [], length
        while missing:
            part = self._socket.recv(min(missing, 1 << 20))
            if not part:
                return None
            parts.append(part)
            missing -= len(part)
        return b"".join(parts)


class Inbox:
    """The frames that came and were not carried out yet.

    BATCH, EVAL and PREDICT are work and keep their order; the other frames go ahead of work. A batch is
    given out only under a lease, and holds up the work behind it without one.
    """

    WORK = ("BATCH", "EVAL", "PREDICT")

    def __init__(self) -> None:
        self._orders: collections.deque = collections.deque()
        self._work: collections.deque = collections.deque()
        self._changed = threading.Condition()
        self._closed = False

    def put(self, frame: dict) -> bool:
        with self._changed:
            if len(self._orders) + len(self._work) == MOST_FRAMES_WAITING:
                return False
            (self._work if frame["verb"] in self.WORK else self._orders).append(frame)
            self._changed.notify()
            return True

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify()

    def take(self, leased: bool) -> dict:
        with self._changed:
            while not self._closed:
                if self._orders:
                    return self._orders.popleft()
                if self._work and (leased or self._work[0]["verb"] != "BATCH"):
                    return self._work.popleft()
                self._changed.wait()
        raise OwnerGone("the owner has closed the socket")


def listen(owner: Owner, inbox: Inbox, over: threading.Event) -> None:
    """Fills the inbox; once the owner is gone the process is over, soon or at once."""
    try:
        for frame in iter(owner.receive, None):
            if not inbox.put(frame):
                owner.send(
                    "FAILED", kind="protocol", retry=False,
                    message=f"at most {MOST_FRAMES_WAITING} frames may wait to be carried out")
                break
    except (OSError, ValueError, KeyError, Failure, OwnerGone) as unusable:
        if not over.is_set():
            print(f"the owner's frames cannot be read: {unusable}", file=sys.stderr)
    inbox.close()
    if not over.wait(GRACE_SECONDS):
        os._exit(OWNER_GONE)


def beat(owner: Owner, over: threading.Event) -> None:
    """Says every second that this process lives."""
    with contextlib.suppress(OwnerGone):
        while not over.wait(1.0):
            owner.send("HEARTBEAT")


# ---- the ring -------------------------------------------------------------------------------------


class Ring:
    """A reader's end of the ring (dev.sheaf.wire.ring has its layout).

    A slot stays as it is from the frame that names it until the cursor has passed it, so plain loads and
    stores of aligned words are enough: one producer, and this reader writes nothing but its own cursor.
    """

    PAGE, CURSOR, HEAD = 4096, 128, 64

    def __init__(self, path: str, reader: int):
        with open(path, "r+b", buffering=0) as file:
            self._memory = mmap.mmap(file.fileno(), 0)
        words = struct.unpack_from("<4s7I", self._memory)
        if words[:2] != (b"SHR1", 1):
            raise Failure("ring", f"a ring begins with SHR1, version 1, but this memory with {words[:2]}")
        _, _, self.slots, self.readers, self.batch, self.channels, self.height, self.width = words
        if not 0 <= reader < self.readers:
            raise Failure("ring", f"reader must be 0..{self.readers - 1} but was {reader}")
        self._cursor = self.CURSOR * (1 + reader)
        self.image_bytes = self.channels * self.height * self.width
        self._images = self._up(self.HEAD + 8 * self.batch, self.HEAD)
        self._slot = self._up(self._images + self.batch * self.image_bytes, self.PAGE)
        if len(self._memory) < self.PAGE + self.slots * self._slot:
            raise Failure("ring", f"the ring must have {self.PAGE + self.slots * self._slot} bytes")
        self._words = memoryview(self._memory).cast("Q")

    @staticmethod
    def _up(size: int, unit: int) -> int:
        return (size + unit - 1) // unit * unit

    def take(self, index: int, seq: int):
        """Images (uint8, count × C × H × W) and labels (int64) of batch seq, where they lie."""
        if not 0 <= index < self.slots:
            raise Failure("ring", f"slot must be 0..{self.slots - 1} but was {index}", retry=True)
        at = self.PAGE + index * self._slot
        stored, _, state, crc, count = struct.unpack_from("<QIIQI", self._memory, at)
        if state == 0 or stored != seq:
            raise Failure(
                "ring", f"slot {index} must hold batch {seq} but holds {stored} or is being filled", retry=True)
        if not 1 <= count <= self.batch:
            raise Failure("ring", f"batch {seq} must have 1..{self.batch} samples but has {count}")
        labels = memoryview(self._memory)[at + self.HEAD : at + self.HEAD + 8 * count]
        pixels = memoryview(self._memory)[at + self._images : at + self._images + count * self.image_bytes]
        if zlib.crc32(pixels, zlib.crc32(labels)) != crc:
            raise Failure("ring", f"checksum of batch {seq} in slot {index} does not fit its bytes", retry=True)
        images = torch.frombuffer(pixels, dtype=torch.uint8)
        return (images.view(count, self.channels, self.height, self.width),
                torch.frombuffer(labels, dtype=torch.int64))

    def release(self, seq: int) -> None:
        """Gives batch seq back, and all before it."""
        self._words[self._cursor // 8] = seq + 1


# ---- checkpoints ----------------------------------------------------------------------------------


class Progress:
    """How far a training is: steps done, and batches below `below` of `epoch`."""

    def __init__(self, step: int = 0, epoch: int = 0, below: int = 0):
        self.step, self.epoch, self.below = step, epoch, below


class Hashing:
    """A file that is summed while it is written."""

    def __init__(self, file) -> None:
        self._file = file
        self.content, self.whole, self.size = hashlib.sha256(), hashlib.sha256(), 0

    def write(self, data: bytes) -> None:
        self.content.update(data)
        self.write_digest(data)

    def write_digest(self, data: bytes) -> None:
        self._file.write(data)
        self.whole.update(data)
        self.size += len(data)


def text(value: str) -> bytes:
    encoded = value.encode()
    return struct.pack(">H", len(encoded)) + encoded


class Checkpoint:
    """All that training needs to go on bit for bit.

        "SHK1" or "SHK2" | u16 + text: what for | u64 step | u32 epoch | u32 below
        SHK1: u32 tensors, of each u16 + name | u32 length | float32 …     (all big-endian)
        SHK2: u64 length | what torch.save made                            (a script's own)
        SHA-256 of what precedes

    A file is there whole or not at all, and the one before it stays beside it as `.previous`: it is used
    when the newest cannot be read. A generator's state is bytes, each one a number.
    """

    def __init__(self, purpose: str, progress: Progress, tensors: dict | None, own: bytes = b""):
        self.purpose, self.progress, self.tensors, self.own = purpose, progress, tensors, own

    def write(self, path: str) -> tuple[str, int]:
        """Writes to a temporary file beside path, syncs, renames; answers SHA-256 and size."""
        temporary = f"{path}.{os.getpid()}.tmp"
        try:
            with open(temporary, "wb") as file:
                out = Hashing(file)
                self._write(out)
                out.write_digest(out.content.digest())
                file.flush()
                os.fsync(file.fileno())
            keep_previous(path)
            os.replace(temporary, path)
            return out.whole.hexdigest(), out.size
        except OSError as unwritable:
            raise Failure("checkpoint", f"cannot write checkpoint {path}: {unwritable}", retry=True) from unwritable
        finally:
            with contextlib.suppress(FileNotFoundError):
                os.unlink(temporary)

    def _write(self, out: Hashing) -> None:
        out.write((b"SHK1" if self.tensors is not None else b"SHK2") + text(self.purpose))
        out.write(struct.pack(">QII", self.progress.step, self.progress.epoch, self.progress.below))
        if self.tensors is None:
            out.write(struct.pack(">Q", len(self.own)) + self.own)
            return
        out.write(struct.pack(">I", len(self.tensors)))
        for name, numbers in self.tensors.items():
            values = swapped(bytes(memoryview(numbers.contiguous().numpy()).cast("B")))
            out.write(text(name) + struct.pack(">I", len(values) // 4))
            out.write(values)

    @staticmethod
    def read(path: str, purpose: str) -> Checkpoint:
        """The newest checkpoint at path that is whole, which must have been written for purpose."""
        try:
            return Checkpoint._read(path, purpose)
        except (OSError, EOFError) as damaged:
            try:
                before = Checkpoint._read(path + ".previous", purpose)
            except (OSError, EOFError, Failure):
                raise Failure("checkpoint", f"cannot read checkpoint {path}: {damaged}") from damaged
            print(f"cannot read checkpoint {path}: {damaged}: the one before it is used", file=sys.stderr)
            return before

    @staticmethod
    def _read(path: str, purpose: str) -> Checkpoint:
        with open(path, "rb") as file:
            data = file.read()
        if len(data) < 38 or hashlib.sha256(data[:-32]).digest() != data[-32:]:
            raise EOFError("its SHA-256 does not fit")
        return Checkpoint._parse(io.BytesIO(data[:-32]), purpose)

    @staticmethod
    def _parse(file: io.BytesIO, purpose: str) -> Checkpoint:
        def numbers(form: str) -> tuple:
            return struct.unpack(form, file.read(struct.calcsize(form)))

        def words() -> str:
            return file.read(numbers(">H")[0]).decode()

        magic, found = file.read(4), words()
        if magic not in (b"SHK1", b"SHK2"):
            raise Failure("checkpoint", "a checkpoint begins with SHK1 or SHK2")
        if found != purpose:
            raise Failure("checkpoint", f"the checkpoint is for {found} and not for {purpose}")
        progress = Progress(*numbers(">QII"))
        if magic == b"SHK2":
            return Checkpoint(found, progress, None, file.read(numbers(">Q")[0]))
        tensors = {}
        for _ in range(numbers(">I")[0]):
            name = words()
            values = swapped(file.read(4 * numbers(">I")[0]))
            tensors[name] = torch.frombuffer(bytearray(values), dtype=torch.float32) if values else torch.zeros(0)
        return Checkpoint(found, progress, tensors)


def keep_previous(path: str) -> None:
    """Gives what is at path a second name, so that there is a whole file at every moment."""
    previous = path + ".previous"
    if os.path.exists(path):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(previous)
        with contextlib.suppress(OSError):  # A file system without links keeps the newest only.
            os.link(path, previous)


def swapped(values: bytes) -> bytes:
    """Words of four bytes from this machine's order to big-endian, and back."""
    if sys.byteorder == "big":
        return values
    swapping = bytearray(len(values))
    for byte in range(4):
        swapping[byte::4] = values[3 - byte :: 4]
    return bytes(swapping)


def generators() -> dict:
    """The states of torch's generators, each byte as a number."""
    states = {"random.torch": torch.get_rng_state()}
    if torch.cuda.is_available():
        states["random.cuda"] = torch.cuda.get_rng_state()
    return {name: state.to(torch.float32) for name, state in states.items()}


def seed_generators(states: dict) -> None:
    try:
        if "random.torch" in states:
            torch.set_rng_state(states["random.torch"].to(torch.uint8))
        if "random.cuda" in states and torch.cuda.is_available():
            torch.cuda.set_rng_state(states["random.cuda"].to(torch.uint8))
    except RuntimeError as unfit:
        raise Failure("checkpoint", f"the checkpoint's generators cannot be taken up: {unfit}") from unfit


# ---- the device -----------------------------------------------------------------------------------


class Nvml:
    """What the driver tells of one GPU, by libnvidia-ml; all calls are read-only."""

    class _Memory(ctypes.Structure):
        _fields_ = [("total", ctypes.c_ulonglong), ("free", ctypes.c_ulonglong), ("used", ctypes.c_ulonglong)]

    class _Busy(ctypes.Structure):
        _fields_ = [("gpu", ctypes.c_uint), ("memory", ctypes.c_uint)]

    def __init__(self, library, visible: str = ""):
        self._library = library
        self._handle = ctypes.c_void_p()
        first = visible.split(",")[0].strip()
        self._checked("nvmlInit_v2")
        if first.startswith(("GPU-", "MIG-")):
            self._checked("nvmlDeviceGetHandleByUUID", first.encode(), ctypes.byref(self._handle))
        else:
            index = ctypes.c_uint(int(first) if first.isdigit() else 0)
            self._checked("nvmlDeviceGetHandleByIndex_v2", index, ctypes.byref(self._handle))

    @staticmethod
    def find() -> Nvml | None:
        """The GPU that this process sees first; None without driver or GPU."""
        try:
            return Nvml(ctypes.CDLL("libnvidia-ml.so.1"), os.environ.get("CUDA_VISIBLE_DEVICES", ""))
        except OSError:
            return None

    @staticmethod
    def names(library) -> list[str]:
        """The names of all GPUs of the machine, by which CUDA_VISIBLE_DEVICES may choose them."""
        driver = Nvml.__new__(Nvml)
        driver._library = library
        driver._checked("nvmlInit_v2")
        count, names = ctypes.c_uint(), []
        driver._checked("nvmlDeviceGetCount_v2", ctypes.byref(count))
        for index in range(count.value):
            handle, name = ctypes.c_void_p(), ctypes.create_string_buffer(96)
            driver._checked("nvmlDeviceGetHandleByIndex_v2", ctypes.c_uint(index), ctypes.byref(handle))
            driver._checked("nvmlDeviceGetUUID", handle, name, ctypes.c_uint(len(name)))
            names.append(name.value.decode())
        return names

    def _checked(self, name: str, *arguments) -> None:
        status = getattr(self._library, name)(*arguments)
        if status:
            raise OSError(f"{name} answered {status}")

    def facts(self) -> dict | None:
        """usedBytes, totalBytes, busyPercent (of the last second); None when the GPU does not answer."""
        memory, busy = self._Memory(), self._Busy()
        try:
            self._checked("nvmlDeviceGetMemoryInfo", self._handle, ctypes.byref(memory))
            self._checked("nvmlDeviceGetUtilizationRates", self._handle, ctypes.byref(busy))
        except OSError:
            return None
        return {"usedBytes": memory.used, "totalBytes": memory.total, "busyPercent": busy.gpu}


def gpus() -> list[str]:
    """The GPUs that processes of this machine may use: those that are visible, else all."""
    if "CUDA_VISIBLE_DEVICES" in os.environ:
        return [name.strip() for name in os.environ["CUDA_VISIBLE_DEVICES"].split(",") if name.strip()]
    try:
        return Nvml.names(ctypes.CDLL("libnvidia-ml.so.1"))
    except OSError:
        return []


def import_torch() -> None:
    global torch
    if torch is not None:
        return
    try:
        import torch as imported
    except Exception as missing:  # A broken installation fails in many ways.
        raise Failure(
            "engine", f"{sys.executable} cannot import torch ({missing}): install python3-torch, or let"
            " sheaf.gpu.python name an interpreter that has it") from missing
    torch = imported
    torch.set_num_threads(max(1, int(os.environ.get("OMP_NUM_THREADS", "1"))))


def device_name(wanted: str = "") -> str:
    if wanted or torch.cuda.is_available():
        return wanted or "cuda:0"
    given = os.environ.get("CUDA_VISIBLE_DEVICES", "").strip()
    if torch.version.cuda and given not in ("", "-1", "NoDevFiles"):
        # Training on the CPU instead would look like a member that is slow.
        raise Failure(
            "engine", f"GPU {given} cannot be used: PyTorch finds none of it, so it is gone or its driver does not"
            " answer; nvidia-smi on the node says more, and CUDA_VISIBLE_DEVICES= lets members use the CPU", retry=True)
    return "cpu"


def device_names(slots: int) -> list[str]:
    """The GPUs of a member's slots; the CPU, once, where there is none."""
    count = torch.cuda.device_count() if torch.cuda.is_available() else 0
    return [f"cuda:{index}" for index in range(min(slots, count))] or ["cpu"]


def memory_bytes(device: str) -> int:
    if device.startswith("cuda"):
        return torch.cuda.get_device_properties(device).total_memory
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


# ---- a member -------------------------------------------------------------------------------------


class Member:
    """One owner's orders, carried out one after another.

        greeting ──HELLO──► idle ──LOAD──► training (leased while steps are left) ──STOP, HARD──► over

    What a script may use: slots, devices (one for each slot, or the CPU), classes, device, batch_size, image_shape (C, H, W), and what its spec says:
    width, seed, learning_rate, momentum, weight_decay, optimizer, schedule, total_steps; and of the batch
    that was given out last `weights`: how often the loss of each sample counts, None where each counts once.
    """

    def __init__(self, owner: Owner, inbox: Inbox, makes_learner=None):
        self._owner, self._inbox = owner, inbox
        self._makes_learner = makes_learner
        self._learner = None
        self._leased = 0
        self._due = None  # The batch that was given out and has not been stepped.
        self.weights = None
        self._waited = 0.0
        self._told_facts = 0.0
        self.device = device_name()
        self.slots = int(os.environ.get("SHEAF_SLOTS", "1"))
        self.devices = device_names(self.slots)
        self._nvml = Nvml.find() if self.device.startswith("cuda") else None
        self._ring = self._greet()
        self.batch_size = self._ring.batch
        self.image_shape = (self._ring.channels, self._ring.height, self._ring.width)

    def _greet(self) -> Ring:
        hello = self._next()
        if hello["verb"] != "HELLO":
            raise Failure("protocol", "HELLO must come first")
        if hello["protocol"] != PROTOCOL:
            raise Failure("protocol", f"protocol must be {PROTOCOL} but was {hello['protocol']}")
        # A program that is held in its folder has the ring open already.
        path = os.environ.get("SHEAF_HELD_RING") or hello["ring"]
        try:
            ring = Ring(path, hello["reader"])
        except OSError as unusable:
            raise Failure("ring", f"cannot open the ring {path}: {unusable}", retry=True) from unusable
        self._owner.send(
            "READY", device=self.device, engine=f"PyTorch {torch.__version__}", memoryBytes=memory_bytes(self.device))
        return ring

    def _next(self) -> dict:
        asked = time.monotonic()
        frame = self._inbox.take(self._leased > 0)
        self._waited += time.monotonic() - asked
        return frame

    # -- what a script calls

    def keep(self, model, *parts, predict=None) -> None:
        """Says what is trained, and takes it up from the member's checkpoint when there is one.

        model: a torch.nn.Module whose output for images is a row of logits each
        parts: whatever else has state_dict and load_state_dict: optimizer, scheduler, GradScaler, …
        predict: another way from images to logits; called without gradients, the model in eval mode
        """
        self._begin(ScriptLearner(self, model, parts, predict))

    def batches(self, raw: bool = False):
        """Batches to train on, until the owner has had enough; raw: images as uint8, 0..255."""
        while True:
            frame = self._next()
            verb = frame["verb"]
            if verb == "BATCH":
                started = time.monotonic()
                images, labels = self._take(frame, self._loaded().classes, raw)
                self.weights = self._weights(frame, len(labels))
                self._due = (frame, started, len(labels))
                yield images, labels
                if self._due is not None:
                    raise Failure("specification", "member.step(loss) must be called once for each batch")
            elif self._carry_out(verb, frame):
                return

    def step(self, loss, correct: int = 0) -> None:
        """Tells that a step is made; loss: of the batch, or one for each of its samples."""
        if self._due is None:
            raise Failure("specification", "member.step(loss) must follow a batch, once")
        frame, started, count = self._due
        learner = self._loaded()
        losses = loss.detach().reshape(-1).to(torch.float32) if hasattr(loss, "detach") else torch.tensor([loss])
        mean = float(losses.to(torch.float64).mean())
        if not math.isfinite(mean):
            raise self._not_finite(mean)
        progress = learner.progress
        progress.step, progress.epoch, progress.below = progress.step + 1, frame["epoch"], frame["n"] + 1
        seconds = time.monotonic() - started
        if self._load["losses"] and len(losses) == count:
            self._owner.send("SAMPLE_LOSSES", little_endian(losses), seq=frame["seq"])
        self._tell_facts()
        self._owner.send(
            "STEP", n=progress.step, seq=frame["seq"], loss=mean, correct=correct,
            imagesPerSecond=count / max(1e-9, self._waited + seconds),
            waitMillis=1e3 * self._waited, computeMillis=1e3 * seconds)
        self._leased -= 1
        self._waited, self._due = 0.0, None

    # -- what the owner orders

    def _carry_out(self, verb: str, frame: dict) -> bool:
        """True when this was the last order."""
        if verb == "LOAD":
            self._load_from(frame)
            if self._makes_learner is None:
                raise Failure("protocol", "a script's model is loaded once")
            self._begin(self._makes_learner(self))
        elif verb == "LEASE":
            self._leased += frame["steps"]
        elif verb == "EVAL":
            self._evaluate(frame)
        elif verb == "PREDICT":
            self._predict(frame)
        elif verb == "CHECKPOINT":
            self._save(frame["path"])
        elif verb == "PREEMPT" and frame["mode"] == "soft":
            self._leased = 0
            self._owner.send("PAUSED", step=self._learner.progress.step if self._learner else 0)
        elif verb in ("PREEMPT", "STOP"):
            self._owner.send("BYE", reason="stopped" if verb == "STOP" else "preempted")
            return True
        else:
            raise Failure("protocol", f"unknown verb {verb}")
        return False

    def await_load(self) -> None:
        """For a script: its numbers are known before its model is made."""
        while True:
            frame = self._next()
            if frame["verb"] == "LOAD":
                self._load_from(frame)
                return
            if self._carry_out(frame["verb"], frame):
                raise SystemExit(ORDERED)

    def _load_from(self, load: dict) -> None:
        self._load = load
        self.classes, self.width, self.seed = load["classes"], load["width"], load["seed"]
        self.learning_rate, self.momentum = load["learningRate"], load["momentum"]
        self.weight_decay, self.optimizer, self.schedule = load["weightDecay"], load["optimizer"], load["schedule"]
        self.total_steps = load["totalSteps"]

    @property
    def load(self) -> dict:
        return self._load

    def _begin(self, learner) -> None:
        self._learner = learner
        if self._load.get("checkpoint"):
            learner.restore(self._load["checkpoint"])
        progress = learner.progress
        self._owner.send(
            "LOADED", step=progress.step, epoch=progress.epoch, below=progress.below, parameters=learner.parameters())

    def _evaluate(self, frame: dict) -> None:
        images, labels = self._take(frame, self._loaded().classes, False)
        logits = self._loaded().logits(images)
        losses = torch.nn.functional.cross_entropy(logits, labels, reduction="none")
        self._owner.send(
            "EVALUATED", seq=frame["seq"], count=len(labels), correct=int((logits.argmax(1) == labels).sum()),
            lossSum=float(losses.to(torch.float64).sum()))

    def _predict(self, frame: dict) -> None:
        images, _ = self._take(frame, 0, False)
        rows = self._loaded().logits(images).to(torch.float32)
        if rows.dim() != 2 or tuple(rows.shape) != (len(images), self.classes):
            raise Failure(
                "specification",
                f"the model must answer {len(images)} × {self.classes} logits but answered {tuple(rows.shape)}")
        rows = rows.softmax(1)
        if not bool(torch.isfinite(rows).all()):
            raise Failure("not_finite_loss", "probabilities must be finite but the model answered NaN")
        self._owner.send(
            "LOGITS", little_endian(rows), seq=frame["seq"], rows=rows.shape[0], classes=rows.shape[1])

    def _save(self, path: str) -> None:
        learner = self._loaded()
        sha256, size = learner.checkpoint().write(path)
        progress = learner.progress
        self._owner.send(
            "CHECKPOINT_DONE", path=path, step=progress.step, epoch=progress.epoch, below=progress.below,
            sha256=sha256, sizeBytes=size)

    def _take(self, frame: dict, classes: int, raw: bool):
        """Copies a slot out of the ring and gives it back; labels must be below classes, unless that is 0."""
        pixels, labels = self._ring.take(frame["slot"], frame["seq"])
        if classes:
            for wrong in ((labels < 0) | (labels >= classes)).nonzero().reshape(-1)[:1].tolist():
                raise Failure(
                    "ring", f"label of sample {wrong} in batch {frame['seq']} must be 0..{classes - 1}"
                    f" but was {int(labels[wrong])}")
        if self.device.startswith("cuda"):
            pixels, labels = pixels.pin_memory(), labels.pin_memory()  # Which copies them.
            pixels = pixels.to(self.device, non_blocking=True)
            labels = labels.to(self.device, non_blocking=True)
        else:
            labels = labels.clone()
        images = pixels.clone() if raw and self.device == "cpu" else pixels if raw else scaled(pixels)
        self._ring.release(frame["seq"])
        self._owner.send("CREDIT", slots=1)
        return images, labels

    def _weights(self, frame: dict, count: int):
        """How often the loss of each sample counts, float32; None where each counts once."""
        times = frame.get("payload") or b""
        if not times:
            return None
        if len(times) != count:
            raise Failure("protocol", f"a batch of {count} samples must have as many weights but had {len(times)}")
        return torch.tensor(list(times), dtype=torch.float32, device=self.device)

    def _tell_facts(self) -> None:
        """At most once a second: asking the driver costs more than a frame."""
        if self._nvml is not None and time.monotonic() - self._told_facts >= 1:
            self._told_facts = time.monotonic()
            facts = self._nvml.facts()
            if facts is not None:
                self._owner.send("ACCELERATOR", **facts)

    def _not_finite(self, mean: float) -> Failure:
        shown = "NaN" if math.isnan(mean) else "Infinity" if mean > 0 else "-Infinity"
        frame = self._due[0]
        return Failure(
            "not_finite_loss", f"loss must be finite but was {shown} in step {self._loaded().progress.step + 1}"
            f" (batch {frame['n']} of epoch {frame['epoch']})")

    def check_finite(self, loss_sum: float) -> None:
        """Before the weights are changed by it."""
        if not math.isfinite(loss_sum):
            raise self._not_finite(loss_sum)

    def _loaded(self):
        if self._learner is None:
            raise Failure("protocol", "LOAD must come before work (a script: member.keep(model, optimizer))")
        return self._learner

    @property
    def learner(self):
        return self._loaded()

    @property
    def ring(self) -> Ring:
        return self._ring


def scaled(pixels):
    """A pixel's 0..255 brought to -2..2, float32."""
    return pixels.to(torch.float32).mul_(1 / 63.75).sub_(2)


def little_endian(numbers) -> bytes:
    values = bytes(memoryview(numbers.detach().cpu().contiguous().numpy()).cast("B"))
    return values if sys.byteorder == "little" else swapped(values)


class ScriptLearner:
    """What a script trains: a model and whatever else has a state."""

    def __init__(self, member: Member, model, parts, predict):
        self.progress, self.classes = Progress(), member.classes
        self._model, self._parts = model, [model, *parts]
        self._logits = predict or model
        channels, height, width = member.image_shape
        self._purpose = f"a script's model for {member.classes} classes of {channels}×{height}×{width}"
        self._device = member.device

    def parameters(self) -> int:
        return sum(p.numel() for p in self._model.parameters() if p.requires_grad)

    def logits(self, images):
        training = self._model.training
        self._model.eval()
        try:
            with torch.no_grad():
                return self._logits(images)
        finally:
            self._model.train(training)

    def checkpoint(self) -> Checkpoint:
        out = io.BytesIO()
        torch.save(
            {"parts": [part.state_dict() for part in self._parts], "generators": generators(),
             "python": random.getstate(), "numpy": numpy_state()}, out)
        return Checkpoint(self._purpose, self.progress, None, out.getvalue())

    def restore(self, path: str) -> None:
        found = Checkpoint.read(path, self._purpose)
        try:
            state = torch.load(io.BytesIO(found.own), map_location=self._device)
            if len(state["parts"]) != len(self._parts):
                raise ValueError(f"it holds {len(state['parts'])} parts, but {len(self._parts)} are kept")
            for part, kept in zip(self._parts, state["parts"]):
                part.load_state_dict(kept)
        except Exception as unfit:  # Whatever the parts say of a state that is not theirs.
            raise Failure("checkpoint", f"the checkpoint {path} does not fit the script: {unfit}") from unfit
        seed_generators({name: kept.cpu() for name, kept in state["generators"].items()})
        random.setstate(state["python"])
        if state["numpy"] is not None and "numpy" in sys.modules:
            name, keys, *rest = state["numpy"]
            sys.modules["numpy"].random.set_state((name, sys.modules["numpy"].array(keys, dtype="uint32"), *rest))
        self.progress = found.progress


def numpy_state():
    """Lists instead of arrays, which torch.load takes without trusting the file; None without numpy."""
    if "numpy" not in sys.modules:
        return None
    name, keys, *rest = sys.modules["numpy"].random.get_state()
    return [name, keys.tolist(), *rest]


# ---- the built-in model ---------------------------------------------------------------------------


def learning_rate(load: dict, n: int) -> float:
    """The rate of step n, the first being 1: a function of its number, so nothing of it needs saving."""
    rate, warm_up = load["learningRate"], load["warmupSteps"]
    if n <= warm_up:
        return rate * n / warm_up
    if load.get("cycles", 1) > 1:  # Snapshot ensembles (Huang et al., ICLR 2017, eq. 2).
        cycle = -(-load["totalSteps"] // load["cycles"])
        return rate / 2 * (math.cos(math.pi * ((n - 1) % cycle) / cycle) + 1)
    part = min(1.0, (n - warm_up) / max(1, load["totalSteps"] - warm_up))
    if load["schedule"] == "cosine":
        return rate / 2 * (math.cos(math.pi * part) + 1)
    if load["schedule"] == "stepped":
        return rate * (1 if part < 0.5 else 0.1 if part < 0.75 else 0.01)
    return rate


def cnn(channels: int, width: int, classes: int, height: int, breadth: int):
    """w, stride 2 → 2w, stride 2 → 2w → 4w, stride 2 → linear; each 3×3, batch normalisation, ReLU."""
    layers, before = [], channels
    for filters, stride in ((width, 2), (2 * width, 2), (2 * width, 1), (4 * width, 2)):
        layers += [
            torch.nn.Conv2d(before, filters, 3, stride, 1, bias=False), torch.nn.BatchNorm2d(filters), torch.nn.ReLU()]
        before = filters
        height, breadth = -(-height // stride), -(-breadth // stride)
    return torch.nn.Sequential(*layers, torch.nn.Flatten(), torch.nn.Linear(before * height * breadth, classes))


class Weight:
    """A named tensor of a network; decayed: one of the matrices that weight decay applies to."""

    def __init__(self, name: str, tensor, learned: bool, decayed: bool):
        self.name, self.tensor, self.learned, self.decayed = name, tensor, learned, decayed


def weights_of(network) -> list[Weight]:
    """All tensors, under the names that both trainers know them by."""
    weights = []
    for number, layer in enumerate(network):
        if isinstance(layer, torch.nn.BatchNorm2d):
            prefix = f"{number + 1:02d}BatchNorm_"
            weights.append(Weight(prefix + "gamma", layer.weight, True, False))
            weights.append(Weight(prefix + "beta", layer.bias, True, False))
            weights.append(Weight(prefix + "runningMean", layer.running_mean, False, False))
            weights.append(Weight(prefix + "runningVar", layer.running_var, False, False))
        elif isinstance(layer, (torch.nn.Conv2d, torch.nn.Linear)):
            prefix = f"{number + 1:02d}{type(layer).__name__}_"
            weights.append(Weight(prefix + "weight", layer.weight, True, True))
            if layer.bias is not None:
                weights.append(Weight(prefix + "bias", layer.bias, True, False))
    return weights


def begin_from(seed: int, weights: list[Weight]) -> None:
    """First weights of a seed (He et al., ICCV 2015: normal, variance 2 / inputs of a unit)."""
    generator = torch.Generator().manual_seed(seed & (1 << 63) - 1)
    for weight in weights:
        if weight.decayed:
            shape = weight.tensor.shape
            deviation = math.sqrt(2.0 * shape[0] / weight.tensor.numel())
            weight.tensor.detach().copy_(torch.randn(shape, generator=generator) * deviation)
        elif weight.name.endswith("_bias"):
            weight.tensor.detach().zero_()


class SgdMomentum:
    """v = momentum·v + g + decay·w; w = w − rate·v."""

    def __init__(self, load: dict, weights: list[Weight]):
        self._momentum, self._decay = load["momentum"], load["weightDecay"]
        self._weights = [w for w in weights if w.learned]
        self._velocities = zeros_like("velocity/", self._weights)

    def step(self, n: int, rate: float) -> None:
        for weight, velocity in zip(self._weights, self._velocities):
            velocity.tensor.mul_(self._momentum).add_(weight.tensor.grad)
            if weight.decayed:
                velocity.tensor.add_(weight.tensor * self._decay)
            weight.tensor.sub_(velocity.tensor * rate)

    def state(self) -> list[Weight]:
        return self._velocities


class AdamW:
    """m = β₁m + (1−β₁)g; v = β₂v + (1−β₂)g²; w = w − rate·(m̂/(√v̂ + ε) + decay·w).

    Loshchilov, Hutter, "Decoupled weight decay regularization", ICLR 2019, algorithm 2.
    """

    BETA_2, EPSILON = 0.999, 1e-8

    def __init__(self, load: dict, weights: list[Weight]):
        self._beta1, self._decay = load["momentum"], load["weightDecay"]
        self._weights = [w for w in weights if w.learned]
        self._means = zeros_like("mean/", self._weights)
        self._squares = zeros_like("square/", self._weights)

    def step(self, n: int, rate: float) -> None:
        mean_scale = rate / (1 - self._beta1**n)
        square_scale = 1 / (1 - self.BETA_2**n)
        for weight, mean, square in zip(self._weights, self._means, self._squares):
            gradient = weight.tensor.grad
            mean.tensor.mul_(self._beta1).add_(gradient * (1 - self._beta1))
            square.tensor.mul_(self.BETA_2).add_(gradient.square() * (1 - self.BETA_2))
            if weight.decayed:
                weight.tensor.mul_(1 - rate * self._decay)
            root = (square.tensor * square_scale).sqrt().add_(self.EPSILON)
            weight.tensor.sub_((mean.tensor * mean_scale).div_(root))

    def state(self) -> list[Weight]:
        return self._means + self._squares


def zeros_like(prefix: str, weights: list[Weight]) -> list[Weight]:
    return [Weight(prefix + w.name, torch.zeros_like(w.tensor.detach()), False, False) for w in weights]


class Mixed:
    """Mixed precision: matrix products in 16 bits, weights and sums in 32.

    bfloat16 where the device has it; else float16, with a loss that is scaled up so that small gradients
    do not vanish, and steps that are left out while they overflow.
    """

    def __init__(self, device: str):
        self._kind = device.split(":")[0]
        brain = self._kind == "cpu" or torch.cuda.is_bf16_supported()
        self._type = torch.bfloat16 if brain else torch.float16
        self._scale = None if brain else torch.full((1,), 65536.0)
        self._good = 0

    def forward(self, network, images):
        with torch.autocast(self._kind, dtype=self._type):
            return network(images).float()

    def backward(self, loss) -> None:
        (loss if self._scale is None else loss * float(self._scale)).backward()

    def usable(self, weights: list[Weight]) -> bool:
        """False when the gradients overflowed: the step is left out, and the scale halved."""
        if self._scale is None:
            return True
        for weight in weights:
            if weight.learned:
                weight.tensor.grad.div_(float(self._scale))
        finite = all(bool(torch.isfinite(w.tensor.grad).all()) for w in weights if w.learned)
        self._good = self._good + 1 if finite else 0
        if not finite or self._good == 2000:
            self._scale.mul_(2.0 if finite else 0.5)
            self._good = 0
        return finite

    def state(self) -> list[Weight]:
        return [] if self._scale is None else [Weight("scale/loss", self._scale, False, False)]


class Plain:
    """Everything in 32 bits."""

    def forward(self, network, images):
        return network(images)

    def backward(self, loss) -> None:
        loss.backward()

    def usable(self, weights: list[Weight]) -> bool:
        return True

    def state(self) -> list[Weight]:
        return []


class Learner:
    """The built-in network, its optimizer, and how far they are."""

    OPTIMIZERS = {"sgd": SgdMomentum, "adamw": AdamW}

    def __init__(self, member: Member):
        channels, height, width = member.image_shape
        self._make(member.load, (channels, height, width), member.device)

    def _make(self, load: dict, shape: tuple[int, int, int], device: str) -> None:
        if load["architecture"] != "cnn":
            raise Failure("specification", f"architecture must be cnn but was {load['architecture']}")
        channels, height, width = shape
        self.progress, self.classes, self._load, self._device = Progress(), load["classes"], load, device
        self.network = cnn(channels, load["width"], load["classes"], height, width).to(device)
        self.weights = weights_of(self.network)
        begin_from(load["seed"], self.weights)
        self._optimizer = self.OPTIMIZERS[load["optimizer"]](load, self.weights)
        self._precision = Mixed(device) if os.environ.get("SHEAF_PRECISION") == "mixed" else Plain()
        self._purpose = (
            f"{load['architecture']} of width {load['width']} for {load['classes']} classes of"
            f" {channels}×{height}×{width} with {load['optimizer']}")

    @classmethod
    def of(cls, load: dict, shape: tuple[int, int, int], device: str) -> Learner:
        """A learner without an owner."""
        learner = cls.__new__(cls)
        learner._make(load, shape, device)
        return learner

    def parameters(self) -> int:
        return sum(w.tensor.numel() for w in self.weights if w.learned)

    def train(self, images, labels, check=lambda loss_sum: None, group=None, weights=None):
        """Trains on a batch, or on a group's share of it; the losses are from before the step.

        A sample of weight two adds twice to the mean, which is over the samples, not over what they count.
        """
        self.network.train()
        for weight in self.weights:
            weight.tensor.grad = None
        count = len(labels) if group is None else group.count(len(labels))
        logits = self._precision.forward(self.network, images)
        losses = torch.nn.functional.cross_entropy(logits, labels, reduction="none")
        check(float(losses.detach().sum()))
        self._precision.backward((losses if weights is None else losses * weights).sum() / count)
        with torch.no_grad():
            if group is not None:
                group.add_up([w.tensor.grad for w in self.weights if w.learned])
            if self._precision.usable(self.weights):
                step = self.progress.step + 1
                self._optimizer.step(step, learning_rate(self._load, step))
        return losses.detach(), int((logits.detach().argmax(1) == labels).sum())

    def logits(self, images):
        self.network.eval()
        with torch.no_grad():
            return self._precision.forward(self.network, images)

    def _state(self) -> list[Weight]:
        return self.weights + self._optimizer.state() + self._precision.state()

    def checkpoint(self) -> Checkpoint:
        tensors = {w.name: w.tensor.detach().to("cpu", torch.float32).reshape(-1) for w in self._state()}
        return Checkpoint(self._purpose, self.progress, {**tensors, **generators()})

    def restore(self, path: str) -> None:
        found = Checkpoint.read(path, self._purpose)
        for weight in self._state():
            values = (found.tensors or {}).get(weight.name)
            if values is None or values.numel() != weight.tensor.numel():
                raise Failure(
                    "checkpoint", f"the checkpoint must have {weight.tensor.numel()} numbers of {weight.name}"
                    f" but has {'none' if values is None else values.numel()}")
            weight.tensor.detach().copy_(values.reshape(weight.tensor.shape))
        seed_generators(found.tensors or {})
        self.progress = found.progress


# ---- several processes that train one member ------------------------------------------------------


class Group:
    """Replicas that train as one: each takes its share of a batch, gradients are added up.

    Replicas stay the same to the bit, since all change the same weights by the same sums. Normalisation
    is over the whole batch (SharedNorm), so that a group does what one process would, but for rounding.
    """

    def __init__(self, rank: int, world: int, address: str, device: str = "cpu"):
        import torch.distributed

        self.rank, self.world, self.samples, self._device = rank, world, 0, device
        torch.distributed.init_process_group(
            "nccl" if device.startswith("cuda") else "gloo", init_method=address, rank=rank, world_size=world)

    def join(self, learner: Learner) -> None:
        """Shares normalisation, and takes over the weights of the first replica."""
        for number, layer in enumerate(learner.network):
            if isinstance(layer, torch.nn.BatchNorm2d):
                learner.network[number] = shared_norm(layer, self)
        for weight in learner.weights:
            torch.distributed.broadcast(weight.tensor.detach(), 0)

    def share(self, batch):
        """Every world-th sample of a batch, from the rank's on."""
        return batch[self.rank :: self.world].contiguous()

    def count(self, share: int) -> int:
        """How many samples all shares have."""
        counts = torch.tensor([share], device=self._device)
        torch.distributed.all_reduce(counts)
        self.samples = int(counts)
        return self.samples

    def add_up(self, gradients: list) -> None:
        """One exchange for all: many small ones would wait for each other."""
        flat = torch.cat([g.reshape(-1) for g in gradients])
        torch.distributed.all_reduce(flat)
        at = 0
        for gradient in gradients:
            gradient.copy_(flat[at : at + gradient.numel()].view_as(gradient))
            at += gradient.numel()

    def close(self) -> None:
        torch.distributed.destroy_process_group()


def shared_norm(layer, group: Group):
    """Batch normalisation over the samples of all replicas, with the tensors of `layer`."""
    import torch.distributed.nn

    class SharedNorm(torch.nn.BatchNorm2d):
        def forward(self, images):
            if not self.training:
                return super().forward(images)
            count = group.samples * images.shape[2] * images.shape[3]
            over = (0, 2, 3)
            mean = torch.distributed.nn.all_reduce(images.sum(over)) / count
            centred = images - mean[None, :, None, None]
            variance = torch.distributed.nn.all_reduce(centred.square().sum(over)) / count
            with torch.no_grad():
                self.running_mean.lerp_(mean, self.momentum)
                self.running_var.lerp_(variance * (count / (count - 1)), self.momentum)
            scale = self.weight / (variance + self.eps).sqrt()
            return centred * scale[None, :, None, None] + self.bias[None, :, None, None]

    shared = SharedNorm(layer.num_features, layer.eps, layer.momentum)
    shared.weight, shared.bias = layer.weight, layer.bias
    shared.running_mean, shared.running_var = layer.running_mean, layer.running_var
    return shared


# ---- a command that is held in its folder ---------------------------------------------------------


class Landlock:
    """Forbids this process and its children to change files outside some folders (Linux 5.13, landlock(7)).

    Reading, the network, and attributes such as modes and times are not held.
    """

    CREATE, ADD, RESTRICT = 444, 445, 446
    WRITE_FILE, TRUNCATE = 1 << 1, 1 << 14
    # write, remove folder, remove file, make: char, dir, file, socket, pipe, block device, link
    WRITES = WRITE_FILE | 0b1_1111_1111_0000
    REFER = 1 << 13
    NO_NEW_PRIVILEGES = 38

    class _Ruleset(ctypes.Structure):
        _fields_ = [("handled", ctypes.c_uint64)]

    class _Beneath(ctypes.Structure):
        _pack_ = 1
        _fields_ = [("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32)]

    def __init__(self) -> None:
        self._libc = ctypes.CDLL(None, use_errno=True)
        self.version = self._libc.syscall(self.CREATE, None, ctypes.c_size_t(0), 1)

    def available(self) -> bool:
        return self.version >= 1

    def hold(self, *folders: str) -> None:
        handled = self.WRITES | (self.REFER if self.version >= 2 else 0) | (self.TRUNCATE if self.version >= 3 else 0)
        rules = self._Ruleset(handled)
        ruleset = self._called(self.CREATE, ctypes.byref(rules), ctypes.c_size_t(ctypes.sizeof(rules)), 0)
        for folder in folders:
            self._allow(ruleset, folder, handled)
        # Devices are written to, and none can be made: a GPU is one.
        self._allow(ruleset, "/dev", handled & (self.WRITE_FILE | self.TRUNCATE))
        if self._libc.prctl(self.NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "prctl(PR_SET_NO_NEW_PRIVS) failed")
        self._called(self.RESTRICT, ruleset, 0)
        os.close(ruleset)

    def _allow(self, ruleset: int, folder: str, rights: int) -> None:
        place = os.open(folder, os.O_PATH | os.O_CLOEXEC)
        beneath = self._Beneath(rights, place)
        self._called(self.ADD, ruleset, 1, ctypes.byref(beneath), 0)
        os.close(place)

    def _called(self, number: int, *arguments) -> int:
        result = self._libc.syscall(number, *arguments)
        if result < 0:
            raise OSError(ctypes.get_errno(), f"system call {number} failed: {os.strerror(ctypes.get_errno())}")
        return result


def run_held(folder: str, command: list[str], owner_socket: str) -> None:
    """Becomes a command whose working folder is the only one that it may write to."""
    os.makedirs(os.path.join(folder, "tmp"), exist_ok=True)
    ring = os.environ.pop("SHEAF_RING", "")
    if ring:
        # A process that is held may not look into its parent, where the ring lies: it gets it open.
        os.environ["SHEAF_HELD_RING"] = f"/proc/self/fd/{os.open(ring, os.O_RDWR)}"
        os.set_inheritable(int(os.environ["SHEAF_HELD_RING"].rsplit("/", 1)[1]), True)
    os.environ.update(SHEAF_SOCKET=owner_socket, TMPDIR=os.path.join(folder, "tmp"), PYTHONDONTWRITEBYTECODE="1")
    here = os.path.dirname(os.path.abspath(__file__))
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, (here, os.environ.get("PYTHONPATH", ""))))
    os.chdir(folder)
    lock = Landlock()
    if lock.available():
        lock.hold(folder)
    try:
        os.execvp(command[0], command)
    except OSError as unknown:
        print(f"cannot run {command[0]}: {unknown.strerror}", file=sys.stderr)
        raise SystemExit(127) from unknown


# ---- ways in --------------------------------------------------------------------------------------


def connect(path: str, makes_learner=None) -> tuple[Member, threading.Event, Owner]:
    owner, inbox, over = Owner(path), Inbox(), threading.Event()
    threading.Thread(target=listen, args=(owner, inbox, over), name="orders", daemon=True).start()
    threading.Thread(target=beat, args=(owner, over), name="heart", daemon=True).start()
    try:
        import_torch()
        return Member(owner, inbox, makes_learner), over, owner
    except Failure as failure:
        tell(owner, failure)
        raise SystemExit(FAILED) from failure


def tell(owner: Owner, failure: Failure) -> None:
    with contextlib.suppress(OwnerGone):
        owner.send("FAILED", kind=failure.kind, retry=failure.retry, message=str(failure))


def join() -> Member:
    """For a script: comes in at the worker that started it, and waits to hear what it is to train."""
    path = os.environ.get("SHEAF_SOCKET")
    if not path:
        print(
            "this script is the command of an ensemble's member: a Sheaf node starts it (docs/ensembles.md)",
            file=sys.stderr)
        raise SystemExit(WRONG_USE)
    member, over, owner = connect(path)

    def ended(kind, value, trace) -> None:
        over.set()
        if isinstance(value, OwnerGone):
            os._exit(OWNER_GONE)
        if isinstance(value, Failure):
            tell(owner, value)
        else:
            sys.__excepthook__(kind, value, trace)

    sys.excepthook = ended
    member.await_load()
    return member


def serve(path: str) -> int:
    member, over, owner = connect(path, Learner)
    try:
        for images, labels in member.batches():
            losses, correct = member.learner.train(images, labels, member.check_finite, weights=member.weights)
            member.step(losses, correct)
        return ORDERED
    except OwnerGone:
        return OWNER_GONE
    except Failure as failure:
        tell(owner, failure)
        return FAILED
    except Exception as broken:  # Whatever the engine throws: the owner hears of it.
        import traceback

        traceback.print_exc()
        tell(owner, Failure("engine", f"{type(broken).__name__}: {broken}", retry=True))
        return FAILED
    finally:
        over.set()


def check() -> None:
    """What this interpreter can do, as JSON of one level; imports nothing that is slow."""
    import importlib.util

    print(json.dumps({
        "python": ".".join(map(str, sys.version_info[:3])),
        "torch": importlib.util.find_spec("torch") is not None,
        "holds": Landlock().available(),
        "gpus": ",".join(gpus()),
    }))


def main(arguments: list[str]) -> int:
    if arguments == ["--check"]:
        check()
        return ORDERED
    if len(arguments) > 4 and arguments[0] == "--held" and arguments[2] == "--":
        run_held(arguments[1], arguments[3:-1], arguments[-1])
    if len(arguments) != 1 or arguments[0].startswith("-"):
        print("usage: sheaf_trainer.py SOCKET (a GPU worker starts this process)", file=sys.stderr)
        return WRONG_USE
    try:
        return serve(arguments[0])
    except (OSError, OwnerGone) as gone:
        print(f"the owner is gone: {gone}", file=sys.stderr)
        return OWNER_GONE


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

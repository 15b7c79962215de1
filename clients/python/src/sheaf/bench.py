"""`python -m sheaf bench`: batches of the same samples, ours beside what people use, in turns in one run.

Makes files of random bytes, registers them at a running node on this machine, and reads them in short rounds
in turns, so that whatever else the machine does falls on all alike. Rates are medians over rounds.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import statistics
import tempfile
import time
import uuid
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any, Dict, Iterator, List, Optional, Tuple

from .api import Api
from .dataset import SheafDataset
from .first_epoch import Turnstile, direct, tars
from .gateways import Patience, Request
from .meters import Meters
from .preparing import Prepared
from .rivals import Batches, Redis, as_they_are, files, loaded, pictures
from .session import Way
from .torches import numpy, torch

_EPOCHS = 100_000


@dataclass
class Contestant:
    """One way to read; `rates` are samples a second, one a round, `cpu` µs a sample over all rounds."""

    name: str
    batches: Batches
    rates: List[float]
    samples: int = 0
    cpu_seconds: float = 0.0

    def round(self, seconds: float) -> None:
        """Reads for so long."""
        samples, cpu, began = 0, _cpu_seconds(), time.monotonic()
        while time.monotonic() - began < seconds:
            samples += next(self.batches)
        self.rates.append(samples / (time.monotonic() - began))
        self.samples += samples
        self.cpu_seconds += _cpu_seconds() - cpu

    def whole(self) -> None:
        """Reads all there is, as one round."""
        cpu, began = _cpu_seconds(), time.monotonic()
        self.samples = sum(self.batches)
        self.rates.append(self.samples / (time.monotonic() - began))
        self.cpu_seconds = _cpu_seconds() - cpu

    @property
    def rate(self) -> float:
        return statistics.median(self.rates)


@dataclass(frozen=True)
class Report:
    """The contestants, and those that were left out with the reason."""

    parameters: Dict[str, Any]
    contestants: List[Contestant]
    left_out: List[str]

    def document(self) -> Dict[str, Any]:
        """The report as JSON; `ratio` is to the contestant `files, 1 worker`, else to the last."""
        base = self._base()
        return {
            "bench": "client",
            "params": self.parameters,
            "contestants": [
                {
                    "name": each.name,
                    "samplesPerSecond": round(each.rate),
                    "cpuMicrosPerSample": round(1e6 * each.cpu_seconds / max(1, each.samples), 1),
                    "rounds": [round(rate) for rate in each.rates],
                    "ratio": round(each.rate / base.rate, 2),
                }
                for each in self.contestants
            ],
            "against": base.name,
            "leftOut": self.left_out,
        }

    def _base(self) -> Contestant:
        starts = ("files, 1 worker", "files, 2 workers, Pillow, 1", "direct")
        named = [each for each in self.contestants if each.name.startswith(starts)]
        return (named or self.contestants)[-1]

    def table(self) -> str:
        """The report for people."""
        told = self.document()
        rows = [
            " · ".join(f"{name} {value}" for name, value in self.parameters.items()),
            f"  {'':34}{'samples/s':>12}{'CPU µs/sample':>15}{'ratio':>8}",
        ]
        for each in told["contestants"]:
            rows.append(
                f"  {each['name']:34}{each['samplesPerSecond']:12,}{each['cpuMicrosPerSample']:15}"
                f"{each['ratio']:8}"
            )
        rows.append(f"  ratio: to {told['against']}; CPU: of this process, its workers left out")
        return "\n".join(rows + [f"  left out: {why}" for why in self.left_out])


def _cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _sheaf(dataset: SheafDataset) -> Batches:
    for _ in dataset.epochs():
        for batch in dataset:
            yield len(batch)


def _side_by_side(jobs: List[Batches]) -> Batches:
    """Batches of several jobs in turns."""
    while True:
        for job in jobs:
            yield next(job)


class _Run:
    """One run: its folder, its dataset, its contestants; leaves nothing behind."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._options = options
        self._folder = tempfile.mkdtemp(prefix="sheaf-bench-")
        os.chmod(self._folder, 0o755)
        self._made = ExitStack()
        self._made.callback(shutil.rmtree, self._folder, ignore_errors=True)
        self._left_out: List[str] = []
        way = Way.to(options.url, None, Patience(15.0, 15.0))
        self._gateways = way.gateways(Meters())
        self._made.callback(self._gateways.close)
        self._api = Api(self._gateways)
        self._name = f"bench-{uuid.uuid4().hex[:12]}"

    def _write(self) -> List[str]:
        folder = os.path.join(self._folder, "data", "class")
        os.makedirs(folder)
        paths = []
        for number in range(self._options.samples):
            paths.append(os.path.join(folder, f"{number:06d}.jpg"))
            with open(paths[-1], "wb") as file:
                file.write(os.urandom(self._options.sample_bytes))
        return paths

    def _ours(self, decode: str, threads: int, checksum: str, **way: Any) -> Batches:
        options = {
            "dataset": self._name,
            "job": f"{self._name[:40]}-{uuid.uuid4().hex[:8]}",
            "batch_size": self._options.batch,
            "epochs": _EPOCHS,
            "decode": decode,
            "checksum": checksum,
            "prefetch_threads": threads,
            "endpoints": self._options.url,
        }
        dataset = SheafDataset(**{**options, **way})
        self._made.callback(self._stop, dataset)
        return _sheaf(dataset)

    def _stop(self, dataset: SheafDataset) -> None:
        dataset._stop()
        if dataset._session.is_open:
            self._api.stop(dataset.job)
        dataset.close()

    def _contestants(self, paths: List[str]) -> Iterator[Tuple[str, Batches]]:
        batch = self._options.batch
        sums = ["crc32"]
        try:
            import xxhash  # noqa: F401

            sums.append("xxh3")
        except ImportError:
            self._left_out.append("sheaf with xxh3: xxhash is not installed (python3-xxhash)")
        for name in sums:
            for way, shared in (("HTTP", False), ("shared", True)):
                label = f"sheaf, {way}, bytes, {name}"
                yield label, self._ours("raw", 0, name, shared_memory=shared)
                yield f"{label}, 2 thr.", self._ours("raw", 2, name, shared_memory=shared)
        if torch is None:
            self._left_out.append("tensors: PyTorch is not installed (python3-torch)")
        else:
            for way, shared in (("HTTP", False), ("shared", True)):
                label = f"sheaf, {way}, tensors, {sums[-1]}"
                yield label, self._ours(
                    "tensor", 1, sums[-1], shared_memory=shared, collate=as_they_are
                )
            yield "files, 1 worker of DataLoader", loaded(paths, batch, 1)
        yield "files, read in the loop", files(paths, batch)
        if shutil.which("redis-server") is None:
            self._left_out.append("redis MGET: redis-server is not installed")
        else:
            redis = Redis(self._folder, paths)
            self._made.callback(redis.close)
            yield "redis MGET, plain socket", redis.batches(batch)

    def _write_pictures(self) -> List[str]:
        """JPEG of 500 × 375 pixels, of noise that is smooth enough to be about 100 KB."""
        from PIL import Image

        folder = os.path.join(self._folder, "data", "class")
        os.makedirs(folder)
        draw = numpy.random.default_rng(1)
        paths = []
        for number in range(self._options.samples):
            coarse = draw.integers(0, 256, (94, 125, 3), dtype=numpy.uint8)
            fine = draw.integers(0, 64, (375, 500, 3), dtype=numpy.uint8)
            picture = Image.fromarray(coarse).resize((500, 375), Image.BILINEAR)
            pixels = numpy.asarray(picture) // 4 * 3 + fine
            paths.append(os.path.join(folder, f"{number:06d}.jpg"))
            Image.fromarray(pixels.astype(numpy.uint8)).save(paths[-1], quality=85)
        return paths

    def _prepared(self, paths: List[str]) -> Iterator[Tuple[str, Batches]]:
        side = self._options.prepared
        how = Prepared(side, side, crop="random", flip=True)
        for way, shared in (("HTTP", False), ("shared", True)):
            for jobs in (1, 2):
                ours = [
                    self._ours("auto", 1, "crc32", shared_memory=shared, prepared=how, seed=3)
                    for _ in range(jobs)
                ]
                yield f"sheaf, {way}, prepared, {jobs} job{'s' * (jobs > 1)}", _side_by_side(ours)
        batch = self._options.batch
        yield "files, 2 workers, Pillow, 1 job", pictures(paths, batch, side)
        yield "files, 2 workers, Pillow, 2 jobs", _side_by_side(
            [pictures(paths, batch, side) for _ in range(2)]
        )

    def first_epoch(self) -> Report:
        """Reads one epoch of what the node has not yet, by each way."""
        options = self._options
        paths = self._write()
        shards = os.path.join(self._folder, "shards")
        tars(shards, paths, options.packed)
        self._register(self._name, "data", "folder")
        self._register(f"{self._name}-packed", "shards", "tar")
        turnstile = Turnstile(options.first_byte_ms / 1000, options.requests)
        contestants = [
            Contestant("sheaf, an object a sample", self._ours("raw", 2, "crc32", epochs=1), []),
            Contestant(
                f"sheaf, tars of {options.packed}",
                self._ours("raw", 2, "crc32", epochs=1, dataset=f"{self._name}-packed"),
                [],
            ),
            Contestant("direct, 16 threads", direct(paths, options.batch, turnstile), []),
        ]
        for each in contestants:
            each.whole()
        parameters = {
            "samples": options.samples,
            "sampleBytes": options.sample_bytes,
            "batch": options.batch,
            "firstByteMillis": options.first_byte_ms,
            "requestsPerSecond": options.requests,
        }
        return Report(parameters, contestants, self._left_out)

    def _register(self, dataset: str, folder: str, format: str) -> None:
        self._api.register(dataset, f"file://{os.path.join(self._folder, folder)}", format)
        forget = Request("DELETE", f"/v1/datasets/{dataset}")
        self._made.callback(self._gateways.json, forget)

    def report(self) -> Report:
        """Runs all rounds."""
        options = self._options
        is_prepared = options.prepared > 0
        if is_prepared and (torch is None or numpy is None):
            raise SystemExit("--prepared needs PyTorch, NumPy and Pillow (python3-torch, python3-pil)")
        paths = self._write_pictures() if is_prepared else self._write()
        self._register(self._name, "data", "folder")
        named = self._prepared(paths) if is_prepared else self._contestants(paths)
        contestants = [Contestant(name, batches, []) for name, batches in named]
        for each in contestants:
            for _ in range(-(-options.samples // options.batch)):
                next(each.batches)
        for _ in range(options.rounds):
            for each in contestants:
                each.round(options.seconds)
        parameters = {
            "samples": options.samples,
            "sampleBytes": os.path.getsize(paths[0]) if is_prepared else options.sample_bytes,
            "batch": options.batch,
            "cores": os.cpu_count(),
        }
        return Report(parameters, contestants, self._left_out)

    def close(self) -> None:
        """Takes away what was made."""
        self._made.close()


def run(options: argparse.Namespace) -> Report:
    """Measures."""
    one = _Run(options)
    failed: Optional[BaseException] = None
    try:
        return one.first_epoch() if options.first_epoch else one.report()
    except BaseException as error:
        failed = error
        raise
    finally:
        try:
            one.close()
        except Exception:
            if failed is None:
                raise


def arguments(verbs: Any) -> None:
    """Adds the verb to the command line."""
    verb = verbs.add_parser("bench", help="batches beside files and Redis, on one machine with a node")
    verb.add_argument("--url", help="a node on this machine; else SHEAF_URL")
    verb.add_argument("--samples", type=int, default=4000)
    verb.add_argument("--sample-bytes", type=int, default=100_000)
    verb.add_argument("--batch", type=int, default=64)
    verb.add_argument(
        "--prepared", type=int, default=0, metavar="SIDE", help="pictures, decoded and cut to SIDE × SIDE"
    )
    verb.add_argument(
        "--first-epoch",
        action="store_true",
        help="one epoch of what a node has not yet, which emulates an object store (sheaf.origin.emulate)",
    )
    verb.add_argument("--first-byte-ms", type=float, default=20.0, help="of that store")
    verb.add_argument("--requests", type=int, default=500, help="of that store, a second")
    verb.add_argument("--packed", type=int, default=100, help="samples of a tar")
    verb.add_argument("--rounds", type=int, default=5)
    verb.add_argument("--seconds", type=float, default=1.5, help="of a round")
    verb.add_argument("--json", action="store_true")
    verb.set_defaults(run=run)

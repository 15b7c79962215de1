"""`python -m sheaf check DATASET`: the rate that this client can reach, and what limits it.

Reads batches as a training loop that computes nothing would: first as bytes, then decoded. The time that the
loop waits, the CPU that this process takes, and where samples came from say what the limit is.
"""

from __future__ import annotations

import argparse
import os
import resource
import time
import uuid
from dataclasses import asdict, dataclass
from typing import Any, Dict, List

from .dataset import SheafDataset
from .wire import TIERS

_EPOCHS = 100_000
_BUSY = 0.85
_OF_ORIGIN = 0.1


@dataclass(frozen=True)
class Pace:
    """What a loop got in a while. CPU is this process's, all threads; rates are per second."""

    what: str
    seconds: float
    samples: int
    bytes: int
    cpu_seconds: float
    wait_seconds: float
    from_tiers: Dict[str, float]

    @property
    def samples_per_second(self) -> float:
        return self.samples / self.seconds

    @property
    def megabytes_per_second(self) -> float:
        return self.bytes / self.seconds / 1e6

    @property
    def cpu_micros_per_sample(self) -> float:
        return 1e6 * self.cpu_seconds / max(1, self.samples)

    @property
    def cores(self) -> float:
        return self.cpu_seconds / self.seconds


@dataclass(frozen=True)
class Report:
    """What was measured, and what it says."""

    dataset: str
    batch_size: int
    paces: List[Pace]
    limits: List[str]

    def document(self) -> Dict[str, Any]:
        """The report as JSON."""
        return asdict(self)

    def table(self) -> str:
        """The report for people."""
        rows = [
            f"dataset {self.dataset}, batches of {self.batch_size}",
            f"  {'':14}{'samples/s':>12}{'MB/s':>9}{'CPU µs/sample':>15}{'cores':>7}  from",
        ]
        for pace in self.paces:
            tiers = ", ".join(f"{share:.0%} {tier}" for tier, share in pace.from_tiers.items() if share)
            rows.append(
                f"  {pace.what:14}{pace.samples_per_second:12,.0f}{pace.megabytes_per_second:9,.0f}"
                f"{pace.cpu_micros_per_sample:15.1f}{pace.cores:7.2f}  {tiers}"
            )
        return "\n".join(rows + [f"  {limit}" for limit in self.limits])


def measure(dataset: SheafDataset, what: str, seconds: float) -> Pace:
    """Reads batches for so long, over the end of epochs; the first batch is not counted."""
    batches = _endless(dataset)
    next(batches)
    before, cpu, began = dataset._session.meters.read(), _cpu_seconds(), time.monotonic()
    while time.monotonic() - began < seconds:
        next(batches)
    wall, used, after = time.monotonic() - began, _cpu_seconds() - cpu, dataset._session.meters.read()
    told = {name: after[name] - before[name] for name in after}
    read = sum(told[f"{tier}_samples"] for tier in TIERS)
    return Pace(
        what,
        wall,
        int(told["samples"]),
        int(told["bytes"] * told["samples"] / max(1.0, read)),
        used,
        told["wait_seconds"],
        {tier: told[f"{tier}_samples"] / max(1.0, read) for tier in TIERS},
    )


def _endless(dataset: SheafDataset) -> Any:
    for _ in dataset.epochs():
        yield from dataset


def _cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def limits(paces: List[Pace], threads: int) -> List[str]:
    """What the figures say, a sentence each."""
    told = []
    raw = paces[0]
    origin = raw.from_tiers["origin"]
    if origin > _OF_ORIGIN:
        told.append(
            f"{origin:.0%} of samples came from the origin: the first epoch, or a cache that is smaller than "
            "the dataset. Run it again, or give sheaf.cache.memory more."
        )
    if raw.cores > _BUSY:
        told.append(
            f"Reading takes this process's CPU ({raw.cores:.2f} cores, checksums with it): "
            "checksum='xxh3' is cheaper where python3-xxhash is installed, and more ranks share the work."
        )
    elif origin <= _OF_ORIGIN:
        told.append(
            f"Reading waits for the server or the network ({raw.cores:.2f} cores are busy here): larger "
            f"batches or more than {threads} prefetch threads may help."
        )
    if len(paces) > 1:
        decoded = paces[1]
        cost = decoded.cpu_micros_per_sample - raw.cpu_micros_per_sample
        if decoded.samples_per_second < 0.7 * raw.samples_per_second:
            told.append(
                f"Decoding costs {cost:,.0f} µs of CPU a sample and is the limit: dataset.loader("
                f"num_workers={max(1, (os.cpu_count() or 2) - 1)}) decodes on other cores."
            )
    return told


def run(options: argparse.Namespace) -> Report:
    """Measures; the job that it reads is stopped at the end."""
    each = options.seconds / (1 if options.raw else 2)
    paces = []
    for what, decode in [("bytes", "raw"), ("decoded", "auto")][: 1 if options.raw else 2]:
        dataset = SheafDataset(
            options.dataset,
            job=f"check-{uuid.uuid4().hex[:12]}",
            batch_size=options.batch_size,
            epochs=_EPOCHS,
            decode=decode,
            checksum=options.checksum,
            prefetch_threads=options.threads,
            endpoints=options.url,
            patience_seconds=30.0,
        )
        with dataset:
            try:
                paces.append(measure(dataset, what, each))
            finally:
                name = dataset._session.wish.job
                if name is not None and dataset._session.is_open:
                    dataset._stop()
                    dataset._session.api.stop(name)
    return Report(options.dataset, options.batch_size, paces, limits(paces, options.threads))


def arguments(verbs: Any) -> None:
    """Adds the verb to the command line."""
    verb = verbs.add_parser("check", help="what rate can this client reach, and what limits it")
    verb.add_argument("dataset")
    verb.add_argument("--url", help="gateways; else SHEAF_URL")
    verb.add_argument("--seconds", type=float, default=30.0)
    verb.add_argument("--batch-size", type=int, default=64)
    verb.add_argument("--threads", type=int, default=2, help="that read ahead")
    verb.add_argument("--checksum", choices=("crc32", "xxh3"), default="crc32")
    verb.add_argument("--raw", action="store_true", help="bytes only, nothing is decoded")
    verb.add_argument("--json", action="store_true")
    verb.set_defaults(run=run)

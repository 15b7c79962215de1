"""One rank's part in a job: opened or resumed once, read batch by batch, told how far the loop is.

It belongs to one process at a time. A copy in a worker of a DataLoader, forked or spawned, makes
connections of its own and shares only the cursor.
"""

from __future__ import annotations

import os
import time
import warnings
from dataclasses import dataclass, replace
from typing import Any, Dict, Mapping, Optional, Tuple, Union

from . import ranks
from .api import Api, Place
from .cursor import Cursor
from .errors import JobOverError, ProblemError
from .gateways import DEFAULT_ENDPOINT, Gateways, Patience, Pause, Request
from .job import JobWish, OpenJob, open_job, program_id, resumed
from .meters import Meters
from .preparing import Prepared
from .reading import BatchReader, EpochOver, Form
from .torches import get_worker_info
from .wire import ENCODED, PREPARED, Frames

#: The number of a batch that no epoch has.
_BEYOND = (1 << 31) - 2
_MOST_COMPLETED = 64
_WAITS_A_LOOK = 6


@dataclass(frozen=True)
class Way:
    """How a client reaches the cluster."""

    endpoints: Tuple[str, ...]
    token: Optional[str]
    patience: Patience
    checksum: str = "crc32"
    max_batch_bytes: int = 4 << 30
    slots: int = 0

    @staticmethod
    def to(endpoints: Any, token: Optional[str], patience: Patience) -> "Way":
        """A way to gateways: one address, several, or None for those of SHEAF_URL."""
        if endpoints is None:
            endpoints = os.environ.get("SHEAF_URL", DEFAULT_ENDPOINT)
        if isinstance(endpoints, str):
            endpoints = [each.strip() for each in endpoints.split(",") if each.strip()]
        token = token if token is not None else os.environ.get("SHEAF_TOKEN")
        return Way(tuple(endpoints), token, patience)

    def gateways(self, meters: Meters) -> Gateways:
        """Connections on this way."""
        return Gateways(self.endpoints, self.token, self.patience, meters)


class Session:
    """A rank of a job, by way of its gateways."""

    def __init__(
        self,
        wish: JobWish,
        way: Way,
        rank: Tuple[Optional[int], Optional[int]],
        attempt: Optional[str],
        stored: bool = False,
    ) -> None:
        """`stored` asks for bytes as they are stored, whatever the job says."""
        self.wish = wish
        self._stored = stored
        self.cursor = Cursor()
        self._way = way
        self._rank_wish = rank
        self._attempt = attempt
        self._consumer = program_id()
        self._job: Optional[OpenJob] = None
        self._rank: Optional[ranks.Rank] = None
        self._begin()

    def _begin(self) -> None:
        self._pid = os.getpid()
        self.meters = Meters()
        self.gateways = self._way.gateways(self.meters)
        self.api = Api(self.gateways)
        self._reader = BatchReader(
            self.gateways,
            self._consumer,
            self._way.checksum,
            self._way.max_batch_bytes,
            self._way.slots,
        )

    def enter(self) -> bool:
        """Makes what belongs to one process anew in a fork; true when this is one."""
        if os.getpid() == self._pid:
            return False
        self._begin()
        return True

    def __getstate__(self) -> Dict[str, Any]:
        if self._rank is None:
            self._rank = ranks.find(*self._rank_wish)
        own = ("meters", "gateways", "api", "_reader", "_pid")
        return {name: value for name, value in self.__dict__.items() if name not in own}

    def __setstate__(self, state: Dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._begin()

    @property
    def rank(self) -> ranks.Rank:
        """This process's rank."""
        if self._rank is None:
            self._rank = ranks.find(*self._rank_wish)
        return self._rank

    @property
    def is_open(self) -> bool:
        """True when the job is known to the server."""
        return self._job is not None

    @property
    def job(self) -> OpenJob:
        """The job; it is submitted, or found, when this is asked first."""
        if self._job is None:
            self.wish = self.wish.named(self.rank)
            self._job = open_job(self.api, self.wish, self.rank)
            generation = int(self._job.document["generation"])
            self.cursor.begin(generation, self.cursor.epoch, self.cursor.step)
        return self._job

    @property
    def prepared(self) -> Optional[Prepared]:
        """How the server prepares what this rank reads; None for bytes as they are stored."""
        if self._stored or self.wish.prepared is not None:
            return self.wish.prepared
        return Prepared.of(self.job.document.get("prepare"))

    def resume(self, state: Mapping[str, Any]) -> None:
        """Begins the job's next generation at a token's step."""
        attempt = self._attempt
        if attempt is None and get_worker_info() is not None:
            attempt = f"{self._consumer}-workers"
        self._job = resumed(self.api, state, self.rank, self.wish.batch_size, attempt)
        self.wish = replace(self.wish, job=self._job.name)
        told = self._job.document
        self.cursor.begin(int(told["generation"]), int(told["epoch"]), int(told["step"]))

    def token(self, epoch: int, step: int) -> Dict[str, Any]:
        """The resume token of a step."""
        return self.job.token(self.cursor.generation, epoch, step)

    def read(
        self, epoch: int, n: int, consumed: Optional[int] = None, pause: Pause = time.sleep
    ) -> Union[Frames, EpochOver]:
        """Batch `n` of an epoch for this rank."""
        waits = 0

        def wait(seconds: float) -> None:
            nonlocal waits
            waits += 1
            if waits % _WAITS_A_LOOK == 0:
                self._hold_to_running(pause)
            pause(seconds)

        return self._reader.read(self._place(epoch), n, consumed, wait, self._form())

    def _form(self) -> Form:
        prepared = self.prepared
        if prepared is not None:
            return Form(prepared.query, PREPARED)
        return Form("&form=encoded" if "prepare" in self.job.document else "", ENCODED)

    def _hold_to_running(self, pause: Pause) -> None:
        """Raises when the job has ended: its batches may be given with samples missing for ever."""
        told = self.gateways.json(Request("GET", f"/v1/jobs/{self.job.name}"), pause)
        if told["phase"] in ("failed", "stopped"):
            detail = f"the job is {told['phase']}: {told['reason']}"
            hint = "Submit a new job, or resume this one."
            raise JobOverError.of(410, {**told, "code": "job-over", "detail": detail, "hint": hint})

    def batches(self, epoch: int) -> int:
        """How many batches an epoch has, for this rank as for all."""
        asked = self.read(epoch, _BEYOND)
        if isinstance(asked, EpochOver):
            return asked.batches
        raise TypeError(f"epoch {epoch} has more than {_BEYOND} batches")

    def commit(self, epoch: int, below: int) -> None:
        """Tells the server that the loop is done with the batches below `below`.

        A gateway that remembers giving a batch with samples missing, which another gave whole, has to give
        it again first.
        """
        for _ in range(_MOST_COMPLETED):
            try:
                self.api.commit(self._place(epoch), below)
                return
            except ProblemError as refused:
                if refused.code != "batch-incomplete":
                    raise
                told = refused.fields
            self.read(int(told.get("epoch", epoch)), int(told.get("n", 0)))
        warnings.warn(
            f"job {self.job.name}: the end of epoch {epoch} could not be told to the server, which only "
            "keeps its memory longer",
            stacklevel=2,
        )

    def _place(self, epoch: int) -> Place:
        name = self.job.name
        return Place(name, self.cursor.generation, epoch, self.rank.index)

    def figures(self, server: bool) -> Dict[str, Union[float, str]]:
        """What was counted here; with `server` also what the job's nodes have counted, as `job_…`."""
        told: Dict[str, Union[float, str]] = dict(self.meters.read())
        told["transport"], told["transport_reason"] = self._reader.rings.transport
        told.update(epoch=float(self.cursor.epoch), step=float(self.cursor.step))
        if server:
            for name, value in self.api.metrics(self.job.name).items():
                if isinstance(value, (int, float)):
                    told[f"job_{name}"] = float(value)
        return told

    def close(self) -> None:
        """Ends this process's connections."""
        if os.getpid() == self._pid:
            self.gateways.close()
            self._reader.rings.close()

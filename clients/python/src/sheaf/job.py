"""A job as a client opens it: submitted, found, or resumed from a token.

The token is the server's own resume token: `{job, epoch, step, seed, contract, datasetVersion, generation}`.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace
from typing import Any, Dict, Mapping, Optional

from .api import Api
from .preparing import Prepared
from .ranks import Rank, agreed

TOKEN = ("job", "epoch", "step", "seed", "contract", "datasetVersion", "generation")

#: What becomes of the last, partial batch of an epoch: the server's tail rule for each choice.
ENDS = {"even": "even", "drop": "drop", "pad": "pad", "join": "even"}


@dataclass(frozen=True)
class JobWish:
    """What a job should be. `batch_size` is samples per rank; `options` are further fields of POST /v1/jobs."""

    dataset: Optional[str]
    batch_size: Optional[int]
    epochs: int = 1
    job: Optional[str] = None
    contract: str = "substitute"
    seed: int = 0
    ends: str = "even"
    options: Mapping[str, Any] = field(default_factory=dict)
    prepared: Optional[Prepared] = None

    def __post_init__(self) -> None:
        if self.ends not in ENDS:
            raise ValueError(f"ends must be one of {', '.join(ENDS)} but was {self.ends}")
        if self.dataset is None and self.job is None:
            raise ValueError("dataset or job must be given but neither was")
        if self.dataset is not None and self.batch_size is None:
            raise ValueError("batch_size must be given with a dataset, samples per rank and batch")

    def named(self, rank: Rank) -> "JobWish":
        """The same with a name; one is drawn where none was given, and all ranks agree on it."""
        if self.job is not None:
            return self
        word = agreed(rank, "ranks read one job, by its name", "job")
        return replace(self, job=f"{str(self.dataset)[:40]}-{word[:12]}")

    def form(self, rank: Rank) -> Dict[str, Any]:
        """The body of POST /v1/jobs."""
        prepare = {} if self.prepared is None else {"prepare": self.prepared.document}
        return {
            "name": self.job,
            "dataset": self.dataset,
            "contract": self.contract,
            "batchSize": self.batch_size,
            "epochs": self.epochs,
            "ranks": rank.count,
            "seed": self.seed,
            "tail": ENDS[self.ends],
            **prepare,
            **self.options,
        }


@dataclass(frozen=True)
class OpenJob:
    """A job that this rank reads."""

    name: str
    document: Mapping[str, Any]
    dataset_format: str

    @property
    def epochs(self) -> int:
        return int(self.document["epochs"])

    @property
    def batch_size(self) -> int:
        return int(self.document["batchSize"])

    def token(self, generation: int, epoch: int, step: int) -> Dict[str, Any]:
        """The resume token of a step."""
        told = self.document
        return {
            "job": self.name,
            "epoch": epoch,
            "step": step,
            "seed": told["seed"],
            "contract": told["contract"],
            "datasetVersion": told["datasetVersion"],
            "generation": generation,
        }


def open_job(api: Api, wish: JobWish, rank: Rank) -> OpenJob:
    """Submits the job, or finds it where the wish names no dataset."""
    if wish.dataset is not None:
        api.submit(wish.form(rank))
    assert wish.job is not None
    return described(api, api.job(wish.job), rank, wish.batch_size)


def described(
    api: Api, document: Mapping[str, Any], rank: Rank, batch_size: Optional[int]
) -> OpenJob:
    """The job of a document, held against what this rank believes of it."""
    name = str(document["name"])
    if int(document["ranks"]) != rank.count:
        raise ValueError(
            f"ranks must be {document['ranks']}, as job {name} has it, but was {rank.count}: "
            "resume the job from a state to change its ranks"
        )
    if batch_size is not None and int(document["batchSize"]) != batch_size:
        raise ValueError(
            f"batch_size must be {document['batchSize']}, as job {name} has it for {rank.count} ranks, "
            f"but was {batch_size}"
        )
    dataset = api.dataset(str(document["dataset"]))
    return OpenJob(name, document, str(dataset["format"]))


def resumed(
    api: Api,
    state: Mapping[str, Any],
    rank: Rank,
    batch_size: Optional[int],
    attempt: Optional[str],
) -> OpenJob:
    """Begins the job's next generation at a token's step. Every rank calls it, with one `attempt`."""
    token = {name: state[name] for name in TOKEN if name in state}
    name = token.get("job")
    if not isinstance(name, str) or "epoch" not in token or "step" not in token:
        raise ValueError(f"a state must have job, epoch and step but had {sorted(state)}")
    before = api.job(name)
    whole = int(before["batchSize"]) * int(before["ranks"])
    if whole % rank.count or (batch_size is not None and batch_size * rank.count != whole):
        raise ValueError(
            f"batch_size times ranks must stay {whole}, as job {name} has it, but was "
            f"{batch_size if batch_size is not None else '?'} times {rank.count}"
        )
    if attempt is None:
        attempt = agreed(rank, "ranks resume a job together", "attempt")
    document = api.resume(name, token, rank.count, attempt)
    return described(api, document, rank, batch_size)


def program_id() -> str:
    """A random name for this program, by which the server tells two that read one rank."""
    return uuid.uuid4().hex

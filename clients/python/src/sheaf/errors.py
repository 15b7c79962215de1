"""What can go wrong, each with what to do about it.

Everything that this package raises on purpose is a `SheafError`; its text ends with the hint, which is
the server's own where the server gave one (RFC 9457, field `hint`).
"""

from __future__ import annotations

import json
from typing import Any, Dict, Mapping, Optional


class SheafError(Exception):
    """Something went wrong; `hint` says what to do.

    Made of a message alone as well: so a DataLoader makes anew what a worker of its has raised.
    """

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(f"{message} ({hint})" if hint else message)
        self.message = message
        self.hint = hint


class ProblemError(SheafError):
    """The server refused a request.

    `status` is the HTTP status, `code` the problem's name that stays (`unknown-dataset`), `fields` the
    whole problem document.
    """

    status: int = 0
    code: str = ""
    fields: Dict[str, Any] = {}

    @classmethod
    def of(cls, status: int, document: Mapping[str, Any]) -> "ProblemError":
        """The error that a problem document tells of."""
        code = str(document.get("code", "")) or f"http-{status}"
        detail = str(document.get("detail") or document.get("title") or f"HTTP status {status}")
        errors = document.get("errors")
        if isinstance(errors, list) and len(errors) > 1:
            wrong = "; ".join(
                f"{e.get('field')} must be {e.get('rule')} but was {e.get('value')}" for e in errors
            )
            detail = f"{detail}: {wrong}"
        error = cls(f"{code}: {detail}", str(document.get("hint", "")))
        error.status, error.code, error.fields = status, code, dict(document)
        return error


class StaleGenerationError(ProblemError):
    """The job was resumed since: a newer trainer reads it, and this one must stop."""


class RankTakenError(ProblemError):
    """Another program reads this rank of this job."""


class JobOverError(ProblemError):
    """The job has finished, failed or was stopped; `fields["phase"]` says which."""


class UnreachableError(SheafError):
    """No gateway gave an answer within the client's patience; `__cause__` is what happened last."""


class WireError(SheafError):
    """A body that is not what it should be: half of it, a wrong checksum, another batch. Asked for again."""


class IncompleteBatchError(SheafError):
    """A batch came with samples missing. Asked for again."""


class BatchTooLargeError(SheafError):
    """A batch has more bytes than `max_batch_bytes` allows."""


class SampleError(SheafError):
    """A sample could not be decoded or transformed, or is lost: `sample` and `label` say which."""

    def __init__(self, message: str, hint: str = "", sample: int = -1, label: int = -1) -> None:
        super().__init__(message, hint)
        self.sample = sample
        self.label = label


class EmptyBatchError(SheafError):
    """This rank's batch has no samples, while others' have: a step over it would differ by rank."""

    @classmethod
    def of(cls, epoch: int, number: int, rank: int) -> "EmptyBatchError":
        """The error about a batch of a rank."""
        return cls(
            f"batch {number} of epoch {epoch} has no samples on rank {rank}: all of them were skipped as "
            "missing",
            "Submit the job with onMissing=substitute, which keeps batches full, or read with "
            "ends='join' inside torch.distributed.algorithms.Join.",
        )


_BY_CODE = {
    "stale-generation": StaleGenerationError,
    "rank-taken": RankTakenError,
    "job-over": JobOverError,
}


def problem(status: int, body: bytes) -> ProblemError:
    """The error that an answer with `status` means; `body` is problem+json, or anything."""
    try:
        parsed = json.loads(body.decode("utf-8"))
    except (UnicodeDecodeError, ValueError):
        parsed = None
    document: Mapping[str, Any]
    if isinstance(parsed, dict):
        document = parsed
    else:
        text = body[:200].decode("utf-8", "replace").strip()
        document = {
            "detail": f"HTTP status {status}: {text}",
            "hint": "Is this the address of a Sheaf gateway?",
        }
    code: Optional[str] = document.get("code") if isinstance(document.get("code"), str) else None
    return _BY_CODE.get(code or "", ProblemError).of(status, document)

"""The server's routes, one method each, as far as a client needs them.

Documents are what the server sends, as dicts; `GET /openapi.yaml` describes them.
"""

from __future__ import annotations

import time
from typing import Any, Dict, List, Mapping, Optional, Sequence
from urllib.parse import quote

from .errors import SheafError
from .gateways import Gateways, Pause, Request

Document = Dict[str, Any]
_INDEXING_POLL_SECONDS = 0.05


class Api:
    """Calls to a cluster's API by way of its gateways."""

    def __init__(self, gateways: Gateways) -> None:
        self.gateways = gateways

    def _get(self, path: str) -> Document:
        document: Document = self.gateways.json(Request("GET", path))
        return document

    def _send(self, method: str, path: str, body: Mapping[str, Any]) -> Any:
        return self.gateways.json(Request(method, path, body))

    def dataset(self, name: str) -> Document:
        """A dataset: version, samples, classes, format."""
        return self._get(f"/v1/datasets/{quote(name, safe='')}")

    def register(self, name: str, uri: str, format: str = "auto") -> Document:
        """Registers what lies at `uri`, and waits until it is indexed."""
        path = f"/v1/datasets/{quote(name, safe='')}"
        self._send("PUT", path, {"uri": uri, "format": format})
        while True:
            document = self._get(path)
            if document["status"] == "ready":
                return document
            if document["status"] == "failed":
                problem = document.get("problem", {})
                raise SheafError(
                    f"{uri} could not be indexed: {problem.get('detail', '')}",
                    str(problem.get("hint", "")),
                )
            time.sleep(_INDEXING_POLL_SECONDS)

    def name_of(self, dataset: str, version: str, sample: int) -> str:
        """What a sample is called where it came from; empty where the server does not say so at once."""

        def give_up(seconds: float) -> None:
            raise SheafError("no answer at once")

        request = Request("GET", f"/v1/datasets/{quote(dataset, safe='')}/samples/{sample}")
        try:
            told = self.gateways.json(request, give_up)
        except SheafError:
            return ""
        return str(told["name"]) if told["version"] == version else ""

    def submit(self, form: Mapping[str, Any]) -> Document:
        """Submits a job; the same form again has the same answer."""
        answer: Document = self._send("POST", "/v1/jobs", form)
        return answer

    def job(self, name: str) -> Document:
        """A job: generation, epoch, step, ranks, batchSize, epochs."""
        return self._get(f"/v1/jobs/{quote(name, safe='')}")

    def stop(self, name: str) -> Document:
        """Stops a job; what it held is released."""
        path = f"/v1/jobs/{quote(name, safe='')}"
        answer: Document = self.gateways.json(Request("DELETE", path))
        return answer

    def resume(self, name: str, state: Mapping[str, Any], ranks: int, attempt: str) -> Document:
        """Begins a new generation at a token's step; the same attempt has the same answer."""
        body = {"state": dict(state), "ranks": ranks, "attempt": attempt}
        answer: Document = self._send("POST", f"/v1/jobs/{quote(name, safe='')}/resume", body)
        return answer

    def commit(self, place: "Place", below: int, pause: Pause = time.sleep) -> None:
        """Says that a rank is done with the batches below `below` of an epoch."""
        path = (
            f"/v1/jobs/{quote(place.job, safe='')}/epochs/{place.epoch}"
            f"/ranks/{place.rank}/consumed"
        )
        body = {"below": below, "generation": place.generation}
        self.gateways.json(Request("POST", path, body), pause)

    def losses(self, name: str, epoch: int, ids: Sequence[int], losses: Sequence[float]) -> None:
        """Sends the losses of samples back."""
        body = {"epoch": epoch, "ids": list(ids), "losses": list(losses)}
        self._send("POST", f"/v1/jobs/{quote(name, safe='')}/losses", body)

    def metrics(self, name: str) -> Document:
        """What a job was served, as the server counts it."""
        return self._get(f"/v1/jobs/{quote(name, safe='')}/metrics")

    def data_addresses(self) -> List[str]:
        """`host:port` of the data ports of all cache nodes."""
        members = self._get("/v1/cluster")["members"]
        return [m["dataAddress"] for m in members if "cache" in m["roles"] and m["dataAddress"]]


class Place:
    """One rank of one epoch of a job, in a generation."""

    def __init__(self, job: str, generation: int, epoch: int, rank: int) -> None:
        self.job = job
        self.generation = generation
        self.epoch = epoch
        self.rank = rank

    def path(self, n: int, consumed: Optional[int] = None) -> str:
        """The path of batch `n`; `consumed` is below which the training loop is done."""
        path = (
            f"/v1/jobs/{quote(self.job, safe='')}/epochs/{self.epoch}/ranks/{self.rank}"
            f"/batches/{n}?generation={self.generation}"
        )
        return path if not consumed else f"{path}&consumed={self.epoch}:{consumed}"

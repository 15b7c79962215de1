"""Samples by their number: for samplers of one's own, evaluation, or a look at a single sample.

Nobody keeps account here: which samples come, and how often, is what the sampler says.
"""

from __future__ import annotations

import http.client
import operator
import os
import random
from dataclasses import replace
from typing import Any, Dict, Iterator, List, Mapping, Optional, Sequence, Tuple, Union

from .api import Api
from .batch import Batch
from .buffers import BufferPool
from .decoding import Decode, decoder
from .errors import IncompleteBatchError, SampleError, UnreachableError
from .gateways import Gateways, Patience, Request
from .making import Collate, Maker, Transform
from .meters import Meters
from .ranks import find
from .reading import body_of
from .session import Way
from .torches import Dataset, Sampler
from .wire import Frame, frames, sum_named

_MOST_IDS = 65_536


class SheafMapDataset(Dataset):  # type: ignore[misc]
    """A dataset's samples by number, 0 to len - 1.

    `dataset[7]` is `(sample, label)`. `dataset[[7, 1, 4]]` is a `Batch` in this order, read by one request;
    a DataLoader asks so when it is given a `BatchSampler` as `sampler` and `batch_size=None`. Newer ones
    (PyTorch 2) find `__getitems__` and read each batch at once by themselves.

    Arguments are those of `SheafDataset`.
    """

    def __init__(
        self,
        dataset: str,
        *,
        decode: Union[str, Decode, None] = "auto",
        transform: Optional[Transform] = None,
        collate: Optional[Collate] = None,
        endpoints: Union[str, Sequence[str], None] = None,
        token: Optional[str] = None,
        checksum: str = "crc32",
        patience_seconds: float = 300.0,
        request_seconds: float = 30.0,
        max_batch_bytes: int = 4 << 30,
    ) -> None:
        super().__init__()
        sum_named(checksum)
        way = Way.to(endpoints, token, Patience(patience_seconds, request_seconds))
        self._way = replace(way, checksum=checksum, max_batch_bytes=max_batch_bytes)
        self._name = dataset
        self._making = (decode, transform, collate)
        self._document: Optional[Dict[str, Any]] = None
        self._begin()

    def _begin(self) -> None:
        self._pid = os.getpid()
        self._meters = Meters()
        self._api = Api(self._way.gateways(self._meters))
        self._pool = BufferPool()
        self._ports: Optional[Gateways] = None

    def __getstate__(self) -> Dict[str, Any]:
        own = ("_pid", "_meters", "_api", "_pool", "_ports")
        return {name: value for name, value in self.__dict__.items() if name not in own}

    def __setstate__(self, state: Dict[str, Any]) -> None:
        self.__dict__.update(state)
        self._begin()

    def _described(self) -> Dict[str, Any]:
        if os.getpid() != self._pid:
            self._begin()
        if self._document is None:
            self._document = self._api.dataset(self._name)
        return self._document

    @property
    def classes(self) -> List[str]:
        """Class names in order of label."""
        return list(self._described().get("classes", []))

    def __len__(self) -> int:
        return int(self._described()["samples"])

    def __getitem__(self, index: Union[int, Sequence[int]]) -> Any:
        try:
            one = operator.index(index)  # type: ignore[arg-type]
        except TypeError:
            return self._batch(list(index))  # type: ignore[arg-type]
        samples, labels = self._batch([one])
        return samples[0], int(labels[0])

    def __getitems__(self, indices: List[int]) -> List[Tuple[Any, int]]:
        samples, labels = self._batch(list(indices))
        return [(sample, int(label)) for sample, label in zip(samples, labels)]

    def _batch(self, indices: List[int]) -> Batch:
        count = len(self)
        ids = []
        for index in indices:
            if not -count <= index < count:
                raise IndexError(f"index must be {-count}..{count - 1} but was {index}")
            ids.append(index % count)
        by_id: Dict[int, Frame] = {}
        distinct = list(dict.fromkeys(ids))
        for at in range(0, len(distinct), _MOST_IDS):
            for frame in self._read(distinct[at : at + _MOST_IDS]):
                by_id[frame.id] = frame
        decode, transform, collate = self._making
        maker = Maker(
            self._name,
            decoder(decode, str(self._described()["format"])),
            transform,
            collate,
            True,
            self._meters,
            lambda sample: self._api.name_of(
                self._name, str(self._described()["version"]), sample
            ),
        )
        batch = maker.transformed(maker.decoded([by_id[i] for i in ids], 0, 0))
        self._meters.add(batches=1, samples=len(ids))
        return batch

    def _read(self, ids: List[int]) -> List[Frame]:
        version = self._described()["version"]
        check = sum_named(self._way.checksum)
        headers = {"Sheaf-Deadline": str(int(self._way.patience.request_seconds * 1000))}
        if self._way.checksum != "crc32":
            headers["Sheaf-Checksum"] = self._way.checksum

        def read(response: http.client.HTTPResponse) -> List[Frame]:
            body = body_of(response, self._pool, self._way.max_batch_bytes, 1 << 20)
            found = frames(body, None, check)
            if {frame.id for frame in found} != set(ids):
                raise IncompleteBatchError(f"{len(found)} of {len(ids)} samples came")
            return found

        path = f"/v1/datasets/{self._name}/versions/{version}/samples"
        request = Request("POST", path, {"ids": ids}, headers)
        try:
            return self._data_ports().call(request, read)
        except UnreachableError as gone:
            lost = gone.__cause__
            if isinstance(lost, IncompleteBatchError):
                raise SampleError(
                    f"samples of dataset {self._name} cannot be had: {lost.message}",
                    "Register the dataset again if its objects have changed.",
                    ids[0],
                    -1,
                ) from gone
            raise

    def _data_ports(self) -> Gateways:
        if self._ports is None:
            way = self._way
            addresses = self._api.data_addresses()
            self._ports = Gateways(addresses, way.token, way.patience, self._meters)
        return self._ports

    def metrics(self) -> Dict[str, float]:
        """What this process has read."""
        return self._meters.read()

    def close(self) -> None:
        """Ends this process's connections."""
        if os.getpid() == self._pid:
            self._api.gateways.close()
            if self._ports is not None:
                self._ports.close()

    def __enter__(self) -> "SheafMapDataset":
        return self

    def __exit__(self, *raised: Any) -> None:
        self.close()


class BatchSampler(Sampler):  # type: ignore[misc]
    """Lists of sample numbers, shuffled by seed and epoch, this rank's part of each epoch.

    Every rank gets the same number of batches of the same size but the last: `ends="pad"` repeats samples
    from the epoch's start so that ranks come out even, `ends="drop"` leaves the remainder out.
    For `DataLoader(dataset, sampler=BatchSampler(dataset, 64), batch_size=None)`.
    """

    def __init__(
        self,
        dataset: SheafMapDataset,
        batch_size: int,
        *,
        shuffle: bool = True,
        seed: int = 0,
        ends: str = "pad",
        rank: Optional[int] = None,
        ranks: Optional[int] = None,
    ) -> None:
        if batch_size < 1:
            raise ValueError(f"batch_size must be at least 1 but was {batch_size}")
        if ends not in ("pad", "drop"):
            raise ValueError(f"ends must be pad or drop but was {ends}")
        self._samples = len(dataset)
        self._batch_size = batch_size
        self._shuffle = shuffle
        self._seed = seed
        self._ends = ends
        self._rank = find(rank, ranks)
        self._epoch = 0
        self._skip = 0

    def set_epoch(self, epoch: int) -> None:
        """Chooses the epoch whose order the next iteration has."""
        if epoch != self._epoch:
            self._epoch, self._skip = epoch, 0

    def _per_rank(self) -> int:
        count = self._rank.count
        if self._ends == "drop":
            return self._samples // count
        return -(-self._samples // count)

    def __len__(self) -> int:
        return -(-self._per_rank() // self._batch_size)

    def __iter__(self) -> Iterator[List[int]]:
        order = list(range(self._samples))
        if self._shuffle:
            random.Random(f"{self._seed}/{self._epoch}").shuffle(order)
        whole = self._per_rank() * self._rank.count
        while len(order) < whole:
            order.extend(order[: whole - len(order)])
        mine = order[self._rank.index : whole : self._rank.count]
        first, self._skip = self._skip, 0
        for at in range(first * self._batch_size, len(mine), self._batch_size):
            yield mine[at : at + self._batch_size]

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Goes to a batch of an epoch: `{"epoch": e, "batch": n}`, n batches of it are trained on."""
        self._epoch, self._skip = int(state["epoch"]), int(state["batch"])

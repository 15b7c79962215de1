"""`SheafDataset`: minibatches of a dataset in a Sheaf cluster, each sample exactly once an epoch."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import Any, Dict, Generator, Iterator, Mapping, Optional, Sequence, Tuple, Union

from .batch import Batch
from .cursor import MOST_WORKERS
from .decoding import Decode, decoder
from .errors import EmptyBatchError, SheafError
from .gateways import Patience, Pause
from .job import JobWish
from .making import Collate, Maker, Transform
from .prefetch import Ahead, End
from .preparing import Prepared, Wanted
from .reading import EpochOver
from .session import Session, Way
from .torches import IterableDataset, get_worker_info

State = Dict[str, Any]


class SheafDataset(IterableDataset):  # type: ignore[misc]
    """An iterable over the batches of one rank; an iteration is an epoch.

    ```
    for epoch in dataset.epochs():
        for images, labels in dataset:
            train(images, labels)
    ```

    The server decides what is in a batch and keeps account: within an epoch every sample comes exactly
    once over all ranks, through a crash of the trainer or of the server, and with another number of
    ranks. Threads read ahead while the loop computes; no worker processes are needed.

    *What comes:* a `Batch`, which unpacks into `samples` and `labels`: uint8 [N, 3, height, width]
    where pictures are of one size, else a list of N tensors; int64 [N].
    *Iterations* go on where the one before ended: the next epoch, or the rest of one that was left.
    *Ranks* are those of `torch.distributed`, of RANK and WORLD_SIZE, or of the arguments.
    *Errors:* `SheafError` with a hint. A gateway that is gone is waited for, `patience_seconds` long.
    """

    def __init__(
        self,
        dataset: Optional[str] = None,
        *,
        batch_size: Optional[int] = None,
        epochs: int = 1,
        job: Optional[str] = None,
        contract: str = "substitute",
        seed: int = 0,
        ends: str = "even",
        job_options: Optional[Mapping[str, Any]] = None,
        decode: Union[str, Decode, None] = "auto",
        transform: Optional[Transform] = None,
        collate: Optional[Collate] = None,
        rank: Optional[int] = None,
        ranks: Optional[int] = None,
        attempt: Optional[str] = None,
        endpoints: Union[str, Sequence[str], None] = None,
        token: Optional[str] = None,
        checksum: str = "crc32",
        prefetch_threads: int = 2,
        prefetch_batches: int = 4,
        patience_seconds: float = 300.0,
        request_seconds: float = 30.0,
        max_batch_bytes: int = 4 << 30,
        shared_memory: bool = True,
        prepared: Wanted = None,
    ) -> None:
        """Nothing is asked of the server before the first use.

        Args:
            dataset: a registered dataset's name; without it `job` must be there already.
            batch_size: samples per rank and batch, 1..65536.
            epochs: how many epochs the job has.
            job: the job's name; drawn at random where absent. The same name with the same fields is the
                same job.
            contract: `strict` (order by seed alone), `substitute` (what is at hand first) or `importance`.
            seed: of the order.
            ends: the last, partial batch of an epoch. `even`: spread over the ranks, whose batches differ
                by one sample at most. `drop`: left out. `pad`: filled up with repeated samples. These
                three give every rank the same number of batches. `join`: as `even`, without repeated
                samples, so that a rank may have one batch less: only inside
                `torch.distributed.algorithms.Join`.
            job_options: further fields of `POST /v1/jobs`: validation, onMissing, importance, …
            decode: `auto` (pictures, or records of CIFAR, by the dataset's format), `image`, `cifar`,
                `tensor` (uint8 [length]), `raw` (memoryview), or a pure function of a memoryview; it
                runs in the threads that read ahead.
            transform: a function of one decoded sample; it runs where the loop runs, in order, so that
                random ones repeat with their seed.
            collate: a function of the list of samples, in place of stacking them.
            rank, ranks: this process's rank of how many.
            attempt: a word for this start, the same for all ranks and new for each start; needed by
                `load_state_dict` with several ranks where torch.distributed is not initialised.
            endpoints: gateways, `http://host:port`, tried in order; else SHEAF_URL, which may name
                several, separated by commas.
            token: for servers that want one; else SHEAF_TOKEN.
            checksum: `crc32`, or `xxh3` where xxhash is installed: cheaper. Every frame is checked.
            prefetch_threads: that read ahead, 0 for none.
            prefetch_batches: read ahead of the loop at most.
            patience_seconds: how long a server may be gone before an error.
            request_seconds: what one try may take, 0.001..120.
            max_batch_bytes: a larger batch is refused before memory is taken for it.
            shared_memory: take batches from memory that a node on this host shares, where there is one. What
                is made of it without a copy (`raw`, `tensor`) stays as it is for as long as it is looked at.
            prepared: let the server decode and crop: `(height, width)` for the middle of each picture, or
                `Prepared(height, width, crop="random", flip=True)`. `samples` is then one uint8 tensor
                [N, 3, height, width]; several jobs share one decode. Leave `decode` as it is. A job that is
                there already, and prepares, does so for all who read it with `decode="auto"`.
        """
        super().__init__()
        if prefetch_threads < 0 or prefetch_batches < 1:
            raise ValueError(
                "prefetch_threads must be at least 0 and prefetch_batches at least 1 but were "
                f"{prefetch_threads} and {prefetch_batches}"
            )
        picture = Prepared.of(prepared)
        if picture is not None and decode != "auto":
            raise ValueError(f"decode must be left out where prepared is given but was {decode!r}")
        options = dict(job_options or {})
        wish = JobWish(dataset, batch_size, epochs, job, contract, seed, ends, options, picture)
        way = Way.to(endpoints, token, Patience(patience_seconds, request_seconds))
        # Beside what is read ahead: what the loop looks at, what it looked at before, and what it keeps.
        slots = prefetch_batches + prefetch_threads + 3 if shared_memory else 0
        way = replace(way, checksum=checksum, max_batch_bytes=max_batch_bytes, slots=slots)
        self._session = Session(wish, way, (rank, ranks), attempt, stored=decode != "auto")
        self._decode = decode
        self._transform = transform
        self._collate = collate
        self._threads = prefetch_threads
        self._ahead = prefetch_batches
        self._reading: Optional[Ahead[Batch]] = None
        self._latest: Optional[Batch] = None
        # A worker's own state: as it was given back to it, and as it is now.
        self._restored: Optional[State] = None
        self._of_worker: Optional[State] = None

    def __getstate__(self) -> Dict[str, Any]:
        return {**self.__dict__, "_reading": None, "_latest": None}

    def _here(self) -> Session:
        """The session; in a process that was forked from this one's it is made anew."""
        if self._session.enter():
            self._reading = None
        return self._session

    # -- the job ---------------------------------------------------------------------------------

    def open(self) -> "SheafDataset":
        """Submits the job now; else that happens with the first use.

        Collective where the job's name is drawn and there are several ranks.
        """
        self._here().job
        return self

    @property
    def job(self) -> str:
        """The job's name."""
        return self._here().job.name

    @property
    def epoch(self) -> int:
        """The epoch that is read now or next, from 0."""
        return self._session.cursor.epoch

    @property
    def step(self) -> int:
        """How many of the epoch's batches the loop was given."""
        return self._session.cursor.step

    def epochs(self) -> Iterator[int]:
        """The epochs that are left, each set when it is its turn; after a resume the one that was left
        in its middle comes first."""
        last = self._here().job.epochs
        while self.epoch < last:
            epoch = self.epoch
            yield epoch
            if self.epoch == epoch:
                self.set_epoch(epoch + 1)

    def set_epoch(self, epoch: int) -> None:
        """Goes to an epoch; needed before each iteration of a plain DataLoader with workers.

        The epoch that is under way goes on at its step. Earlier ones are over: ValueError.
        """
        session = self._here()
        if epoch < self.epoch:
            raise ValueError(
                f"epoch must be at least {self.epoch}, where this dataset is, but was {epoch}: "
                "take epochs from dataset.epochs()"
            )
        self._stop()
        session.cursor.place(epoch, self.step if epoch == self.epoch else 0)

    def __len__(self) -> int:
        """Batches of this rank in the epoch, as the server counts them; with `ends="join"` at most.

        Raises TypeError for importance jobs, whose epochs differ.
        """
        session = self._here()
        if session.job.document["contract"] == "importance":
            raise TypeError("the epochs of an importance job have no length before they are read")
        return session.batches(min(self.epoch, session.job.epochs - 1))

    # -- iterating -------------------------------------------------------------------------------

    def __iter__(self) -> Iterator[Batch]:
        session = self._here()
        if self.epoch >= session.job.epochs:
            raise ValueError(
                f"epoch must be 0..{session.job.epochs - 1} but was {self.epoch}: the "
                f"{session.job.epochs} epochs of job {session.job.name} are over"
            )
        worker = get_worker_info()
        return self._in_loop(session) if worker is None else self._in_worker(session, worker)

    def _in_loop(self, session: Session) -> Iterator[Batch]:
        epoch, given = self.epoch, self.step
        maker = self._maker(session)
        ahead = self._begin(session, maker, (given, 1), self._threads)
        try:
            given = yield from self._given(session, maker, ahead, given)
        finally:
            ahead.stop()  # Also where the loop breaks off.
        self._finish(session, epoch, given)

    def _given(
        self, session: Session, maker: Maker, ahead: "Ahead[Batch]", given: int
    ) -> Generator[Batch, None, int]:
        """Gives the loop what was read ahead; returns how many of the epoch's batches it was given."""
        while True:
            began = time.monotonic()
            if ahead is not self._reading:
                raise RuntimeError("another iteration of this dataset has begun, or it was closed")
            try:
                batch = maker.transformed(next(ahead))
            except StopIteration:
                return given
            given = batch.number + 1
            session.cursor.given(given)
            seconds = time.monotonic() - began
            session.meters.add(batches=1, samples=len(batch), wait_seconds=seconds)
            self._latest = batch
            if self._is_to_give(batch):
                yield batch

    def _finish(self, session: Session, epoch: int, given: int) -> None:
        """The loop came back for more than there is: it is done with all of the epoch."""
        batches = session.batches(epoch)
        if given < batches - (1 if session.wish.ends == "join" else 0):
            raise SheafError(
                f"epoch {epoch} ended after {given} of {batches} batches",
                "A worker has ended early: look for what it printed, and resume from a state.",
            )
        session.commit(epoch, batches)
        session.cursor.place(epoch + 1, 0)

    def _in_worker(self, session: Session, worker: Any) -> Iterator[Batch]:
        """A worker of a DataLoader reads every so-many-th batch, so that the loop has them in order."""
        if worker.num_workers > MOST_WORKERS:
            raise ValueError(f"num_workers must be 0..{MOST_WORKERS} but was {worker.num_workers}")
        if session.cursor.worker_begins(worker.id) > 1:
            raise RuntimeError(
                "workers would read the same epoch again: call dataset.set_epoch(epoch) before each "
                "iteration of a DataLoader with workers, or use dataset.loader(num_workers=…)"
            )
        maker, part = self._maker(session), (self._first_of(worker), int(worker.num_workers))
        for batch in self._begin(session, maker, part, min(1, self._threads)):
            maker.transformed(batch)
            token = session.token(batch.epoch, max(0, batch.number + 1 - worker.num_workers))
            place = {"of": worker.num_workers, "next": batch.number + worker.num_workers}
            self._of_worker = {**token, "worker": place}
            if self._is_to_give(batch):
                yield batch

    def _first_of(self, worker: Any) -> int:
        restored, self._restored = (self._restored or {}).get("worker"), None
        if restored is None:
            return self._session.cursor.first + int(worker.id)
        if restored["of"] != worker.num_workers:
            raise ValueError(
                f"num_workers must be {restored['of']}, as in the state of this worker, but was "
                f"{worker.num_workers}"
            )
        return int(restored["next"])

    def _maker(self, session: Session) -> Maker:
        job = session.job
        name, version = str(job.document["dataset"]), str(job.document["datasetVersion"])
        return Maker(
            name,
            decoder(self._decode, job.dataset_format),
            self._transform,
            self._collate,
            session.wish.ends != "join",
            session.meters,
            lambda sample: self._here().api.name_of(name, version, sample),
            session.prepared,
        )

    def _begin(
        self, session: Session, maker: Maker, part: Tuple[int, int], threads: int
    ) -> "Ahead[Batch]":
        """Begins to read the epoch's batches from the first of a part on, each so-many-th."""
        self._stop()
        epoch = self.epoch

        def make(n: int, pause: Pause) -> Union[Batch, End]:
            # What is read ahead is not trained on: the loop is done with what came before its latest.
            answer = session.read(epoch, n, max(0, self.step - 1), pause)
            return End() if isinstance(answer, EpochOver) else maker.decoded(answer, epoch, n)

        self._reading = Ahead(make, part, threads, self._ahead, session.gateways.leave)
        return self._reading

    def _is_to_give(self, batch: Batch) -> bool:
        if len(batch) > 0:
            return True
        if self._session.wish.ends == "join":
            return False
        raise EmptyBatchError.of(batch.epoch, batch.number, self._session.rank.index)

    def loader(self, num_workers: int, **options: Any) -> Any:
        """A torch DataLoader over this dataset that knows how far the loop is; options are DataLoader's.

        Workers pay only where `decode` or `transform` take more time than one core has.
        """
        from .loader import WorkersLoader

        return WorkersLoader(self, num_workers, options)

    # -- state -----------------------------------------------------------------------------------

    def state_dict(self) -> State:
        """The resume token of this moment, for a checkpoint: JSON, a few hundred bytes.

        Batches that the loop was given count as trained on: take it after the step, not before.
        """
        session = self._here()
        if get_worker_info() is not None:
            return dict(self._of_worker or session.token(self.epoch, self.step))
        if session.cursor.is_moved_by_workers:
            raise RuntimeError(
                "workers of a DataLoader read this dataset, and only the loop knows how far it is: use "
                "dataset.loader(num_workers=…), or StatefulDataLoader's own state_dict"
            )
        return session.token(self.epoch, self.step)

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Goes on from a token, also with another number of ranks: begins the job's next generation.

        Every rank calls it. Batches below the token's step are trained on, whatever was asked for since;
        all others come exactly once. A trainer that still reads the generation before is told to stop.
        """
        session = self._here()
        self._stop()
        session.resume(state)
        self._restored = self._of_worker = dict(state) if "worker" in state else None

    def restart(self) -> None:
        """Begins the job anew at its first epoch, in a new generation: for a trainer that died before its
        first checkpoint. The ledgers of the first epochs must still be kept."""
        name = self._session.wish.job
        if name is None:
            raise ValueError("job must be given to begin it anew, but was not")
        self.load_state_dict({"job": name, "epoch": 0, "step": 0})

    # -- what else a trainer says and asks ---------------------------------------------------------

    def report_losses(self, losses: Any, batch: Optional[Batch] = None) -> None:
        """Sends the loss of each sample of a batch: what importance jobs select by.

        Args:
            losses: float [N], finite, in the order of the batch.
            batch: the batch; by default the one that this dataset gave last in this process.
        """
        told = batch or self._latest
        if told is None:
            raise ValueError("batch must be given: this process was given none yet")
        session = self._here()
        ids, values = told.with_losses(losses)
        if ids:
            session.api.losses(session.job.name, told.epoch, ids, values)

    def metrics(self, server: bool = False) -> Dict[str, Union[float, str]]:
        """Numbers for MLflow or W&B: what this process was given, and what it waited for.

        `wait_seconds` is what the loop waited; `…_samples` say where they came from. With `server` the
        job's own figures over all ranks are added, as `job_…`. Two are words: `transport`, by which the
        latest batch came, `shared-memory` or `http`, and `transport_reason`.
        """
        return self._here().figures(server)

    # -- the end ---------------------------------------------------------------------------------

    def _stop(self) -> None:
        reading, self._reading = self._reading, None
        if reading is not None:
            reading.stop()

    def close(self) -> None:
        """Ends threads and connections. The job stays, and may be resumed."""
        if self._session.enter():
            return  # A fork has none of its own.
        reading = self._reading
        self._stop()
        self._session.close()
        if reading is not None:
            reading.join(1.0)

    def __enter__(self) -> "SheafDataset":
        return self

    def __exit__(self, *raised: Any) -> None:
        self.close()

"""Batches in order, read ahead by a few threads.

*Shape.* Threads take numbers in turn and put what they made of them into a shelf of at most `ahead` places;
the loop takes from the shelf in order. An error waits in its batch's place, so that the batches before it
are trained on first. No thread is left when the loop is.
"""

from __future__ import annotations

import atexit
import threading
import time
import weakref
from typing import Any, Callable, Dict, Generic, Iterator, List, Optional, Tuple, TypeVar, Union

from .gateways import Pause

T = TypeVar("T")


class Stopped(Exception):
    """The loop wants no more; ends what a thread waits for."""


class End:
    """There is no batch of this number, nor a later one."""


#: Makes batch `n`; it waits by `pause`, which raises when there is no use in waiting.
Make = Callable[[int, Pause], Union[T, End]]
Leave = Callable[[], None]


#: Those whose threads may run: a thread that is cut off inside PyTorch as the interpreter ends aborts it.
_running: "weakref.WeakSet[Ahead[Any]]" = weakref.WeakSet()
_LAST_SECONDS = 2.0


@atexit.register
def _end_all() -> None:
    left = list(_running)
    for each in left:
        each.stop()
    for each in left:
        each.join(_LAST_SECONDS)


class Ahead(Generic[T]):
    """The batches of an epoch from a first one on, each so-many-th, made by `threads` threads."""

    def __init__(
        self, make: "Make[T]", part: Tuple[int, int], threads: int, ahead: int, leave: Leave
    ) -> None:
        """`part` is the first number and the stride; `leave` is called by each thread as its last."""
        self._make = make
        self._leave = leave
        first, stride = part
        self._stride = stride
        self._ahead = max(ahead, threads)
        self._state = threading.Condition()
        self._stopping = threading.Event()
        self._given = 0
        self._first = first
        self._begun = 0
        self._made: Dict[int, Union[T, End, BaseException]] = {}
        self._end: Optional[int] = None
        self._threads: List[threading.Thread] = [
            threading.Thread(target=self._work, name=f"sheaf-ahead-{i}", daemon=True)
            for i in range(threads)
        ]
        _running.add(self)
        for thread in self._threads:
            thread.start()

    def _number(self, index: int) -> int:
        return self._first + index * self._stride

    def __iter__(self) -> Iterator[T]:
        return self

    def __next__(self) -> T:
        index = self._given
        made = self._taken(index) if self._threads else self._made_here(index)
        if isinstance(made, End):
            self.stop()
            raise StopIteration
        if isinstance(made, BaseException):
            self.stop()
            raise made
        return made

    def _made_here(self, index: int) -> Union[T, End, BaseException]:
        self._given = index + 1
        return self._make(self._number(index), self.pause)

    def _taken(self, index: int) -> Union[T, End, BaseException]:
        with self._state:
            while index not in self._made:
                if self._stopping.is_set():
                    raise RuntimeError("this iteration has ended: the dataset was iterated anew or closed")
                # The time bounds how long a signal such as Ctrl-C may go unseen on some systems.
                self._state.wait(1.0)
            self._given = index + 1
            self._state.notify_all()
            return self._made.pop(index)

    def _work(self) -> None:
        try:
            self._make_all()
        finally:
            self._leave()

    def _make_all(self) -> None:
        while True:
            index = self._next_index()
            if index is None:
                return
            made: Union[T, End, BaseException]
            try:
                made = self._make(self._number(index), self.pause)
            except Stopped:
                return
            except BaseException as failed:  # It is raised where the loop takes this batch.
                made = failed
            with self._state:
                self._made[index] = made
                if isinstance(made, (End, BaseException)):
                    self._end = index if self._end is None else min(self._end, index)
                self._state.notify_all()

    def _next_index(self) -> Optional[int]:
        with self._state:
            while not self._stopping.is_set():
                if self._end is not None and self._begun > self._end:
                    return None
                if self._begun < self._given + self._ahead:
                    self._begun += 1
                    return self._begun - 1
                self._state.wait()
            return None

    def pause(self, seconds: float) -> None:
        """Waits, but not beyond the end of this iteration."""
        if not self._threads:
            if self._stopping.is_set():
                raise Stopped
            time.sleep(seconds)
        elif self._stopping.wait(seconds):
            raise Stopped

    def stop(self) -> None:
        """Ends the threads; the one that waits for an answer ends with its connection, or the answer."""
        self._stopping.set()
        with self._state:
            self._state.notify_all()

    def join(self, seconds: float) -> None:
        """Waits for the threads to end, each so long at most."""
        for thread in self._threads:
            if thread is not threading.current_thread():
                thread.join(seconds)

"""Requests to any of a list of gateways, repeated until one answers.

A server that is gone, restarts or has no room is a pause, not an error: requests name what they want so
exactly that they may be repeated, at this gateway or at the next. Waits between tries grow and are
spread at random; `Retry-After` is obeyed. What a server refuses for good is raised at once, with its
hint.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import socket
import ssl
import threading
import time
import warnings
from dataclasses import dataclass, field
from typing import Any, Callable, Dict, List, Mapping, Optional, Sequence, TypeVar
from urllib.parse import urlsplit

from .errors import (
    IncompleteBatchError,
    ProblemError,
    SheafError,
    UnreachableError,
    WireError,
    problem,
)
from .meters import Meters

DEFAULT_ENDPOINT = "http://127.0.0.1:8700"

_FIRST_WAIT_SECONDS = 0.05
_LONGEST_WAIT_SECONDS = 3.0
_SAY_AFTER_SECONDS = 10.0
_HINT_REFUSED_SECONDS = 30.0
_RETRYABLE = frozenset((408, 429, 500, 502, 503, 504))

T = TypeVar("T")
Reader = Callable[[http.client.HTTPResponse], T]
#: Waits so many seconds; raises when there is no use in waiting any longer.
Pause = Callable[[float], None]


@dataclass(frozen=True)
class Patience:
    """How long a client waits.

    `whole_seconds` bounds a request with all its tries, `request_seconds` what the server is given for
    one, `connect_seconds` a connection.
    """

    whole_seconds: float = 300.0
    request_seconds: float = 30.0
    connect_seconds: float = 5.0


#: Headers that depend on the gateway that is asked, made anew for each try: of its key, and what asks it for
#: a JSON document (None where it has none).
By = Callable[[str, Callable[[str], Optional[Mapping[str, Any]]]], Mapping[str, str]]


@dataclass
class Request:
    """What is asked. `path` is below the gateway's address; a body is sent as JSON."""

    method: str
    path: str
    body: Optional[Mapping[str, Any]] = None
    headers: Dict[str, str] = field(default_factory=dict)
    by: Optional["By"] = None


def trust() -> ssl.SSLContext:
    """Whom `https://` believes: who the file that SHEAF_CA names signs, else whom the system believes."""
    return ssl.create_default_context(cafile=os.environ.get("SHEAF_CA") or None)


class Address:
    """A gateway's address: `http://host:port` or `https://host:port`."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url if "://" in url else f"http://{url}")
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/"):
            raise ValueError(f"a gateway must be http://host:port or https://host:port but was {url}")
        self.host = parts.hostname
        self.is_tls = parts.scheme == "https"
        self.port = parts.port or (443 if self.is_tls else 80)
        self.key = f"{parts.scheme}://{self.host}:{self.port}"

    @property
    def is_loopback(self) -> bool:
        return self.host in ("localhost", "::1") or self.host.startswith("127.")

    def connect(self, patience: Patience) -> http.client.HTTPConnection:
        """A connection that stands."""
        timeout = patience.connect_seconds
        connection: http.client.HTTPConnection
        if self.is_tls:
            connection = http.client.HTTPSConnection(
                self.host, self.port, timeout=timeout, context=trust()
            )
        else:
            connection = http.client.HTTPConnection(self.host, self.port, timeout=timeout)
        connection.connect()
        # The server ends what it works at by the deadline it was given; a silent one is given up after.
        connection.sock.settimeout(patience.request_seconds + timeout)
        connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection


class Gateways:
    """The gateways of one program, with a connection for each thread; fork-safe by its owner's care."""

    def __init__(
        self,
        endpoints: Sequence[str],
        token: Optional[str] = None,
        patience: Patience = Patience(),
        meters: Optional[Meters] = None,
    ) -> None:
        if not endpoints:
            raise ValueError("endpoints must name one gateway at least but was empty")
        self._addresses = [Address(url) for url in endpoints]
        self._token = token
        self.patience = patience
        self.meters = meters if meters is not None else Meters()
        self._local = threading.local()
        self._open: List[http.client.HTTPConnection] = []
        self._lock = threading.Lock()
        self._chosen = 0
        self._hints_refused: Dict[str, float] = {}

    def json(self, request: Request, pause: Pause = time.sleep) -> Any:
        """The JSON document that answers `request`, or None where the answer has none."""

        def read(response: http.client.HTTPResponse) -> Any:
            body = response.read()
            return json.loads(body) if body else None

        return self.call(request, read, pause)

    def call(
        self,
        request: Request,
        read: Reader[T],
        pause: Pause = time.sleep,
        hint: Optional[str] = None,
    ) -> T:
        """What `read` makes of the answer.

        `read` may raise `WireError` or `IncompleteBatchError`: then the request is repeated. `hint` is
        `host:port` of a gateway that is best asked first.
        """
        until = time.monotonic() + self.patience.whole_seconds
        tries = 0
        has_said = False
        while True:
            address = self._address(hint if tries == 0 else None)
            try:
                return self._once(address, request, read)
            except (OSError, http.client.HTTPException, WireError, IncompleteBatchError) as failed:
                self._hold_trust(address, failed, hint if tries == 0 else None)
                last: Exception = failed
                least = 0.0
                if isinstance(failed, IncompleteBatchError):
                    self.meters.add(incomplete_batches=1)
                else:
                    self._turn_away_from(address, hint if tries == 0 else None)
            except _ComeAgain as later:
                last, least = later.problem, later.after_seconds
                self._turn_away_from(address, None)
            tries += 1
            self.meters.add(retries=1)
            wait = self._wait_seconds(tries, least)
            waited = time.monotonic() + wait - until + self.patience.whole_seconds
            if waited > self.patience.whole_seconds:
                raise self._gave_up(request, tries, last) from last
            if waited > _SAY_AFTER_SECONDS and not has_said:
                has_said = True
                warnings.warn(f"waiting for a gateway: {self._gave_up(request, tries, last)}", stacklevel=2)
            pause(wait)

    @staticmethod
    def _hold_trust(address: Address, failed: Exception, hint: Optional[str]) -> None:
        """Whom this client does not believe it will not believe later; a node that was hinted at is passed over."""
        if hint is None and isinstance(failed, ssl.SSLCertVerificationError):
            raise UnreachableError(
                f"{address.key} shows a certificate that this client does not believe: {failed.verify_message}",
                "Set SHEAF_CA to the PEM file of the authority that signed it.",
            ) from failed

    def _wait_seconds(self, tries: int, least: float) -> float:
        if least == 0.0 and tries < len(self._addresses):
            return 0.0
        most = min(_LONGEST_WAIT_SECONDS, _FIRST_WAIT_SECONDS * 2.0 ** min(tries, 16))
        return least + random.uniform(0.0, most)

    def _gave_up(self, request: Request, tries: int, last: Exception) -> SheafError:
        if isinstance(last, ProblemError):
            why = last.message
        else:
            why = str(last) or type(last).__name__
        where = ", ".join(address.key for address in self._addresses)
        return UnreachableError(
            f"{request.method} {request.path.split('?')[0]} had no whole answer by {tries} tries at "
            f"{where}, and {self.patience.whole_seconds:g} s is this client's patience; the last: {why}",
            getattr(last, "hint", "") or "Is the server up, and is this its address?",
        )

    def _address(self, hint: Optional[str]) -> Address:
        if hint is not None and time.monotonic() >= self._hints_refused.get(hint, 0.0):
            try:
                near = Address(f"https://{hint}" if self._addresses[0].is_tls else hint)
            except ValueError:
                near = None
            # A node behind something else may only know itself by a name that means nothing here.
            if near is not None and near.is_loopback == self._addresses[0].is_loopback:
                return near
        return self._addresses[self._chosen % len(self._addresses)]

    def _turn_away_from(self, address: Address, hint: Optional[str]) -> None:
        if hint is not None and all(address.key != each.key for each in self._addresses):
            self._hints_refused[hint] = time.monotonic() + _HINT_REFUSED_SECONDS
            return
        with self._lock:
            if self._addresses[self._chosen % len(self._addresses)].key == address.key:
                self._chosen += 1

    def _once(self, address: Address, request: Request, read: Reader[T]) -> T:
        connection, is_fresh = self._connection(address)
        try:
            response = self._answer(connection, address, request)
        except (ConnectionError, http.client.RemoteDisconnected):
            self._drop(address)
            if is_fresh:
                raise
            # The server had closed it while it was idle, which says nothing about the server.
            connection, _ = self._connection(address)
            response = self._answer(connection, address, request)
        whole = False
        try:
            result = self._result(response, read)
            whole = response.isclosed()
            return result
        except (ProblemError, _ComeAgain, IncompleteBatchError):
            whole = response.isclosed()
            raise
        finally:
            if not whole or response.will_close:
                response.close()
                self._drop(address)

    def _answer(
        self, connection: http.client.HTTPConnection, address: Address, request: Request
    ) -> http.client.HTTPResponse:
        headers = dict(request.headers)
        if request.by is not None:
            headers.update(request.by(address.key, lambda path: self._document(connection, path)))
        body = None
        if request.body is not None:
            body = json.dumps(request.body, allow_nan=False).encode("utf-8")
            headers["Content-Type"] = "application/json"
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        try:
            connection.request(request.method, request.path, body=body, headers=headers)
            return connection.getresponse()
        except BaseException:
            connection.close()
            raise

    def _document(
        self, connection: http.client.HTTPConnection, path: str
    ) -> Optional[Mapping[str, Any]]:
        """A document of the gateway that is asked next for something else."""
        headers = {"Authorization": f"Bearer {self._token}"} if self._token else {}
        try:
            connection.request("GET", path, headers=headers)
            response = connection.getresponse()
            body = response.read()
            document = json.loads(body) if response.status == 200 else None
        except ValueError:
            return None
        except BaseException:
            connection.close()
            raise
        return document if isinstance(document, dict) else None

    @staticmethod
    def _result(response: http.client.HTTPResponse, read: Reader[T]) -> T:
        if 200 <= response.status < 300:
            return read(response)
        refused = problem(response.status, response.read(1 << 20))
        if response.status in _RETRYABLE:
            raise _ComeAgain(refused, _retry_after_seconds(response))
        raise refused

    def _connection(self, address: Address) -> "tuple[http.client.HTTPConnection, bool]":
        mine: Dict[str, http.client.HTTPConnection] = self._local.__dict__
        known = mine.get(address.key)
        if known is not None and known.sock is not None:
            return known, False
        fresh = address.connect(self.patience)
        mine[address.key] = fresh
        with self._lock:
            self._open = [each for each in self._open if each.sock is not None]
            self._open.append(fresh)
        return fresh, True

    def _drop(self, address: Address) -> None:
        known = self._local.__dict__.pop(address.key, None)
        if known is not None:
            known.close()

    def close(self) -> None:
        """Ends all connections, also those that other threads wait at."""
        with self._lock:
            open_now, self._open = self._open, []
        for connection in open_now:
            sock = connection.sock
            if sock is not None:
                try:
                    sock.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass  # It is closed already.
        self.leave()

    def leave(self) -> None:
        """Ends the connections of this thread: its last call."""
        mine: Dict[str, http.client.HTTPConnection] = self._local.__dict__
        while mine:
            mine.popitem()[1].close()


class _ComeAgain(Exception):
    """The server says: not now."""

    def __init__(self, refused: ProblemError, after_seconds: float) -> None:
        super().__init__(str(refused))
        self.problem = refused
        self.after_seconds = after_seconds


def _retry_after_seconds(response: http.client.HTTPResponse) -> float:
    try:
        return min(60.0, max(0.0, float(response.getheader("Retry-After") or 0.0)))
    except ValueError:
        return 0.0

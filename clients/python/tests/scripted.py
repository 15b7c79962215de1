"""A fake server, for tests of retries alone: it answers what a script says, request by request.

It is no Sheaf: everything that can be tested against a real node is.
"""

from __future__ import annotations

import json
import struct
import threading
import zlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Callable, Dict, List, Optional

Answer = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Answers by the script's next line; its last line goes on for ever."""

    protocol_version = "HTTP/1.1"
    script: List[Answer]
    requests: List[Dict[str, Any]]
    lock: threading.Lock

    def _serve(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        with self.lock:
            self.requests.append({"path": self.path, "headers": dict(self.headers), "body": body})
            answer = self.script.pop(0) if len(self.script) > 1 else self.script[0]
        answer(self)

    do_GET = do_POST = do_PUT = do_DELETE = _serve

    def reply(self, status: int, body: bytes = b"", **headers: str) -> None:
        """Sends an answer."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


class Scripted:
    """A server on a free port of loopback."""

    def __init__(self, *script: Answer) -> None:
        self.requests: List[Dict[str, Any]] = []
        members = {"script": list(script), "requests": self.requests, "lock": threading.Lock()}
        handler = type("ScriptedHandler", (Handler,), members)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Ends it."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def frame(sample: int, data: bytes, label: int = 0, status: int = 0, checksum: Optional[int] = None) -> bytes:
    """A frame of a batch."""
    told = zlib.crc32(data) if checksum is None else checksum
    return struct.pack("<QQIiBBBBI", sample, told, len(data), label, 0, 0, 0, status, 0) + data


def body(*frames: bytes, n: int = 0, epoch: int = 0, total: Optional[int] = None) -> bytes:
    """A batch of rank 0."""
    size = sum(map(len, frames)) if total is None else total
    return struct.pack("<4sHHIIIIQ", b"SHF1", 1, 0, len(frames), epoch, 0, n, size) + b"".join(frames)


def batch(*frames: bytes, **header: Any) -> Answer:
    """Answers with a batch."""
    return lambda handler: handler.reply(200, body(*frames, **header))


def half(*frames: bytes) -> Answer:
    """Answers with the first half of a batch, and hangs up."""

    def answer(handler: Handler) -> None:
        whole = body(*frames)
        handler.reply(200, whole[: len(whole) // 2], Content_Length=str(len(whole)))
        handler.close_connection = True

    return answer


def hang_up(handler: Handler) -> None:
    """Answers nothing."""
    handler.close_connection = True


def over(batches: int) -> Answer:
    """Answers that the epoch is over."""
    return lambda handler: handler.reply(204, Sheaf_Batches=str(batches))


def problem(
    status: int, code: str, hint: str = "Do this.", retry_after: str = "", **fields: Any
) -> Answer:
    """Answers with a problem document."""
    document = {"code": code, "detail": f"it is {code}", "status": status, "hint": hint, **fields}
    headers = {"Retry_After": retry_after} if retry_after else {}
    return lambda handler: handler.reply(status, json.dumps(document).encode(), **headers)

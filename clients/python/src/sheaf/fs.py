"""`sheaf://DATASET/KEY`: registered datasets as an fsspec filesystem, read through a node's S3 gateway.

    import fsspec
    with fsspec.open("sheaf://cats/tabby/0001.jpg") as file: ...     # SHEAF_URL, or url="http://host:8700"

Only for reading. Where the gateway asks for keys: `key=` and `secret=`, or AWS_ACCESS_KEY_ID and
AWS_SECRET_ACCESS_KEY. Needs fsspec (python3-fsspec); nothing else of this package does.
"""

from __future__ import annotations

import http.client
import os
import threading
from typing import Any, Dict, List, Optional, Tuple
from urllib.parse import quote, unquote, urlsplit
from xml.etree import ElementTree

from fsspec import register_implementation
from fsspec.spec import AbstractBufferedFile, AbstractFileSystem

from .gateways import trust
from .signing import signed

_NAMESPACE = "{http://s3.amazonaws.com/doc/2006-03-01/}"


class SheafFileSystem(AbstractFileSystem):  # type: ignore[misc]
    """Datasets as folders, their samples as files of `bytes`; see the gateway's page for what is listed."""

    protocol = "sheaf"
    root_marker = ""

    def __init__(
        self, url: Optional[str] = None, key: Optional[str] = None, secret: Optional[str] = None, **options: Any
    ) -> None:
        super().__init__(**options)
        address = url or os.environ.get("SHEAF_URL", "http://127.0.0.1:8700").split(",")[0]
        self._host = urlsplit(address).netloc
        self._is_tls = urlsplit(address).scheme == "https"
        self._key = str(key or os.environ.get("AWS_ACCESS_KEY_ID", ""))
        self._secret = str(secret or os.environ.get("AWS_SECRET_ACCESS_KEY", ""))
        self._mine = threading.local()

    def _ask(
        self, method: str, path: str, query: Optional[Dict[str, str]] = None, **more: str
    ) -> Tuple[Dict[str, str], bytes]:
        """Headers and body of an answer; a connection a thread, opened again when it was closed meanwhile."""
        target = quote("/s3/" + path, safe="/~")
        text = "&".join(f"{name}={quote(value, safe='~')}" for name, value in sorted((query or {}).items()))
        headers = {name.replace("_", "-"): value for name, value in more.items()}
        if self._key:
            headers.update(signed(method, self._host, target, text, self._key, self._secret))
        for attempt in (1, 2):
            connection = getattr(self._mine, "connection", None)
            if connection is None:
                connection = self._mine.connection = self._connect()
            try:
                connection.request(method, f"{target}?{text}" if text else target, headers=headers)
                answer = connection.getresponse()
                body = answer.read()
                break
            except (http.client.HTTPException, OSError):
                connection.close()
                self._mine.connection = None
                if attempt == 2:
                    raise
        if answer.status == 404:
            raise FileNotFoundError(path)
        if answer.status >= 400:
            raise (PermissionError if answer.status == 403 else OSError)(f"{path}: {_said(answer.status, body)}")
        return {name.lower(): value for name, value in answer.getheaders()}, body

    def _connect(self) -> http.client.HTTPConnection:
        if self._is_tls:
            return http.client.HTTPSConnection(self._host, timeout=60, context=trust())
        return http.client.HTTPConnection(self._host, timeout=60)

    def _page(self, path: str, **query: str) -> ElementTree.Element:
        return ElementTree.fromstring(self._ask("GET", path, query)[1])

    def ls(self, path: str, detail: bool = True, **options: Any) -> List[Any]:
        """What is directly below `path`: names, or dictionaries with `name`, `size` in bytes, `type`, `ETag`."""
        path = self._strip_protocol(path).rstrip("/")
        if not path:
            names = [node.text or "" for node in self._page("").iter(_NAMESPACE + "Name")]
            found: List[Dict[str, Any]] = [{"name": name, "size": 0, "type": "directory"} for name in names]
        else:
            found = self._below(path) or [self.info(path)]
        return found if detail else [entry["name"] for entry in found]

    def _below(self, path: str) -> List[Dict[str, Any]]:
        bucket, _, key = path.partition("/")
        query = {"list-type": "2", "delimiter": "/", "encoding-type": "url", "prefix": key + "/" if key else ""}
        found: List[Dict[str, Any]] = []
        while True:
            page = self._page(bucket, **query)
            for node in page.iter(_NAMESPACE + "Contents"):
                found.append(_file(bucket, node))
            for node in page.iter(_NAMESPACE + "CommonPrefixes"):
                name = unquote(node.findtext(_NAMESPACE + "Prefix", "")).rstrip("/")
                found.append({"name": f"{bucket}/{name}", "size": 0, "type": "directory"})
            query["continuation-token"] = page.findtext(_NAMESPACE + "NextContinuationToken", "")
            if not query["continuation-token"]:
                return found

    def info(self, path: str, **options: Any) -> Dict[str, Any]:
        """What `path` is: `name`, `size` in bytes, `type`; of a file its `ETag` too, which is of one version."""
        path = self._strip_protocol(path).rstrip("/")
        bucket, _, key = path.partition("/")
        if key:
            try:
                headers, _ = self._ask("HEAD", path)
                size = int(headers["content-length"])
                return {"name": path, "size": size, "type": "file", "ETag": headers["etag"]}
            except FileNotFoundError:
                if not self._page(bucket, prefix=key + "/", **{"list-type": "2", "max-keys": "1"}).findtext(
                    f"{_NAMESPACE}Contents/{_NAMESPACE}Key"
                ):
                    raise
        elif bucket:
            self._ask("HEAD", bucket)
        return {"name": path, "size": 0, "type": "directory"}

    def cat_file(self, path: str, start: Optional[int] = None, end: Optional[int] = None, **options: Any) -> bytes:
        """The bytes of a file, or those from `start` to before `end`; less than 0 counts from its end."""
        path = self._strip_protocol(path)
        if start is None and end is None:
            return self._ask("GET", path)[1]
        return bytes(super().cat_file(path, start, end, **options))

    def _open(self, path: str, mode: str = "rb", **options: Any) -> "SheafFile":
        if mode != "rb":
            raise NotImplementedError(f"sheaf:// is only read, mode rb, but was opened with {mode}")
        return SheafFile(self, path, mode=mode, **{k: v for k, v in options.items() if k != "autocommit"})


class SheafFile(AbstractBufferedFile):  # type: ignore[misc]
    """A file that is read by ranges, all of the version that it was opened in; another one is an OSError."""

    def _fetch_range(self, start: int, end: int) -> bytes:
        first, last = start, min(end, self.size)
        if first >= last:
            return b""
        wanted = {"range": f"bytes={first}-{last - 1}", "if_match": self.details["ETag"]}
        return bytes(self.fs._ask("GET", self.path, **wanted)[1])


def _file(bucket: str, node: ElementTree.Element) -> Dict[str, Any]:
    key = unquote(node.findtext(_NAMESPACE + "Key", ""))
    size = int(node.findtext(_NAMESPACE + "Size", "0"))
    return {"name": f"{bucket}/{key}", "size": size, "type": "file", "ETag": node.findtext(_NAMESPACE + "ETag")}


def _said(status: int, body: bytes) -> str:
    try:
        error = ElementTree.fromstring(body)
        return f"{error.findtext('Code')}: {error.findtext('Message')}"
    except ElementTree.ParseError:
        return f"status {status}"


register_implementation("sheaf", SheafFileSystem, clobber=True)

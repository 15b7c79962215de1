"""AWS Signature Version 4 for reads: what proves to the S3 gateway who asks."""

from __future__ import annotations

import datetime
import hashlib
import hmac
from typing import Dict

_NOTHING = hashlib.sha256(b"").hexdigest()


def signed(method: str, host: str, path: str, query: str, key: str, secret: str) -> Dict[str, str]:
    """The headers of a request without a body; `path` and `query` as they are sent, parameters in order of name."""
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    scope = f"{now[:8]}/us-east-1/s3/aws4_request"
    headers = {"host": host, "x-amz-content-sha256": _NOTHING, "x-amz-date": now}
    names = ";".join(headers)
    lines = "".join(f"{name}:{value}\n" for name, value in headers.items())
    canonical = f"{method}\n{path}\n{query}\n{lines}\n{names}\n{_NOTHING}"
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    signing = ("AWS4" + secret).encode()
    for part in [*scope.split("/"), f"AWS4-HMAC-SHA256\n{now}\n{scope}\n{digest}"]:
        signing = hmac.new(signing, part.encode(), hashlib.sha256).digest()
    claim = f"Credential={key}/{scope}, SignedHeaders={names}, Signature={signing.hex()}"
    headers["authorization"] = f"AWS4-HMAC-SHA256 {claim}"
    return headers

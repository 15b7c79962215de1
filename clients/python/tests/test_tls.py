"""A node that speaks TLS and asks for tokens, and what clients say of one that they do not believe."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
import unittest
from unittest import mock

import nodes
import samples
from sheaf import ProblemError, SheafDataset, UnreachableError
from sheaf.api import Api
from sheaf.gateways import Gateways

REASON = nodes.why_no_node() or (None if shutil.which("openssl") else "openssl is not installed")
TOKEN = "sheaf_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG"


def certificates(folder: str) -> None:
    """An authority and a certificate for 127.0.0.1."""
    with open(os.path.join(folder, "node.ext"), "w", encoding="utf-8") as file:
        file.write("subjectAltName=IP:127.0.0.1\n")
    curve = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
    for line in (
        f"req -x509 {curve} -days 30 -subj /CN=authority -keyout ca.key -out ca.pem",
        f"req {curve} -subj /CN=node -keyout node.key -out node.csr",
        "x509 -req -in node.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 -extfile node.ext -out node.pem",
    ):
        subprocess.run(["openssl", *line.split()], cwd=folder, check=True, capture_output=True)
    os.chmod(os.path.join(folder, "node.key"), 0o600)


@unittest.skipIf(REASON, REASON or "")
class Tls(unittest.TestCase):
    def setUp(self) -> None:
        self.folder = tempfile.mkdtemp(prefix="sheaf-tls-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        certificates(self.folder)
        digest = hashlib.sha256(TOKEN.encode()).hexdigest()
        tokens = os.path.join(self.folder, "tokens")
        with open(tokens, "w", encoding="utf-8") as file:
            file.write(f"token t vision train sha256:{digest}\norigin vision file://{self.folder}\n")
        self.node = nodes.Node(
            [
                f"auth.tokens-file={tokens}",
                f"tls.certificate={self.folder}/node.pem",
                f"tls.key={self.folder}/node.key",
                f"tls.ca={self.folder}/ca.pem",
            ]
        )
        self.addCleanup(self.node.close)

    def test_an_epoch_is_read_by_tls_and_only_by_who_has_a_token_and_believes_the_node(self) -> None:
        url = self.node.url
        self.assertTrue(url.startswith("https://"), url)
        records = samples.Records(os.path.join(self.folder, "records"), 200)
        with self.assertRaisesRegex(UnreachableError, "SHEAF_CA"):
            Api(Gateways([url], TOKEN)).job("vision.no")
        with mock.patch.dict(os.environ, {"SHEAF_CA": f"{self.folder}/ca.pem"}):
            with self.assertRaises(ProblemError) as refused:
                Api(Gateways([url])).job("vision.no")
            self.assertEqual(401, refused.exception.status)
            Api(Gateways([url], TOKEN)).register("vision.records", records.uri, "cifar")
            with SheafDataset("vision.records", batch_size=20, decode="raw", endpoints=url, token=TOKEN) as dataset:
                seen = [place for batch in dataset for place in records.check(self, batch)]
                self.assertEqual(list(range(200)), sorted(seen))
                self.assertEqual(0, dataset.metrics()["retries"])


if __name__ == "__main__":
    unittest.main()

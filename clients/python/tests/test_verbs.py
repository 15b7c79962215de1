"""`python -m sheaf`, as a user calls it."""

from __future__ import annotations

import contextlib
import io
import json
import os
import unittest
from typing import Any, Tuple

import nodes
import samples
from sheaf.__main__ import main
from sheaf.api import Api
from sheaf.gateways import Gateways

REASON = nodes.why_no_node()


@unittest.skipIf(REASON, REASON or "")
class Verbs(unittest.TestCase):
    node: nodes.Node

    @classmethod
    def setUpClass(cls) -> None:
        cls.node = nodes.shared()
        records = samples.Records(os.path.join(cls.node.folder, "checked"), 200)
        records.register(cls.node.url, "checked")

    def run_verb(self, *arguments: str) -> Tuple[int, str, str]:
        out, errors = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(errors):
            status = main([*arguments, "--url", self.node.url])
        return status, out.getvalue(), errors.getvalue()

    def get(self, path: str) -> Any:
        gateways = Gateways([self.node.url])
        self.addCleanup(gateways.close)
        return Api(gateways)._get(path)

    def test_check_says_the_rate_and_what_limits_it(self) -> None:
        status, out, _ = self.run_verb("check", "checked", "--seconds", "0.6", "--raw", "--json")
        self.assertEqual(0, status)
        told = json.loads(out)
        self.assertEqual("bytes", told["paces"][0]["what"])
        self.assertGreater(told["paces"][0]["samples"], 0)
        self.assertEqual(3072, told["paces"][0]["bytes"] // told["paces"][0]["samples"])
        self.assertTrue(told["limits"])
        jobs = [job for job in self.get("/v1/jobs")["jobs"] if job["name"].startswith("check-")]
        self.assertEqual({"stopped"}, {job["phase"] for job in jobs})

    def test_check_of_no_dataset_fails_with_a_hint(self) -> None:
        status, _, errors = self.run_verb("check", "chequed", "--seconds", "0.1")
        self.assertEqual(1, status)
        self.assertRegex(errors, r"sheaf: .*dataset that is ready.*\(.*\)")

    def test_bench_sets_us_beside_others_and_leaves_nothing(self) -> None:
        small = ("--samples", "64", "--sample-bytes", "2000", "--batch", "16", "--rounds", "1")
        status, out, _ = self.run_verb("bench", *small, "--seconds", "0.1", "--json")
        self.assertEqual(0, status)
        told = json.loads(out)
        names = [each["name"] for each in told["contestants"]]
        self.assertIn("sheaf, HTTP, bytes, crc32", names)
        self.assertIn("sheaf, shared, bytes, crc32", names)
        self.assertIn("files, read in the loop", names)
        self.assertTrue(all(each["samplesPerSecond"] > 0 for each in told["contestants"]))
        names = [dataset["name"] for dataset in self.get("/v1/datasets")["datasets"]]
        self.assertFalse([name for name in names if name.startswith("bench-")])


if __name__ == "__main__":
    unittest.main()

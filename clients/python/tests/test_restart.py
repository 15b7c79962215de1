"""A node that is killed and started again in the middle of an epoch is a pause."""

from __future__ import annotations

import os
import threading
import unittest

import nodes
import samples
from sheaf import SheafDataset, UnreachableError

REASON = nodes.why_no_node()


@unittest.skipIf(REASON, REASON or "")
class Restart(unittest.TestCase):
    def test_a_server_that_is_killed_in_mid_epoch_and_comes_back_is_a_pause(self) -> None:
        node = nodes.Node()
        self.addCleanup(node.close)
        records = samples.Records(os.path.join(node.folder, "records"), 600)
        records.register(node.url, "records")
        with SheafDataset(
            "records", batch_size=20, decode="raw", endpoints=node.url, patience_seconds=90.0
        ) as dataset:
            seen = []
            for batch in dataset:
                seen += records.check(self, batch)
                if batch.number == 9:
                    node.kill()
                    threading.Thread(target=node.start).start()
            self.assertEqual(list(range(600)), sorted(seen))
            self.assertGreater(dataset.metrics()["retries"], 0)
        node.kill()
        with SheafDataset(
            "records", batch_size=20, endpoints=node.url, patience_seconds=0.3
        ) as dataset:
            with self.assertRaisesRegex(UnreachableError, "Is the server up"):
                next(iter(dataset))


if __name__ == "__main__":
    unittest.main()

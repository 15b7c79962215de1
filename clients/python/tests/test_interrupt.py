"""Ctrl-C ends a trainer at once, wherever it waits, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import threading
import unittest

import nodes
import samples
from sheaf.torches import torch

REASON = nodes.why_no_node()
HERE = os.path.dirname(os.path.abspath(__file__))

PROGRAM = """
    import signal, sys, time
    from sheaf import SheafDataset
    # Whoever runs this in the background may have told it to ignore interrupts.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    dataset = SheafDataset("interrupted", batch_size=10, decode="raw", endpoints=sys.argv[1])
    source = dataset.loader(num_workers=2) if sys.argv[2] == "workers" else dataset
    with dataset:
        for batch in source:
            print("training", flush=True)
            time.sleep(60)
"""


@unittest.skipIf(REASON, REASON or "")
class Interrupt(unittest.TestCase):
    def test_an_interrupt_ends_the_loop_its_threads_and_its_workers(self) -> None:
        node = nodes.shared()
        samples.Records(os.path.join(node.folder, "interrupted"), 100).register(node.url, "interrupted")
        for source in ("threads",) if torch is None else ("threads", "workers"):
            with self.subTest(source=source):
                process = subprocess.Popen(
                    [sys.executable, "-c", textwrap.dedent(PROGRAM), node.url, source],
                    env={**os.environ, "PYTHONPATH": os.path.join(HERE, "..", "src")},
                    stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
                )
                # Whatever comes: nothing waits for a program that does not end.
                alarm = threading.Timer(60.0, os.killpg, (process.pid, signal.SIGKILL))
                alarm.start()
                self.addCleanup(alarm.cancel)
                with process:
                    assert process.stdout is not None
                    self.assertEqual("training\n", process.stdout.readline())
                    os.killpg(process.pid, signal.SIGINT)
                    # Its output ends when the last worker that shares it has gone.
                    _, errors = process.communicate()
                self.assertIn("KeyboardInterrupt", errors)
                self.assertNotEqual(0, process.returncode)
                with self.assertRaises(ProcessLookupError):
                    os.killpg(process.pid, 0)

    def test_a_program_that_breaks_off_and_closes_nothing_ends_well(self) -> None:
        node = nodes.shared()
        samples.Records(os.path.join(node.folder, "broken-off"), 500).register(node.url, "broken-off")
        program = """
            import sys
            from sheaf import SheafDataset
            for batch in SheafDataset("broken-off", batch_size=10, decode="raw", endpoints=sys.argv[1]):
                break
        """
        ended = subprocess.run(
            [sys.executable, "-c", textwrap.dedent(program), node.url],
            env={**os.environ, "PYTHONPATH": os.path.join(HERE, "..", "src")},
            capture_output=True, text=True, timeout=120,
        )
        self.assertEqual((0, ""), (ended.returncode, ended.stderr))


if __name__ == "__main__":
    unittest.main()

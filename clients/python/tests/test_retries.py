"""What a client does when it gets no answer, half of one, or a wrong one. The server is scripted."""

from __future__ import annotations

import json
import socket
import unittest
from typing import Any, List
from unittest import mock

import scripted
from sheaf.api import Api, Place
from sheaf.errors import (
    BatchTooLargeError,
    JobOverError,
    ProblemError,
    StaleGenerationError,
    UnreachableError,
)
from sheaf.gateways import Gateways, Patience
from sheaf.job import JobWish
from sheaf.reading import BatchReader, EpochOver
from sheaf.session import Session, Way

GOOD = (scripted.frame(7, b"seven", 1), scripted.frame(9, b"nine", 2))
PLACE = Place("job", 3, 0, 0)
QUICK = Patience(whole_seconds=5.0, request_seconds=1.0, connect_seconds=1.0)


class Retries(unittest.TestCase):
    def setUp(self) -> None:
        self.pauses: List[float] = []

    def server(self, *script: scripted.Answer) -> scripted.Scripted:
        server = scripted.Scripted(*script)
        self.addCleanup(server.close)
        return server

    def reader(self, *urls: str, patience: Patience = QUICK, **options: Any) -> BatchReader:
        gateways = Gateways(list(urls), patience=patience)
        self.addCleanup(gateways.close)
        self.meters = gateways.meters
        return BatchReader(gateways, "me", **options)

    def read(self, reader: BatchReader, consumed: Any = None) -> List[Any]:
        answer = reader.read(PLACE, 0, consumed, self.pauses.append)
        assert not isinstance(answer, EpochOver)
        return sorted((f.id, f.label, bytes(f.data)) for f in answer)

    def assert_good_after(self, *script: scripted.Answer) -> scripted.Scripted:
        server = self.server(*script, scripted.batch(*GOOD))
        self.assertEqual([(7, 1, b"seven"), (9, 2, b"nine")], self.read(self.reader(server.url)))
        self.assertEqual(len(script) + 1, len(server.requests))
        return server

    def test_half_a_body_is_asked_for_again(self) -> None:
        self.assert_good_after(scripted.half(*GOOD))

    def test_a_wrong_checksum_is_asked_for_again(self) -> None:
        self.assert_good_after(scripted.batch(GOOD[0], scripted.frame(9, b"nine", 2, checksum=1)))

    def test_another_batch_is_asked_for_again(self) -> None:
        self.assert_good_after(scripted.batch(*GOOD, n=1), scripted.batch(*GOOD, epoch=1))

    def test_an_incomplete_batch_is_asked_for_again(self) -> None:
        late = scripted.frame(9, b"", 2, status=4)
        self.assert_good_after(*[scripted.batch(GOOD[0], late)] * 3)
        self.assertEqual(3.0, self.meters.read()["incomplete_batches"])

    def test_silence_and_overload_are_waited_for(self) -> None:
        overloaded = scripted.problem(503, "overloaded", retry_after="2")
        server = self.assert_good_after(scripted.hang_up, overloaded, scripted.problem(500, "internal"))
        self.assertTrue(any(pause >= 2.0 for pause in self.pauses), self.pauses)
        self.assertEqual(1, len({request["path"] for request in server.requests}))
        self.assertEqual({"me"}, {request["headers"]["Sheaf-Consumer"] for request in server.requests})

    def test_the_generation_and_what_is_consumed_are_sent_with_each(self) -> None:
        server = self.server(scripted.hang_up, scripted.batch(*GOOD))
        self.read(self.reader(server.url), consumed=5)
        for request in server.requests:
            self.assertTrue(request["path"].endswith("?generation=3&consumed=0:5"), request["path"])

    def test_a_gateway_that_is_gone_gives_way_to_the_next(self) -> None:
        with socket.socket() as closed:
            closed.bind(("127.0.0.1", 0))
            gone = f"http://127.0.0.1:{closed.getsockname()[1]}"
        server = self.server(scripted.batch(*GOOD))
        reader = self.reader(gone, server.url)
        self.read(reader)
        self.read(reader)
        self.assertEqual([0.0], self.pauses)

    def test_waits_grow_and_differ(self) -> None:
        self.assert_good_after(*[scripted.problem(503, "unavailable")] * 8)
        self.assertEqual(8, len(set(self.pauses)))
        self.assertLess(max(self.pauses[:2]), 0.3)

    def test_patience_ends_with_the_servers_hint(self) -> None:
        server = self.server(scripted.problem(503, "not-ready", "Wait for it."))
        reader = self.reader(server.url, patience=Patience(0.2, 1.0, 1.0))
        with self.assertRaisesRegex(UnreachableError, "it is not-ready.*Wait for it"):
            self.read(reader)

    def test_a_long_wait_is_said_once(self) -> None:
        server = self.server(*[scripted.hang_up] * 3, scripted.batch(*GOOD))
        with mock.patch("sheaf.gateways._SAY_AFTER_SECONDS", 0.0):
            with self.assertWarnsRegex(UserWarning, "waiting for a gateway: .*is this client's patience") as said:
                self.read(self.reader(server.url))
        self.assertEqual(1, len(said.warnings))

    def test_a_refusal_is_raised_at_once_with_its_hint(self) -> None:
        for status, code, kind in (
            (409, "stale-generation", StaleGenerationError),
            (410, "job-over", JobOverError),
            (404, "unknown-job", ProblemError),
        ):
            with self.subTest(code=code):
                server = self.server(scripted.problem(status, code, "Look there."))
                with self.assertRaises(kind) as refused:
                    self.read(self.reader(server.url))
                self.assertEqual(code, refused.exception.code)
                self.assertIn("Look there.", str(refused.exception))
                self.assertEqual(1, len(server.requests))

    def test_who_is_no_sheaf_server_is_told_apart(self) -> None:
        server = self.server(lambda handler: handler.reply(404, b"<html>nothing here"))
        with self.assertRaisesRegex(ProblemError, "nothing here.*address of a Sheaf gateway"):
            self.read(self.reader(server.url))

    def test_a_batch_that_another_gateway_completed_is_not_held_against_us(self) -> None:
        incomplete = scripted.problem(409, "batch-incomplete")
        server = self.server(incomplete, scripted.batch(*GOOD))
        self.read(self.reader(server.url), consumed=5)
        self.assertTrue(server.requests[1]["path"].endswith("?generation=3"))

    def test_an_epochs_end_is_told_once_its_batches_are_whole_here_too(self) -> None:
        def document(**fields: Any) -> scripted.Answer:
            return lambda handler: handler.reply(200, json.dumps(fields).encode())

        job = {"name": "j", "ranks": 1, "batchSize": 2, "dataset": "d", "generation": 1}
        server = self.server(
            document(**job),
            document(format="folder"),
            scripted.problem(409, "batch-incomplete", epoch=0, n=3),
            scripted.batch(*GOOD, n=3),
            lambda handler: handler.reply(204),
        )
        way = Way.to(server.url, None, QUICK)
        session = Session(JobWish(None, None, job="j"), way, (0, 1), None)
        self.addCleanup(session.close)
        session.commit(0, 9)
        paths = [request["path"].split("?")[0].rsplit("/", 2)[1:] for request in server.requests]
        self.assertEqual([["0", "consumed"], ["batches", "3"], ["0", "consumed"]], paths[2:])

    def test_a_batch_beyond_the_limit_is_refused_before_memory_is_taken(self) -> None:
        huge = lambda handler: handler.reply(200, b"", Content_Length=str(1 << 40))  # noqa: E731
        with self.assertRaisesRegex(BatchTooLargeError, "max_batch_bytes"):
            self.read(self.reader(self.server(huge).url))

    def test_the_end_of_an_epoch_says_how_many_batches_it_has(self) -> None:
        answer = self.reader(self.server(scripted.over(11)).url).read(PLACE, 40)
        assert isinstance(answer, EpochOver)
        self.assertEqual(11, answer.batches)

    def test_a_server_of_another_version_is_named(self) -> None:
        strange = lambda handler: handler.reply(200, b"SHF2" + bytes(28))  # noqa: E731
        reader = self.reader(self.server(strange).url, patience=Patience(0.2, 1.0, 1.0))
        with self.assertRaisesRegex(UnreachableError, "not SHF1 version 1.*versions that fit"):
            self.read(reader)

    def test_losses_that_are_not_finite_are_never_sent(self) -> None:
        server = self.server(scripted.problem(500, "internal"))
        gateways = Gateways([server.url], patience=QUICK)
        self.addCleanup(gateways.close)
        with self.assertRaises(ValueError):
            Api(gateways).losses("job", 0, [1], [float("nan")])
        self.assertEqual([], server.requests)


if __name__ == "__main__":
    unittest.main()

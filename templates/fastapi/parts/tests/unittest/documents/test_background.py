"""The relay and the consumer as programs: what they wait for, and how they end."""

import asyncio
import os
import signal
import unittest
from unittest.mock import patch

from fastapi import FastAPI

from app import background, relay
from app.background import Work
from app.consumer import consume
from app.database import Database
from app.events import EventSettings
from tests.base import ApiTest
from tests.support import run

KAFKA = {"KAFKA_BOOTSTRAP_SERVERS": "127.0.0.1:1"}


async def work_a_while(app: FastAPI, work: Work) -> bool:
    """Let a program work, and return whether it went on until it was told to stop."""
    stopped = asyncio.Event()
    settings = EventSettings(kafka_bootstrap_servers=("127.0.0.1:1",))
    task = asyncio.ensure_future(work(app.state.database, settings, stopped))
    await asyncio.sleep(0.3)
    waits = not task.done()
    stopped.set()
    await task
    return waits


class WithoutKafkaTest(ApiTest):
    """Programs while Kafka is away."""

    def test_it_is_waited_for(self) -> None:
        for work in (relay.relay, consume):
            with self.subTest(work=work):
                self.assertTrue(run(self.client, work_a_while, work))


class EndTest(unittest.TestCase):
    """How a program ends."""

    def setUp(self) -> None:
        """Give the signals back afterwards."""
        super().setUp()
        for number in (signal.SIGINT, signal.SIGTERM):
            self.addCleanup(signal.signal, number, signal.getsignal(number))

    def test_programs_need_kafka(self) -> None:
        with self.assertRaisesRegex(SystemExit, "Set KAFKA_BOOTSTRAP_SERVERS"):
            background.run(relay.relay)

    def test_a_signal_ends_it(self) -> None:
        async def work(_database: Database, _settings: EventSettings, stop: asyncio.Event) -> None:
            signal.raise_signal(number)
            await stop.wait()

        for number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(number=number), patch.dict(os.environ, KAFKA):
                background.run(work)

    def test_one_that_does_not_end_is_ended(self) -> None:
        async def work(_database: Database, _settings: EventSettings, stop: asyncio.Event) -> None:
            stop.set()
            await asyncio.sleep(60)

        self.enterContext(patch.object(background, "SECONDS_TO_END", 0.01))
        with patch.dict(os.environ, KAFKA):
            background.run(work)

    def test_it_tells_that_it_failed(self) -> None:
        async def work(_database: Database, _settings: EventSettings, _: asyncio.Event) -> None:
            raise ZeroDivisionError

        with patch.dict(os.environ, KAFKA), self.assertRaises(SystemExit) as caught:
            background.run(work)
        self.assertEqual(caught.exception.code, 1)

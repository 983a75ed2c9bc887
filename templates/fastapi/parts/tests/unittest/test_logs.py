"""The log: one line of JSON for each request."""

import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from unittest.mock import patch

from app import logs
from app.main import create_app
from tests.base import DatabaseTest, GuestTest
from tests.support import open_client


@contextmanager
def caught() -> Iterator[StringIO]:
    """Catch what is logged, from INFO on."""
    with redirect_stdout(StringIO()) as stream:
        logs.configure("INFO")
        yield stream
    logs.configure("CRITICAL")


class LogTest(DatabaseTest):
    """What is written."""

    def test_a_line_for_each_request(self) -> None:
        self.enterContext(patch.dict(os.environ, LOG_LEVEL="INFO"))
        with caught() as output, open_client(create_app()) as client:
            client.get("/nowhere?token=secret", headers={"X-Request-ID": "id-1"})
        lines = [json.loads(line) for line in output.getvalue().splitlines()]
        line = next(line for line in lines if line["event"] == "request")
        self.assertEqual((line["method"], line["path"], line["status"]), ("GET", "/nowhere", 404))
        self.assertEqual(line["request_id"], "id-1")
        self.assertGreaterEqual(line["duration_ms"], 0)
        self.assertNotIn("secret", str(line))

    def test_the_server_logs_in_the_same_way(self) -> None:
        with caught() as output:
            logging.getLogger("uvicorn.error").warning("from the server")
        line = json.loads(output.getvalue())
        self.assertEqual((line["event"], line["level"]), ("from the server", "warning"))


class RequestIdTest(GuestTest):
    """The id that a request is known by."""

    def test_the_request_id_comes_back(self) -> None:
        answer = self.guest.get("/nowhere", headers={"X-Request-ID": "id-1"})
        self.assertEqual(answer.headers["X-Request-ID"], "id-1")

    def test_a_strange_request_id_is_replaced(self) -> None:
        for offered in ["", "x" * 65, "two words", "<script>"]:
            with self.subTest(offered=offered):
                answer = self.guest.get("/nowhere", headers={"X-Request-ID": offered})
                self.assertEqual(len(answer.headers["X-Request-ID"]), 32)

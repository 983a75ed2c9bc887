"""The log: one line of JSON for each request."""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from io import StringIO

import pytest
from fastapi.testclient import TestClient

from app import logs
from app.main import create_app
from tests.support import open_client


@contextmanager
def caught() -> Iterator[StringIO]:
    """Catch what is logged, from INFO on."""
    with redirect_stdout(StringIO()) as stream:
        logs.configure("INFO")
        yield stream
    logs.configure("CRITICAL")


def test_a_line_for_each_request(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOG_LEVEL", "INFO")
    with caught() as output, open_client(create_app()) as client:
        client.get("/nowhere?token=secret", headers={"X-Request-ID": "id-1"})
    lines = [json.loads(line) for line in output.getvalue().splitlines()]
    line = next(line for line in lines if line["event"] == "request")
    assert (line["method"], line["path"], line["status"]) == ("GET", "/nowhere", 404)
    assert line["request_id"] == "id-1"
    assert line["duration_ms"] >= 0
    assert "secret" not in str(line)


def test_the_server_logs_in_the_same_way() -> None:
    with caught() as output:
        logging.getLogger("uvicorn.error").warning("from the server")
    line = json.loads(output.getvalue())
    assert (line["event"], line["level"]) == ("from the server", "warning")


def test_the_request_id_comes_back(guest: TestClient) -> None:
    answer = guest.get("/nowhere", headers={"X-Request-ID": "id-1"})
    assert answer.headers["X-Request-ID"] == "id-1"


@pytest.mark.parametrize("offered", ["", "x" * 65, "two words", "<script>"])
def test_a_strange_request_id_is_replaced(guest: TestClient, offered: str) -> None:
    answer = guest.get("/nowhere", headers={"X-Request-ID": offered})
    assert len(answer.headers["X-Request-ID"]) == 32

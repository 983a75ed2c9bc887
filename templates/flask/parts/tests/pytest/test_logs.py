"""Logs: one line for each request, with an id that the answer carries."""

import json
import logging
import re

import pytest
from flask.testing import FlaskClient

from app.logs import json_formatter
from tests.log import logged


def test_a_request_is_logged_without_what_it_holds(client: FlaskClient) -> None:
    with logged() as output:
        client.post("/api/notes?key=secret", json={"title": "secret"})
    (line,) = output.getvalue().splitlines()
    assert "secret" not in line
    found = json.loads(line)
    assert (found["event"], found["method"], found["path"]) == ("request", "POST", "/api/notes")
    assert set(found) >= {"status", "duration_ms", "request_id", "level", "timestamp"}


def test_the_lines_of_libraries_are_json() -> None:
    record = logging.LogRecord("library", logging.WARNING, __file__, 1, "Hello", None, None)
    line = json.loads(json_formatter().format(record))
    assert (line["event"], line["level"], line["logger"]) == ("Hello", "warning", "library")


def test_a_fitting_request_id_is_echoed(visitor: FlaskClient) -> None:
    response = visitor.get("/health/live", headers={"X-Request-ID": "from-client_1.2"})
    assert response.headers["X-Request-ID"] == "from-client_1.2"


@pytest.mark.parametrize("given", ["", "a b", "x" * 65, "é"])
def test_an_unfit_request_id_is_replaced(visitor: FlaskClient, given: str) -> None:
    response = visitor.get("/health/live", headers={"X-Request-ID": given})
    assert re.fullmatch(r"[0-9a-f]{32}", response.headers["X-Request-ID"])

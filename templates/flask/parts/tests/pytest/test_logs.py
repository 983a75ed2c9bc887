"""Logs: one line for each request, with an id that the answer carries."""

import json
import logging
import re
from unittest.mock import patch

import pytest
from flask.testing import FlaskClient

from app.logs import json_formatter


def test_a_request_is_logged_without_what_it_holds(client: FlaskClient) -> None:
    with patch("app.logs.log") as log:
        client.post("/api/notes?key=secret", json={"title": "secret"})
    (line,) = log.info.call_args_list
    assert line.args == ("request",)
    assert set(line.kwargs) == {"method", "path", "status", "duration_ms"}
    assert "secret" not in str(line)


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

"""Errors: always a problem document."""

from unittest.mock import patch

import pytest
from flask.testing import FlaskClient

from app.security import MAX_BODY_BYTES
from tests.support import assert_problem


@pytest.mark.parametrize("path", ["/nope", "/api/nope", "/static/nope.css"])
def test_an_unknown_route(visitor: FlaskClient, path: str) -> None:
    assert_problem(visitor.get(path), 404)


def test_a_wrong_method(client: FlaskClient) -> None:
    response = client.delete("/api/notes")
    assert_problem(response, 405)
    assert {"GET", "POST"} <= set(response.headers["Allow"].split(", "))


@pytest.mark.parametrize("data", [b"{", b"", b"\xff", b"[" * 100_000])
def test_a_body_that_is_not_json(client: FlaskClient, data: bytes) -> None:
    assert_problem(client.post("/api/notes", data=data, content_type="application/json"), 400)


def test_json_that_is_no_object(client: FlaskClient) -> None:
    problem = assert_problem(client.post("/api/notes", json=["title"]), 422)
    assert list(problem["errors"]) == ["body"]


def test_a_body_of_another_type(client: FlaskClient) -> None:
    assert_problem(client.post("/api/notes", data={"title": "Milk"}), 415)


@pytest.mark.parametrize("excess", [1, MAX_BODY_BYTES])
def test_a_body_that_is_too_large(client: FlaskClient, excess: int) -> None:
    data = b"{}".ljust(MAX_BODY_BYTES + excess)
    assert_problem(client.post("/api/notes", data=data, content_type="application/json"), 413)


def test_an_unexpected_exception_tells_nothing(client: FlaskClient) -> None:
    with patch("app.notes.visible_notes", side_effect=RuntimeError("secret")):
        response = client.get("/api/notes")
    assert_problem(response, 500)
    assert "secret" not in response.text
    assert response.headers["X-Request-ID"]

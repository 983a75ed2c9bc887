"""Health: alive, and ready when every check passes."""

from concurrent.futures import Future
from unittest.mock import patch

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import health
from tests.support import assert_problem


def test_alive(visitor: FlaskClient) -> None:
    assert visitor.get("/health/live").json == {"status": "ok"}


def test_ready(app: Flask, visitor: FlaskClient) -> None:
    response = visitor.get("/health/ready")
    assert response.status_code == 200
    checks = dict.fromkeys(app.extensions["health_checks"], "ok")
    assert response.json == {"status": "ok", "checks": checks}


def test_a_failing_check_is_named(app: Flask, visitor: FlaskClient) -> None:
    def fail() -> None:
        raise ConnectionError("the password is secret")

    with patch.dict(app.extensions["health_checks"], {"database": fail}):
        response = visitor.get("/health/ready")
    problem = assert_problem(response, 503)
    assert problem["checks"]["database"] == "failed"
    assert "database" in problem["detail"]
    assert "secret" not in response.text


def test_a_check_that_hangs_has_failed(
    visitor: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    never: Future[None] = Future()
    monkeypatch.setattr(health, "TIMEOUT_SECONDS", 0.01)
    monkeypatch.setattr("app.health._threads.submit", lambda _check: never)
    assert_problem(visitor.get("/health/ready"), 503)

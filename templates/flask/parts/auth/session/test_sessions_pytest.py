"""Sessions: the cookies, and the writes that other sites forge."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.orm import utc_now
from app.sessions import SessionSettings
from tests import clients
from tests.credentials import register
from tests.support import assert_problem


def test_the_cookies(visitor: FlaskClient) -> None:
    response = clients.sign_in(visitor, register(visitor))
    session, csrf = response.headers.getlist("Set-Cookie")
    assert session.startswith("session=")
    assert "HttpOnly" in session
    assert "SameSite=Lax" in session
    assert "Secure" not in session
    assert csrf.startswith("csrf_token=")
    assert "HttpOnly" not in csrf


def test_a_session_changes_at_each_sign_in(app: Flask, visitor: FlaskClient) -> None:
    account = register(visitor)
    clients.sign_in(visitor, account)
    old = clients.cookie(visitor, "session")
    clients.sign_in(visitor, account)
    assert clients.cookie(visitor, "session") != old
    thief = app.test_client()
    thief.set_cookie("session", old)
    clients.assert_unauthorized(thief.get("/api/auth/me"))


def test_an_expired_session(client: FlaskClient) -> None:
    later = utc_now() + timedelta(hours=SessionSettings.load().session_hours, seconds=1)
    with patch("app.sessions.utc_now", return_value=later):
        clients.assert_unauthorized(client.get("/api/auth/me"))


@pytest.mark.parametrize("forged", ["", "x" * 64, "é"])
def test_a_forged_write(client: FlaskClient, forged: str) -> None:
    client.environ_base["HTTP_X_CSRF_TOKEN"] = forged.encode().decode("latin-1")
    assert_problem(client.post("/api/notes", json={"title": "Forged"}), 403)
    assert_problem(client.post("/api/auth/logout"), 403)
    client.set_cookie("csrf_token", forged)
    assert_problem(client.post("/api/notes", json={"title": "Forged"}), 403)
    assert client.get("/api/notes").get_json()["total"] == 0


def test_logout_ends_the_session(client: FlaskClient) -> None:
    old = clients.cookie(client, "session")
    assert client.post("/api/auth/logout").status_code == 204
    assert clients.cookie(client, "session") == ""
    client.set_cookie("session", old)
    clients.assert_unauthorized(client.get("/api/auth/me"))


def test_pages_of_listed_origins_may_send_the_cookie(client: FlaskClient) -> None:
    response = client.get("/api/notes", headers={"Origin": "https://app.example"})
    assert response.headers["Access-Control-Allow-Credentials"] == "true"

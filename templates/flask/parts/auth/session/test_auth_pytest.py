"""Accounts, sessions and whose note it is."""

from datetime import timedelta
from unittest.mock import patch

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import passwords
from app.orm import utc_now
from app.sessions import SessionSettings
from tests import clients
from tests.support import assert_problem


def assert_unauthorized(response: TestResponse) -> None:
    assert_problem(response, 401)
    assert response.headers["WWW-Authenticate"] == "Session"


def test_register_and_sign_in(visitor: FlaskClient) -> None:
    account = clients.register(visitor)
    shouted = {**account, "email": account["email"].upper()}
    person = clients.sign_in(visitor, shouted).get_json()
    assert visitor.get("/api/auth/me").json == person
    assert set(person) == {"id", "email", "created_at"}
    assert person["email"] == account["email"]


def test_an_email_is_taken_once(visitor: FlaskClient) -> None:
    account = clients.register(visitor)
    assert_problem(visitor.post("/api/auth/register", json=account), 409)


@pytest.mark.parametrize(
    ("field", "value"), [("email", "plain"), ("password", "x" * 11), ("password", "x" * 129)]
)
def test_an_invalid_account(visitor: FlaskClient, field: str, value: str) -> None:
    account = {"email": "ada@example.com", "password": clients.PASSWORD, field: value}
    response = visitor.post("/api/auth/register", json=account)
    assert list(assert_problem(response, 422)["errors"]) == [field]


def test_a_wrong_password_and_an_unknown_email_look_alike(visitor: FlaskClient) -> None:
    account = clients.register(visitor)
    wrong = visitor.post("/api/auth/login", json={**account, "password": "wrong"})
    unknown = visitor.post("/api/auth/login", json={**account, "email": "no@example.com"})
    assert_unauthorized(wrong)
    assert_unauthorized(unknown)
    assert wrong.json == unknown.json


def test_an_outdated_hash_is_renewed(visitor: FlaskClient) -> None:
    account = clients.register(visitor)
    stronger = PasswordHasher(time_cost=2, memory_cost=8, parallelism=1)
    with (
        patch("app.passwords.hasher", stronger),
        patch("app.accounts.hash_password", wraps=passwords.hash_password) as hash_again,
    ):
        clients.sign_in(visitor, account)
        clients.sign_in(visitor, account)
    hash_again.assert_called_once()


def test_too_many_attempts_have_to_wait(visitor: FlaskClient) -> None:
    account = clients.register(visitor)
    wrong = {**account, "password": "wrong"}
    for _ in range(10):
        assert visitor.post("/api/auth/login", json=wrong).status_code == 401
    response = visitor.post("/api/auth/login", json=account)
    assert_problem(response, 429)
    assert 1 <= int(response.headers["Retry-After"]) <= 60


def test_the_cookies(visitor: FlaskClient) -> None:
    response = clients.sign_in(visitor, clients.register(visitor))
    session, csrf = response.headers.getlist("Set-Cookie")
    assert session.startswith("session=")
    assert "HttpOnly" in session
    assert "SameSite=Lax" in session
    assert "Secure" not in session
    assert csrf.startswith("csrf_token=")
    assert "HttpOnly" not in csrf


def test_a_session_changes_at_each_sign_in(app: Flask, visitor: FlaskClient) -> None:
    account = clients.register(visitor)
    clients.sign_in(visitor, account)
    old = clients.cookie(visitor, "session")
    clients.sign_in(visitor, account)
    assert clients.cookie(visitor, "session") != old
    thief = app.test_client()
    thief.set_cookie("session", old)
    assert_unauthorized(thief.get("/api/auth/me"))


def test_an_expired_session(client: FlaskClient) -> None:
    later = utc_now() + timedelta(hours=SessionSettings.load().session_hours, seconds=1)
    with patch("app.sessions.utc_now", return_value=later):
        assert_unauthorized(client.get("/api/auth/me"))


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
    assert_unauthorized(client.get("/api/auth/me"))


def test_pages_of_listed_origins_may_send_the_cookie(client: FlaskClient) -> None:
    response = client.get("/api/notes", headers={"Origin": "https://app.example"})
    assert response.headers["Access-Control-Allow-Credentials"] == "true"


def test_someone_elses_note_does_not_exist(app: Flask, client: FlaskClient) -> None:
    path = client.post("/api/notes", json={"title": "Mine"}).headers["Location"]
    stranger = clients.note_taker(app)
    for method in ("GET", "PUT", "PATCH", "DELETE"):
        assert_problem(stranger.open(path, method=method, json={"title": "x"}), 404)
    assert stranger.get("/api/notes").get_json()["total"] == 0
    assert client.get(path).status_code == 200

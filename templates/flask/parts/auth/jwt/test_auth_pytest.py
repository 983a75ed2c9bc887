"""Accounts, tokens and whose note it is."""

from datetime import timedelta
from unittest.mock import patch

import jwt
import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import auth, passwords
from app.orm import utc_now
from app.settings import get_settings
from tests import clients
from tests.support import assert_problem


def refresh(client: FlaskClient, token: str) -> TestResponse:
    return client.post("/api/auth/refresh", json={"refresh_token": token})


def me(client: FlaskClient, token: str) -> TestResponse:
    return client.get("/api/auth/me", headers={"Authorization": f"Bearer {token}"})


def assert_unauthorized(response: TestResponse) -> None:
    assert_problem(response, 401)
    assert response.headers["WWW-Authenticate"] == "Bearer"


def test_register_and_sign_in(visitor: FlaskClient) -> None:
    account = clients.register(visitor)
    clients.sign_in(visitor, {**account, "email": account["email"].upper()})
    person = visitor.get("/api/auth/me").get_json()
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
    wrong = visitor.post("/api/auth/token", json={**account, "password": "wrong"})
    unknown = visitor.post("/api/auth/token", json={**account, "email": "no@example.com"})
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
        assert visitor.post("/api/auth/token", json=wrong).status_code == 401
    response = visitor.post("/api/auth/token", json=account)
    assert_problem(response, 429)
    assert 1 <= int(response.headers["Retry-After"]) <= 60


def test_a_refresh_token_used_twice_revokes_its_family(visitor: FlaskClient) -> None:
    first = clients.sign_in(visitor, clients.register(visitor))
    response = refresh(visitor, first["refresh_token"])
    assert response.headers["Cache-Control"] == "no-store"
    second = response.get_json()
    assert me(visitor, second["access_token"]).status_code == 200
    assert_unauthorized(refresh(visitor, first["refresh_token"]))
    assert_unauthorized(refresh(visitor, second["refresh_token"]))


def test_logout_revokes_the_family(visitor: FlaskClient) -> None:
    pair = clients.sign_in(visitor, clients.register(visitor))
    token = {"refresh_token": pair["refresh_token"]}
    assert visitor.post("/api/auth/logout", json=token).status_code == 204
    assert visitor.post("/api/auth/logout", json=token).status_code == 204
    assert_unauthorized(refresh(visitor, pair["refresh_token"]))


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer a.b.c", "Basic YTpi"])
def test_a_header_without_a_token(visitor: FlaskClient, header: str) -> None:
    assert_unauthorized(visitor.get("/api/notes", headers={"Authorization": header}))


def test_a_forged_token(visitor: FlaskClient) -> None:
    pair = clients.sign_in(visitor, clients.register(visitor))
    key = get_settings().secret_key
    claims = jwt.decode(pair["access_token"], key, [auth.ALGORITHM])
    expired = {"exp": utc_now() - timedelta(seconds=1)}
    for forged in (
        jwt.encode(claims, "another key that is also long enough", "HS256"),
        jwt.encode(claims, key * 2, "HS512"),
        jwt.encode(claims, None, "none"),
        jwt.encode(claims | expired, key, "HS256"),
        jwt.encode(claims | {"sub": "nobody"}, key, "HS256"),
        jwt.encode(claims | {"sub": "00000000-0000-4000-8000-000000000000"}, key, "HS256"),
        jwt.encode({"sub": claims["sub"]}, key, "HS256"),
    ):
        assert_unauthorized(me(visitor, forged))


def test_someone_elses_note_does_not_exist(app: Flask, client: FlaskClient) -> None:
    path = client.post("/api/notes", json={"title": "Mine"}).headers["Location"]
    stranger = clients.note_taker(app)
    for method in ("GET", "PUT", "PATCH", "DELETE"):
        assert_problem(stranger.open(path, method=method, json={"title": "x"}), 404)
    assert stranger.get("/api/notes").get_json()["total"] == 0
    assert client.get(path).status_code == 200

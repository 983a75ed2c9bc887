"""Accounts: to register, and to sign in with a password."""

from unittest.mock import patch

import pytest
from argon2 import PasswordHasher
from flask.testing import FlaskClient

from app import passwords
from tests import clients
from tests.credentials import PASSWORD, register
from tests.support import assert_problem


def test_register_and_sign_in(visitor: FlaskClient) -> None:
    account = register(visitor)
    clients.sign_in(visitor, {**account, "email": account["email"].upper()})
    person = visitor.get("/api/auth/me").get_json()
    assert set(person) == {"id", "email", "created_at"}
    assert person["email"] == account["email"]


def test_an_email_is_taken_once(visitor: FlaskClient) -> None:
    account = register(visitor)
    assert_problem(visitor.post("/api/auth/register", json=account), 409)


@pytest.mark.parametrize(
    ("field", "value"), [("email", "plain"), ("password", "x" * 11), ("password", "x" * 129)]
)
def test_an_invalid_account(visitor: FlaskClient, field: str, value: str) -> None:
    account = {"email": "ada@example.com", "password": PASSWORD, field: value}
    response = visitor.post("/api/auth/register", json=account)
    assert list(assert_problem(response, 422)["errors"]) == [field]


def test_a_wrong_password_and_an_unknown_email_look_alike(visitor: FlaskClient) -> None:
    account = register(visitor)
    wrong = visitor.post(clients.SIGN_IN, json={**account, "password": "wrong"})
    unknown = visitor.post(clients.SIGN_IN, json={**account, "email": "no@example.com"})
    clients.assert_unauthorized(wrong)
    clients.assert_unauthorized(unknown)
    assert wrong.json == unknown.json


def test_an_outdated_hash_is_renewed(visitor: FlaskClient) -> None:
    account = register(visitor)
    stronger = PasswordHasher(time_cost=2, memory_cost=8, parallelism=1)
    with (
        patch("app.passwords.hasher", stronger),
        patch("app.accounts.hash_password", wraps=passwords.hash_password) as hash_again,
    ):
        clients.sign_in(visitor, account)
        clients.sign_in(visitor, account)
    hash_again.assert_called_once()


def test_too_many_attempts_have_to_wait(visitor: FlaskClient) -> None:
    account = register(visitor)
    wrong = {**account, "password": "wrong"}
    for _ in range(10):
        assert visitor.post(clients.SIGN_IN, json=wrong).status_code == 401
    response = visitor.post(clients.SIGN_IN, json=account)
    assert_problem(response, 429)
    assert 1 <= int(response.headers["Retry-After"]) <= 60

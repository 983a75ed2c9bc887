"""Attacks on accounts with a password, each refused; a test is named after what is tried."""

from unittest.mock import patch

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app import orm, passwords
from app.accounts import User
from tests import clients
from tests.credentials import PASSWORD, register
from tests.support import assert_problem

# Nobody whose word about an address counts.
STRANGER = {"REMOTE_ADDR": "203.0.113.9"}


def test_finding_out_who_has_an_account(visitor: FlaskClient) -> None:
    account = register(visitor)
    wrong = visitor.post(clients.SIGN_IN, json={**account, "password": "wrong"})
    with patch("app.passwords.hasher", wraps=passwords.hasher) as hasher:
        unknown = visitor.post(clients.SIGN_IN, json={**account, "email": "no@example.com"})
    assert unknown.json == wrong.json
    assert wrong.status_code == unknown.status_code == 401
    # It takes as long as well: a hash is compared either way.
    hasher.verify.assert_called_once()


def test_guessing_behind_many_addresses(visitor: FlaskClient) -> None:
    account = register(visitor)
    for number in range(10):
        address = f"192.0.2.{number}"
        headers = {"X-Forwarded-For": address, "X-Real-IP": address, "Forwarded": address}
        guess = {**account, "password": f"guess {number}"}
        visitor.post(clients.SIGN_IN, json=guess, headers=headers, environ_base=STRANGER)
    answer = visitor.post(clients.SIGN_IN, json=account, environ_base=STRANGER)
    assert_problem(answer, 429)


def test_guessing_with_many_spellings(visitor: FlaskClient) -> None:
    account = register(visitor)
    email = account["email"]
    for number in range(10):
        spelt = email[:number].upper() + email[number:]
        visitor.post(clients.SIGN_IN, json={"email": spelt, "password": "wrong"})
    assert_problem(visitor.post(clients.SIGN_IN, json=account), 429)


def test_registering_as_more_than_a_user(visitor: FlaskClient) -> None:
    forged = {"id": "00000000-0000-4000-8000-000000000000", "is_admin": True, "role": "admin"}
    account = {"email": "eve@example.com", "password": PASSWORD, **forged}
    made = visitor.post("/api/auth/register", json=account).get_json()
    assert set(made) == {"id", "email", "created_at"}
    assert made["id"] != forged["id"]


def test_registering_twice_with_another_spelling(visitor: FlaskClient) -> None:
    account = register(visitor)
    again = {**account, "email": account["email"].upper()}
    assert_problem(visitor.post("/api/auth/register", json=again), 409)


@pytest.mark.parametrize("password", ["short", "", "x" * 129, ["x" * 12], None])
def test_a_password_that_is_none(visitor: FlaskClient, password: object) -> None:
    account = {"email": "eve@example.com", "password": password}
    problem = assert_problem(visitor.post("/api/auth/register", json=account), 422)
    assert list(problem["errors"]) == ["password"]


@pytest.mark.parametrize(
    "email", [{"$ne": ""}, ["a@example.com"], "' OR 1=1 --", "a@b\r\nBcc: c@d"]
)
def test_an_email_that_is_more(visitor: FlaskClient, email: object) -> None:
    response = visitor.post(clients.SIGN_IN, json={"email": email, "password": PASSWORD})
    assert list(assert_problem(response, 422)["errors"]) == ["email"]


def test_a_password_that_others_can_read(app: Flask, visitor: FlaskClient) -> None:
    with patch("app.logs.log") as log:
        account = register(visitor)
        clients.sign_in(visitor, account)
    assert PASSWORD not in str(log.mock_calls)
    with app.app_context():
        (stored,) = orm.session().scalars(select(User.password_hash))
    assert stored.startswith("$argon2id$")
    invalid = visitor.post("/api/auth/register", json={**account, "email": "x"})
    assert PASSWORD not in invalid.text

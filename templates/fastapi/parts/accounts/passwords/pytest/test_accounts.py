"""People who register, and whose password it is."""

import pytest
from argon2 import PasswordHasher
from fastapi.testclient import TestClient

from app import passwords
from app.main import create_app
from tests.clients import SCHEME, SIGN_IN, sign_in
from tests.credentials import PASSWORD, register
from tests.support import open_client


def test_register(guest: TestClient) -> None:
    account = {"email": "Ada@Example.com", "password": PASSWORD}
    answer = guest.post("/api/auth/register", json=account)
    assert answer.status_code == 201
    assert answer.headers["Location"] == "/api/auth/me"
    assert answer.json()["email"] == "ada@example.com"
    assert set(answer.json()) == {"id", "email", "created_at"}
    again = guest.post("/api/auth/register", json={**account, "email": "ADA@example.com"})
    assert again.status_code == 409


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "nobody"),
        ("email", f"{'x' * 250}@example.com"),
        ("email", None),
        ("password", "x" * 11),
        ("password", "x" * 129),
        ("password", "x" * 12 + "\0"),
    ],
)
def test_register_with_invalid_values(guest: TestClient, field: str, value: object) -> None:
    account = {"email": "ada@example.com", "password": PASSWORD, field: value}
    answer = guest.post("/api/auth/register", json=account)
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == [field]


def test_me(guest: TestClient) -> None:
    account = register(guest)
    sign_in(guest)
    assert guest.get("/api/auth/me").json()["email"] == account["email"]


def test_wrong_password_and_unknown_address_look_the_same(guest: TestClient) -> None:
    account = register(guest)
    wrong = guest.post(SIGN_IN, json={**account, "password": "wrong"})
    unknown = guest.post(SIGN_IN, json={**account, "email": "eve@example.com"})
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()
    assert wrong.headers["WWW-Authenticate"] == SCHEME


def test_old_hashes_are_replaced(guest: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    register(guest)
    stronger = PasswordHasher(time_cost=2, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "hasher", stronger)
    sign_in(guest)
    monkeypatch.setattr(passwords, "hash_password", None)
    sign_in(guest)  # would fail if it hashed the password once more


def test_sign_in_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIGN_IN_RATE_LIMIT", "2/minute")
    with open_client(create_app()) as client:
        account = register(client)
        other = {**account, "email": "eve@example.com"}
        answers = [client.post(SIGN_IN, json=account) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert 1 <= int(answers[-1].headers["Retry-After"]) <= 60
        assert client.post(SIGN_IN, json=other).status_code == 401

"""Accounts and tokens."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import jwt
import pytest
from argon2 import PasswordHasher
from fastapi.testclient import TestClient

from app import passwords
from app.auth import make_access_token
from app.base import now
from app.main import create_app
from app.settings import Settings
from tests.clients import PASSWORD, api_client, register, sign_in
from tests.support import open_client


@pytest.fixture
def stranger() -> Iterator[TestClient]:
    """Open a client of somebody else who is signed in."""
    with api_client("bob@example.com", create_app()) as client:
        yield client


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


def test_sign_in(guest: TestClient) -> None:
    account = register(guest)
    answer = guest.post("/api/auth/token", json=account)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.json()["token_type"] == "bearer"
    assert answer.json()["expires_in"] == 900
    sign_in(guest)
    assert guest.get("/api/auth/me").json()["email"] == "ada@example.com"


def test_wrong_password_and_unknown_address_look_the_same(guest: TestClient) -> None:
    account = register(guest)
    wrong = guest.post("/api/auth/token", json={**account, "password": "wrong"})
    unknown = guest.post("/api/auth/token", json={**account, "email": "eve@example.com"})
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()
    assert wrong.headers["WWW-Authenticate"] == "Bearer"


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
        answers = [client.post("/api/auth/token", json=account) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert 1 <= int(answers[-1].headers["Retry-After"]) <= 60
        assert client.post("/api/auth/token", json=other).status_code == 401


@pytest.mark.parametrize("path", ["/api/notes", "/api/auth/me"])
def test_without_a_token(guest: TestClient, path: str) -> None:
    answer = guest.get(path)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_tokens_that_are_not_ours(client: TestClient) -> None:
    user_id = client.get("/api/auth/me").json()["id"]
    key = Settings().secret_key
    claims = {"sub": user_id, "iat": now(), "jti": "1", "exp": now() + timedelta(hours=1)}
    forged = [
        make_access_token(user_id, "another key of the same good length", timedelta(hours=1)),
        make_access_token(user_id, key, timedelta(seconds=-1)),
        make_access_token("00000000-0000-4000-8000-000000000000", key, timedelta(hours=1)),
        jwt.encode({**claims, "type": "access"}, "", "none"),
        jwt.encode({**claims, "type": "refresh"}, key, "HS256"),
        jwt.encode(claims, key, "HS256"),
        "nonsense",
    ]
    for token in forged:
        answer = client.get("/api/notes", headers={"Authorization": f"Bearer {token}"})
        assert answer.status_code == 401


def refresh(client: TestClient, token: str) -> int:
    """Use a refresh token and return the status."""
    return client.post("/api/auth/refresh", json={"refresh_token": token}).status_code


def test_a_refresh_token_that_comes_back_revokes_its_family(guest: TestClient) -> None:
    register(guest)
    first, other = sign_in(guest)["refresh_token"], sign_in(guest)["refresh_token"]
    answer = guest.post("/api/auth/refresh", json={"refresh_token": first})
    assert answer.status_code == 200
    assert refresh(guest, first) == 401
    assert refresh(guest, answer.json()["refresh_token"]) == 401
    assert refresh(guest, other) == 200


def test_a_refresh_token_is_used_once_even_at_the_same_time(guest: TestClient) -> None:
    register(guest)
    token = sign_in(guest)["refresh_token"]
    with ThreadPoolExecutor(4) as threads:
        statuses = list(threads.map(lambda _: refresh(guest, token), range(4)))
    assert sorted(statuses) == [200, 401, 401, 401]


def test_expired_refresh_token(guest: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    register(guest)
    token = sign_in(guest)["refresh_token"]
    later = now() + timedelta(days=31)
    monkeypatch.setattr("app.refresh_tokens.now", lambda: later)
    assert refresh(guest, token) == 401


def test_sign_out(guest: TestClient) -> None:
    register(guest)
    body = {"refresh_token": sign_in(guest)["refresh_token"]}
    assert guest.post("/api/auth/logout", json=body).status_code == 204
    assert guest.post("/api/auth/logout", json=body).status_code == 204
    assert refresh(guest, body["refresh_token"]) == 401


def test_notes_of_others_are_not_there(client: TestClient, stranger: TestClient) -> None:
    address = client.post("/api/notes", json={"title": "Mine"}).headers["Location"]
    assert stranger.get("/api/notes").json()["total"] == 0
    for method in ("GET", "PUT", "PATCH", "DELETE"):
        body = {"title": "Theirs"} if method in {"PUT", "PATCH"} else None
        assert stranger.request(method, address, json=body).status_code == 404
    assert client.get(address).json()["title"] == "Mine"


def test_the_document_tells_who_may_call(guest: TestClient) -> None:
    document = guest.get("/openapi.json").json()
    assert "401" in document["paths"]["/api/notes"]["get"]["responses"]
    assert document["components"]["securitySchemes"]["bearer"]["scheme"] == "bearer"

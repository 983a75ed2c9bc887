"""Accounts and sessions."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from fastapi.testclient import TestClient

from app import passwords
from app.base import now
from app.main import create_app
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
    answer = guest.post("/api/auth/login", json=account)
    assert answer.json()["email"] == "ada@example.com"
    session, csrf = answer.headers.get_list("Set-Cookie")
    assert session.startswith("session=")
    assert "HttpOnly" in session
    assert "SameSite=lax" in session
    assert csrf.startswith("csrf_token=")
    assert "HttpOnly" not in csrf
    assert guest.get("/api/auth/me").json()["email"] == "ada@example.com"


def test_cookies_are_secure_in_production(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENVIRONMENT", "production")
    with open_client(create_app()) as client:
        answer = client.post("/api/auth/login", json=register(client))
    assert all("Secure" in cookie for cookie in answer.headers.get_list("Set-Cookie"))


def test_a_new_session_at_each_sign_in(client: TestClient) -> None:
    old = client.cookies["session"]
    answer = client.post("/api/auth/login", json={"email": "ada@example.com", "password": PASSWORD})
    assert answer.cookies["session"] != old
    assert me_with(client, old) == 401


def me_with(client: TestClient, session: str) -> int:
    """Ask who is signed in with another cookie, and return the status."""
    client.cookies.clear()
    return client.get("/api/auth/me", headers={"Cookie": f"session={session}"}).status_code


def test_sign_out(client: TestClient) -> None:
    old = client.cookies["session"]
    answer = client.post("/api/auth/logout")
    assert answer.status_code == 204
    assert all("Max-Age=0" in cookie for cookie in answer.headers.get_list("Set-Cookie"))
    assert me_with(client, old) == 401


def test_expired_session(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    later = now() + timedelta(hours=337)
    monkeypatch.setattr("app.sessions.now", lambda: later)
    assert client.get("/api/auth/me").status_code == 401


@pytest.mark.parametrize("header", ["", "wrong"])
def test_forged_writes(client: TestClient, header: str) -> None:
    headers = {"X-CSRF-Token": header}
    for path in ("/api/notes", "/api/auth/logout"):
        answer = client.post(path, json={"title": "Forged"}, headers=headers)
        assert answer.status_code == 403
    assert client.get("/api/notes", headers=headers).json()["total"] == 0


def test_a_made_up_pair_is_forged_as_well(client: TestClient) -> None:
    cookies = f"session={client.cookies['session']}; csrf_token=made-up"
    client.cookies.clear()
    headers = {"Cookie": cookies, "X-CSRF-Token": "made-up"}
    answer = client.post("/api/notes", json={"title": "Forged"}, headers=headers)
    assert answer.status_code == 403


def test_wrong_password_and_unknown_address_look_the_same(guest: TestClient) -> None:
    account = register(guest)
    wrong = guest.post("/api/auth/login", json={**account, "password": "wrong"})
    unknown = guest.post("/api/auth/login", json={**account, "email": "eve@example.com"})
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()
    assert wrong.headers["WWW-Authenticate"] == "Session"


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
        answers = [client.post("/api/auth/login", json=account) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert 1 <= int(answers[-1].headers["Retry-After"]) <= 60
        assert client.post("/api/auth/login", json=other).status_code == 401


@pytest.mark.parametrize("path", ["/api/notes", "/api/auth/me"])
def test_without_a_session(guest: TestClient, path: str) -> None:
    answer = guest.get(path)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Session"


def test_notes_of_others_are_not_there(client: TestClient, stranger: TestClient) -> None:
    address = client.post("/api/notes", json={"title": "Mine"}).headers["Location"]
    assert stranger.get("/api/notes").json()["total"] == 0
    for method in ("GET", "PUT", "PATCH", "DELETE"):
        body = {"title": "Theirs"} if method in {"PUT", "PATCH"} else None
        assert stranger.request(method, address, json=body).status_code == 404
    assert client.get(address).json()["title"] == "Mine"


def test_the_document_tells_who_may_call(guest: TestClient) -> None:
    document = guest.get("/openapi.json").json()
    read, write = (document["paths"]["/api/notes"][method] for method in ("get", "post"))
    assert read["security"] == [{"session": []}]
    assert write["security"] == [{"session": [], "csrf": []}]
    assert "403" in write["responses"]
    assert "403" not in read["responses"]

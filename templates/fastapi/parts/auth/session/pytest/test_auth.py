"""Sessions, and the cookies that lead to them."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from app.base import now
from app.main import create_app
from tests.clients import SIGN_IN
from tests.credentials import PASSWORD, register
from tests.support import open_client


def test_sign_in(guest: TestClient) -> None:
    account = register(guest)
    answer = guest.post(SIGN_IN, json=account)
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
        answer = client.post(SIGN_IN, json=register(client))
    assert all("Secure" in cookie for cookie in answer.headers.get_list("Set-Cookie"))


def test_a_new_session_at_each_sign_in(client: TestClient) -> None:
    old = client.cookies["session"]
    answer = client.post(SIGN_IN, json={"email": "ada@example.com", "password": PASSWORD})
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


def test_the_document_tells_who_may_call(guest: TestClient) -> None:
    document = guest.get("/openapi.json").json()
    read, write = (document["paths"]["/api/notes"][method] for method in ("get", "post"))
    assert read["security"] == [{"session": []}]
    assert write["security"] == [{"session": [], "csrf": []}]
    assert "403" in write["responses"]
    assert "403" not in read["responses"]

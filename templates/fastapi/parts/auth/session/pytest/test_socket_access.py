"""Who may open a socket: people who are signed in, on a page that may speak for them."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from app import socket_access
from app.base import now
from app.main import create_app
from tests.clients import api_client
from tests.sockets import closing_code, open_socket, refusal

ELSEWHERE = "https://app.example.com"


def test_nobody_comes_in_unknown(guest: TestClient) -> None:
    answer = refusal(guest)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Session"
    assert refusal(guest, Cookie="session=made-up").status_code == 401


@pytest.mark.parametrize("origin", [ELSEWHERE, "http://localhost.evil.example", "null", ""])
def test_a_page_of_another_origin(client: TestClient, origin: str) -> None:
    assert refusal(client, origin=origin).status_code == 403


def test_a_page_of_a_listed_origin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CORS_ORIGINS", ELSEWHERE)
    with api_client(app=create_app()) as client, open_socket(client, origin=ELSEWHERE):
        pass


def test_an_expired_session(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    later = now() + timedelta(hours=337)
    monkeypatch.setattr(socket_access, "now", lambda: later)
    assert refusal(client).status_code == 401


def test_a_session_that_ends_ends_the_socket(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket_access, "SECONDS_UNTIL_CHECKED", 0.05)
    with open_socket(client) as socket:
        assert client.post("/api/auth/logout").status_code == 204
        assert closing_code(socket) == 4401

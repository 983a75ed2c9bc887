"""A note belongs to its author."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from tests.clients import SCHEME, api_client


@pytest.fixture
def stranger() -> Iterator[TestClient]:
    """Open a client of somebody else who is signed in."""
    with api_client("bob@example.com", create_app()) as client:
        yield client


@pytest.mark.parametrize("path", ["/api/notes", "/api/auth/me"])
def test_nobody_comes_in_unknown(guest: TestClient, path: str) -> None:
    answer = guest.get(path)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == SCHEME


def test_notes_of_others_are_not_there(client: TestClient, stranger: TestClient) -> None:
    address = client.post("/api/notes", json={"title": "Mine"}).headers["Location"]
    assert stranger.get("/api/notes").json()["total"] == 0
    for method in ("GET", "PUT", "PATCH", "DELETE"):
        body = {"title": "Theirs"} if method in {"PUT", "PATCH"} else None
        assert stranger.request(method, address, json=body).status_code == 404
    assert client.get(address).json()["title"] == "Mine"

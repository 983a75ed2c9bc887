"""Errors are problem documents, whatever goes wrong."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from app import home

JSON = {"Content-Type": "application/json"}


def test_unknown_address(guest: TestClient) -> None:
    answer = guest.get("/nowhere")
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json() == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "There is nothing at this address.",
    }


def test_unknown_file(guest: TestClient) -> None:
    answer = guest.get("/static/nowhere.css")
    assert answer.status_code == 404
    assert answer.json()["status"] == 404


def test_wrong_method_names_the_right_ones(guest: TestClient) -> None:
    answer = guest.delete("/api/notes")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD, POST"
    assert guest.post("/health/live").headers["Allow"] == "GET, HEAD"


@pytest.mark.parametrize("body", [b"{", b"nonsense", b'{"title": "\xff"}', b"\xed\xa0\x80"])
def test_malformed_json(client: TestClient, body: bytes) -> None:
    answer = client.post("/api/notes", content=body, headers=JSON)
    assert answer.status_code == 400


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_only_json_is_taken(client: TestClient, content_type: str) -> None:
    headers = {"Content-Type": content_type}
    answer = client.post("/api/notes", content=b'{"title": "x"}', headers=headers)
    assert answer.status_code == 415


def test_body_is_too_large(client: TestClient) -> None:
    answer = client.post("/api/notes", content=b" " * 1_000_001, headers=JSON)
    assert answer.status_code == 413


def test_body_without_a_length_is_too_large(client: TestClient) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(11):
            yield b" " * 100_000

    answer = client.post("/api/notes", content=chunks(), headers=JSON)
    assert answer.status_code == 413


def test_unexpected_error_tells_nothing(guest: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(home, "TECHNOLOGIES", None)
    answer = guest.get("/")
    assert answer.status_code == 500
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert "TECHNOLOGIES" not in answer.text
    assert "NoneType" not in answer.text


def test_head_has_no_body(guest: TestClient) -> None:
    answer = guest.head("/health/live")
    assert answer.status_code == 200
    assert answer.headers["Content-Length"] == "15"
    assert answer.content == b""

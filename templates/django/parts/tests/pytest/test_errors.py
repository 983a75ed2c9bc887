"""Every error is a problem document."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from app.repository import NoteRepository


def assert_problem(answer: Any, status: int) -> None:
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == status
    assert answer.json()["detail"]


def test_unknown_address(visitor: APIClient) -> None:
    assert_problem(visitor.get("/nope"), 404)


@pytest.mark.parametrize("path", ["/", "/docs", "/health/live", "/api/notes"])
def test_wrong_method(visitor: APIClient, path: str) -> None:
    answer = visitor.delete(path)
    assert_problem(answer, 405)
    assert "GET" in answer["Allow"]


def test_static_files_are_read_only(visitor: APIClient) -> None:
    assert_problem(visitor.post("/static/style.css"), 405)


@pytest.mark.parametrize("body", ["nope", "{", '{"title": NaN}', "[" * 100_000])
def test_malformed_json(api: APIClient, body: str) -> None:
    answer = api.generic("POST", "/api/notes", body, content_type="application/json")
    assert_problem(answer, 400)


def test_other_content_type(api: APIClient) -> None:
    assert_problem(api.generic("POST", "/api/notes", "title=x", content_type="text/plain"), 415)


def test_large_body(api: APIClient) -> None:
    assert_problem(api.post("/api/notes", {"title": "x" * 1_000_000}), 413)


def test_foreign_host(visitor: APIClient) -> None:
    assert_problem(visitor.get("/health/live", headers={"Host": "evil.example"}), 400)


def test_unexpected_exception(api: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(request: object) -> None:
        raise RuntimeError("a secret detail")

    monkeypatch.setattr(NoteRepository, "of", fail)
    api.raise_request_exception = False
    answer = api.get("/api/notes")
    assert_problem(answer, 500)
    assert "secret" not in answer.content.decode()

"""Headers, CORS and request ids."""

import pytest
from rest_framework.test import APIClient


@pytest.mark.parametrize("path", ["/", "/nope", "/api/notes", "/static/style.css"])
def test_headers(visitor: APIClient, path: str) -> None:
    headers = visitor.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "default-src 'self'" in headers["Content-Security-Policy"]
    assert "Strict-Transport-Security" not in headers


def test_listed_origin(visitor: APIClient) -> None:
    answer = visitor.get("/health/live", headers={"Origin": "https://app.example.com"})
    assert answer["Access-Control-Allow-Origin"] == "https://app.example.com"
    assert "origin" in answer["Vary"].lower()


def test_other_origin(visitor: APIClient) -> None:
    answer = visitor.get("/health/live", headers={"Origin": "https://evil.example"})
    assert "Access-Control-Allow-Origin" not in answer


def test_request_id(visitor: APIClient) -> None:
    answer = visitor.get("/health/live", headers={"X-Request-ID": "from-client"})
    assert answer["X-Request-ID"] == "from-client"
    answer = visitor.get("/health/live", headers={"X-Request-ID": "not ours"})
    assert len(answer["X-Request-ID"]) == 32


def test_head(visitor: APIClient) -> None:
    assert visitor.head("/health/live").status_code == 200

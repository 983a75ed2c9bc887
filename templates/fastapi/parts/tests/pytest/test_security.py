"""What guards every route."""

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from tests.support import open_client

ORIGIN = "https://app.example.com"


@pytest.mark.parametrize("path", ["/", "/health/live", "/nowhere", "/static/style.css"])
def test_headers(guest: TestClient, path: str) -> None:
    headers = guest.get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert "Strict-Transport-Security" not in headers


def test_https_only_in_production(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENVIRONMENT", "production")
    with open_client(create_app()) as client:
        assert "Strict-Transport-Security" not in client.get("/health/live").headers
        answer = client.get("https://localhost/health/live")
        assert answer.headers["Strict-Transport-Security"].startswith("max-age=")


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:80", "[::1]:8000"])
def test_trusted_host(guest: TestClient, host: str) -> None:
    assert guest.get("/health/live", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", ""])
def test_unknown_host(guest: TestClient, host: str) -> None:
    answer = guest.get("/health/live", headers={"Host": host})
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_no_origin_is_allowed_by_default(guest: TestClient) -> None:
    answer = guest.get("/health/live", headers={"Origin": ORIGIN})
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_listed_origin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CORS_ORIGINS", f"https://other.example.com, {ORIGIN}")
    with open_client(create_app()) as client:
        answer = client.get("/nowhere", headers={"Origin": ORIGIN})
    assert answer.headers["Access-Control-Allow-Origin"] == ORIGIN
    assert "X-Request-ID" in answer.headers["Access-Control-Expose-Headers"]
    assert answer.headers["Vary"] == "Origin"


def test_preflight(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CORS_ORIGINS", ORIGIN)
    asked = {"Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": "x-a"}
    with open_client(create_app()) as client:
        answer = client.options("/api/notes", headers={"Origin": ORIGIN, **asked})
        refused = client.options("/api/notes", headers={"Origin": "https://evil.example", **asked})
    assert answer.status_code == 204
    assert "PUT" in answer.headers["Access-Control-Allow-Methods"]
    assert answer.headers["Access-Control-Allow-Headers"] == "x-a"
    assert "Access-Control-Allow-Origin" not in refused.headers

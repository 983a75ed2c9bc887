"""Sessions: the sign-in with a password, and its end."""

import pytest
from django.core.cache import cache
from rest_framework.test import APIClient

from tests.credentials import registered


def test_cookies(visitor: APIClient) -> None:
    cookies = visitor.post("/api/auth/login", registered()).cookies
    assert cookies["session"]["httponly"]
    assert not cookies["csrf_token"]["httponly"]
    assert {cookie["samesite"] for cookie in cookies.values()} == {"Lax"}


def test_session_changes_at_sign_in(visitor: APIClient) -> None:
    credentials = registered()
    first = visitor.post("/api/auth/login", credentials).cookies["session"].value
    second = visitor.post("/api/auth/login", credentials).cookies["session"].value
    assert first != second


def test_wrong_password(visitor: APIClient) -> None:
    answer = visitor.post("/api/auth/login", {**registered(), "password": "wrong"})
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Session"


@pytest.mark.parametrize("token", ["", "x" * 64])
def test_write_without_the_token(api: APIClient, token: str) -> None:
    api.credentials(HTTP_X_CSRF_TOKEN=token)
    answer = api.post("/api/notes", {"title": "Milk"})
    assert answer.status_code == 403
    assert answer["Content-Type"] == "application/problem+json"


def test_logout(api: APIClient) -> None:
    session = api.cookies["session"].value
    assert api.post("/api/auth/logout").status_code == 204
    api.cookies["session"] = session
    assert api.get("/api/auth/me").status_code == 401


def test_rate_limit(visitor: APIClient) -> None:
    cache.clear()
    credentials = {"email": "guess@example.com", "password": "wrong"}
    for _ in range(10):
        assert visitor.post("/api/auth/login", credentials).status_code == 401
    answer = visitor.post("/api/auth/login", credentials)
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0

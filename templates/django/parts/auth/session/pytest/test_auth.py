"""Sessions: the sign-in with a password, and its end."""

import pytest
from rest_framework.test import APIClient

from tests.credentials import registered


def test_cookies(visitor: APIClient) -> None:
    cookies = visitor.post("/api/auth/login", registered()).cookies
    assert cookies["session"]["httponly"]
    assert not cookies["csrf_token"]["httponly"]
    assert {cookie["samesite"] for cookie in cookies.values()} == {"Lax"}


@pytest.mark.parametrize("token", ["", "x" * 64])
def test_write_without_the_token(api: APIClient, token: str) -> None:
    api.credentials(HTTP_X_CSRF_TOKEN=token)
    answer = api.post("/api/notes", {"title": "Milk"})
    assert answer.status_code == 403
    assert answer["Content-Type"] == "application/problem+json"


def test_logout(api: APIClient) -> None:
    assert api.post("/api/auth/logout").status_code == 204
    assert api.get("/api/auth/me").status_code == 401

"""The sign-in with a password."""

from django.core.cache import cache
from rest_framework.test import APIClient

from tests.credentials import registered


def test_token(visitor: APIClient) -> None:
    answer = visitor.post("/api/auth/token", registered())
    assert answer["Cache-Control"] == "no-store"
    assert answer.json()["token_type"] == "bearer"
    assert answer.json()["expires_in"] == 15 * 60


def test_wrong_password(visitor: APIClient) -> None:
    answer = visitor.post("/api/auth/token", {**registered(), "password": "wrong"})
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"


def test_rate_limit(visitor: APIClient) -> None:
    cache.clear()
    credentials = {"email": "guess@example.com", "password": "wrong"}
    for _ in range(10):
        assert visitor.post("/api/auth/token", credentials).status_code == 401
    answer = visitor.post("/api/auth/token", credentials)
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0

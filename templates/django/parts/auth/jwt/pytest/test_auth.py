"""Registering, tokens, and their end."""

from typing import Any

import pytest
from django.core.cache import cache
from rest_framework.test import APIClient

from app.models import RefreshToken, User
from tests.credentials import PASSWORD, registered


def sign_in(visitor: APIClient) -> Any:
    return visitor.post("/api/auth/token", registered()).json()


def refresh(visitor: APIClient, pair: Any) -> Any:
    return visitor.post("/api/auth/refresh", {"refresh_token": pair["refresh_token"]})


def test_register(visitor: APIClient) -> None:
    answer = visitor.post("/api/auth/register", {"email": "Ada@Example.com", "password": PASSWORD})
    assert answer.status_code == 201
    assert answer.json()["email"] == "ada@example.com"
    assert answer["Location"] == "/api/auth/me"
    assert User.objects.get().password.startswith("argon2$argon2id$")


def test_register_twice(visitor: APIClient) -> None:
    taken = registered()
    taken["email"] = taken["email"].upper()
    assert visitor.post("/api/auth/register", taken).status_code == 409


@pytest.mark.parametrize(("email", "password"), [("nobody", PASSWORD), ("a@example.com", "short")])
def test_invalid_registrations(visitor: APIClient, email: str, password: str) -> None:
    answer = visitor.post("/api/auth/register", {"email": email, "password": password})
    assert answer.status_code == 422


def test_me(api: APIClient) -> None:
    assert api.get("/api/auth/me").json()["email"].endswith("@example.com")


def test_token(visitor: APIClient) -> None:
    answer = visitor.post("/api/auth/token", registered())
    assert answer["Cache-Control"] == "no-store"
    assert answer.json()["token_type"] == "bearer"
    assert answer.json()["expires_in"] == 15 * 60


def test_wrong_password(visitor: APIClient) -> None:
    answer = visitor.post("/api/auth/token", {**registered(), "password": "wrong"})
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"


def test_forged_access_token(visitor: APIClient) -> None:
    visitor.credentials(HTTP_AUTHORIZATION=f"Bearer {sign_in(visitor)['access_token']}x")
    assert visitor.get("/api/auth/me").status_code == 401


def test_rotation(visitor: APIClient) -> None:
    first = sign_in(visitor)
    second = refresh(visitor, first).json()
    assert second["refresh_token"] != first["refresh_token"]
    assert not RefreshToken.objects.filter(token_hash=second["refresh_token"]).exists()


def test_reuse_revokes_the_family(visitor: APIClient) -> None:
    first = sign_in(visitor)
    second = refresh(visitor, first).json()
    assert refresh(visitor, first).status_code == 401
    assert refresh(visitor, second).status_code == 401


def test_logout(visitor: APIClient) -> None:
    pair = sign_in(visitor)
    body = {"refresh_token": pair["refresh_token"]}
    assert visitor.post("/api/auth/logout", body).status_code == 204
    assert visitor.post("/api/auth/logout", body).status_code == 204
    assert refresh(visitor, pair).status_code == 401


def test_rate_limit(visitor: APIClient) -> None:
    cache.clear()
    credentials = {"email": "guess@example.com", "password": "wrong"}
    for _ in range(10):
        assert visitor.post("/api/auth/token", credentials).status_code == 401
    answer = visitor.post("/api/auth/token", credentials)
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0

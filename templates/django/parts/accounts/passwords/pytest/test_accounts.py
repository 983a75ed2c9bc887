"""Registering, and the sign-in with a password."""

import pytest
from rest_framework.test import APIClient

from app.authentication import CHALLENGE
from app.models import User
from tests.clients import SIGN_IN
from tests.credentials import registered
from tests.passwords import PASSWORD


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


def test_wrong_password(visitor: APIClient) -> None:
    answer = visitor.post(SIGN_IN, {**registered(), "password": "wrong"})
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == CHALLENGE

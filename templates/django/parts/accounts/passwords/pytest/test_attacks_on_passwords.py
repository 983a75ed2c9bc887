"""Attacks on accounts and their passwords."""

from unittest.mock import patch

import pytest
from django.core.cache import cache
from rest_framework.test import APIClient

from app.models import User
from app.passwords import Argon2idHasher
from tests.clients import SIGN_IN
from tests.credentials import registered
from tests.passwords import PASSWORD

# Nobody whose word about an address counts.
STRANGER = "203.0.113.9"

UNKNOWN = {"email": "nobody@example.com", "password": "a wrong password"}


@pytest.fixture(autouse=True)
def nobody_tried_yet() -> None:
    cache.clear()


def test_who_has_an_account_by_the_answer(visitor: APIClient) -> None:
    known = {**registered(), "password": UNKNOWN["password"]}
    one, other = visitor.post(SIGN_IN, known), visitor.post(SIGN_IN, UNKNOWN)
    assert (one.status_code, one.content) == (other.status_code, other.content)


def test_who_has_an_account_by_the_time(visitor: APIClient) -> None:
    known = {**registered(), "password": UNKNOWN["password"]}
    for credentials in (known, UNKNOWN):
        with (
            patch.object(Argon2idHasher, "encode", return_value="") as encode,
            patch.object(Argon2idHasher, "verify", return_value=False) as verify,
        ):
            visitor.post(SIGN_IN, credentials)
        # What takes the time is done once, whether there is a hash to compare with or not.
        assert encode.call_count + verify.call_count == 1


def test_guessing_a_password(visitor: APIClient) -> None:
    credentials = registered()
    for _ in range(10):
        wrong = visitor.post(SIGN_IN, {**credentials, "password": "wrong"})
        assert wrong.status_code == 401
    answer = visitor.post(SIGN_IN, credentials)
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0


def test_guessing_in_disguise(visitor: APIClient) -> None:
    for number in range(11):
        email = "Guess@example.com" if number % 2 else "guess@EXAMPLE.com"
        disguise = {"X-Forwarded-For": f"192.0.2.{number}", "X-Real-IP": f"192.0.2.{number}"}
        guess = {"email": email, "password": "wrong"}
        answer = visitor.post(SIGN_IN, guess, headers=disguise, REMOTE_ADDR=STRANGER)
    assert answer.status_code == 429


def test_registering_as_a_superuser(visitor: APIClient) -> None:
    powers = {"is_staff": True, "is_superuser": True, "is_active": True, "id": 1}
    fields = {"email": "ada@example.com", "password": PASSWORD, **powers}
    assert visitor.post("/api/auth/register", fields).status_code == 201
    user = User.objects.get()
    assert not (user.is_staff or user.is_superuser)


def test_a_password_in_an_answer(visitor: APIClient) -> None:
    fields = {"email": "ada@example.com", "password": PASSWORD}
    told = visitor.post("/api/auth/register", fields).content.decode()
    told += visitor.post("/api/auth/register", {**fields, "email": "x"}).content.decode()
    assert PASSWORD not in told
    assert "argon2" not in told


def test_a_password_that_takes_long_to_hash(visitor: APIClient) -> None:
    fields = {"email": "ada@example.com", "password": "x" * 129}
    assert visitor.post("/api/auth/register", fields).status_code == 422
    assert visitor.post(SIGN_IN, fields).status_code == 422

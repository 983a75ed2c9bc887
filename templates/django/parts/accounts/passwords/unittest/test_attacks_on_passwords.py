"""Attacks on accounts and their passwords."""

from unittest.mock import patch

from django.core.cache import cache

from app.models import User
from app.passwords import Argon2idHasher
from tests.base import ApiTestCase
from tests.clients import SIGN_IN
from tests.credentials import registered
from tests.passwords import PASSWORD

# Nobody whose word about an address counts.
STRANGER = "203.0.113.9"

UNKNOWN = {"email": "nobody@example.com", "password": "a wrong password"}


class PasswordsTest(ApiTestCase):
    def setUp(self) -> None:
        super().setUp()
        cache.clear()

    def test_who_has_an_account_by_the_answer(self) -> None:
        known = {**registered(), "password": UNKNOWN["password"]}
        one, other = self.visitor.post(SIGN_IN, known), self.visitor.post(SIGN_IN, UNKNOWN)
        self.assertEqual(one.status_code, other.status_code)
        self.assertEqual(one.content, other.content)

    def test_who_has_an_account_by_the_time(self) -> None:
        known = {**registered(), "password": UNKNOWN["password"]}
        for credentials in (known, UNKNOWN):
            with (
                patch.object(Argon2idHasher, "encode", return_value="") as encode,
                patch.object(Argon2idHasher, "verify", return_value=False) as verify,
            ):
                self.visitor.post(SIGN_IN, credentials)
            # What takes the time is done once, whether there is a hash to compare with or not.
            self.assertEqual(encode.call_count + verify.call_count, 1)

    def test_guessing_a_password(self) -> None:
        credentials = registered()
        for _ in range(10):
            wrong = self.visitor.post(SIGN_IN, {**credentials, "password": "wrong"})
            self.assertEqual(wrong.status_code, 401)
        answer = self.visitor.post(SIGN_IN, credentials)
        self.assertEqual(answer.status_code, 429)
        self.assertGreater(int(answer["Retry-After"]), 0)

    def test_guessing_in_disguise(self) -> None:
        for number in range(11):
            email = "Guess@example.com" if number % 2 else "guess@EXAMPLE.com"
            disguise = {"X-Forwarded-For": f"192.0.2.{number}", "X-Real-IP": f"192.0.2.{number}"}
            guess = {"email": email, "password": "wrong"}
            answer = self.visitor.post(SIGN_IN, guess, headers=disguise, REMOTE_ADDR=STRANGER)
        self.assertEqual(answer.status_code, 429)

    def test_registering_as_a_superuser(self) -> None:
        powers = {"is_staff": True, "is_superuser": True, "is_active": True, "id": 1}
        fields = {"email": "ada@example.com", "password": PASSWORD, **powers}
        self.assertEqual(self.visitor.post("/api/auth/register", fields).status_code, 201)
        user = User.objects.get(email="ada@example.com")
        self.assertFalse(user.is_staff or user.is_superuser)

    def test_a_password_in_an_answer(self) -> None:
        fields = {"email": "ada@example.com", "password": PASSWORD}
        told = self.visitor.post("/api/auth/register", fields).content.decode()
        told += self.visitor.post("/api/auth/register", {**fields, "email": "x"}).content.decode()
        self.assertNotIn(PASSWORD, told)
        self.assertNotIn("argon2", told)

    def test_a_password_that_takes_long_to_hash(self) -> None:
        fields = {"email": "ada@example.com", "password": "x" * 129}
        self.assertEqual(self.visitor.post("/api/auth/register", fields).status_code, 422)
        self.assertEqual(self.visitor.post(SIGN_IN, fields).status_code, 422)

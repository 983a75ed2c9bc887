"""Registering, and the sign-in with a password."""

from typing import Any

from app.authentication import CHALLENGE
from app.models import User
from tests.base import ApiTestCase
from tests.clients import SIGN_IN
from tests.credentials import registered
from tests.passwords import PASSWORD


class AccountsTest(ApiTestCase):
    def register(self, email: str, password: str) -> Any:
        return self.visitor.post("/api/auth/register", {"email": email, "password": password})

    def test_register(self) -> None:
        answer = self.register("Ada@Example.com", PASSWORD)
        self.assertEqual(answer.status_code, 201)
        self.assertEqual(answer.json()["email"], "ada@example.com")
        self.assertEqual(answer["Location"], "/api/auth/me")
        user = User.objects.get(email="ada@example.com")
        self.assertTrue(user.password.startswith("argon2$argon2id$"))

    def test_register_twice(self) -> None:
        self.assertEqual(self.register(registered()["email"].upper(), PASSWORD).status_code, 409)

    def test_invalid_registrations(self) -> None:
        self.assertEqual(self.register("nobody", PASSWORD).status_code, 422)
        self.assertEqual(self.register("a@example.com", "short").status_code, 422)

    def test_me(self) -> None:
        self.assertTrue(self.api.get("/api/auth/me").json()["email"].endswith("@example.com"))

    def test_wrong_password(self) -> None:
        answer = self.visitor.post(SIGN_IN, {**registered(), "password": "wrong"})
        self.assertEqual(answer.status_code, 401)
        self.assertEqual(answer["WWW-Authenticate"], CHALLENGE)

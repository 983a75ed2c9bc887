"""Registering, tokens, and their end."""

from typing import Any

from django.core.cache import cache

from app.models import RefreshToken, User
from tests.base import ApiTestCase
from tests.credentials import PASSWORD, registered


class RegisterTest(ApiTestCase):
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


class TokenTest(ApiTestCase):
    def sign_in(self) -> Any:
        return self.visitor.post("/api/auth/token", registered()).json()

    def refresh(self, pair: Any) -> Any:
        body = {"refresh_token": pair["refresh_token"]}
        return self.visitor.post("/api/auth/refresh", body)

    def test_token(self) -> None:
        answer = self.visitor.post("/api/auth/token", registered())
        self.assertEqual(answer["Cache-Control"], "no-store")
        self.assertEqual(answer.json()["token_type"], "bearer")
        self.assertEqual(answer.json()["expires_in"], 15 * 60)

    def test_wrong_password(self) -> None:
        answer = self.visitor.post("/api/auth/token", {**registered(), "password": "wrong"})
        self.assertEqual(answer.status_code, 401)
        self.assertEqual(answer["WWW-Authenticate"], "Bearer")

    def test_forged_access_token(self) -> None:
        forged = f"Bearer {self.sign_in()['access_token']}x"
        self.visitor.credentials(HTTP_AUTHORIZATION=forged)
        self.assertEqual(self.visitor.get("/api/auth/me").status_code, 401)

    def test_rotation(self) -> None:
        first = self.sign_in()
        second = self.refresh(first).json()
        self.assertNotEqual(second["refresh_token"], first["refresh_token"])
        stored = RefreshToken.objects.filter(token_hash=second["refresh_token"])
        self.assertFalse(stored.exists())

    def test_reuse_revokes_the_family(self) -> None:
        first = self.sign_in()
        second = self.refresh(first).json()
        self.assertEqual(self.refresh(first).status_code, 401)
        self.assertEqual(self.refresh(second).status_code, 401)

    def test_logout(self) -> None:
        pair = self.sign_in()
        body = {"refresh_token": pair["refresh_token"]}
        self.assertEqual(self.visitor.post("/api/auth/logout", body).status_code, 204)
        self.assertEqual(self.visitor.post("/api/auth/logout", body).status_code, 204)
        self.assertEqual(self.refresh(pair).status_code, 401)

    def test_rate_limit(self) -> None:
        cache.clear()
        credentials = {"email": "guess@example.com", "password": "wrong"}
        for _ in range(10):
            answer = self.visitor.post("/api/auth/token", credentials)
            self.assertEqual(answer.status_code, 401)
        answer = self.visitor.post("/api/auth/token", credentials)
        self.assertEqual(answer.status_code, 429)
        self.assertGreater(int(answer["Retry-After"]), 0)

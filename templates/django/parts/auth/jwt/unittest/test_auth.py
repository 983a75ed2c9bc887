"""The sign-in with a password."""

from django.core.cache import cache

from tests.base import ApiTestCase
from tests.credentials import registered


class SignInTest(ApiTestCase):
    def test_token(self) -> None:
        answer = self.visitor.post("/api/auth/token", registered())
        self.assertEqual(answer["Cache-Control"], "no-store")
        self.assertEqual(answer.json()["token_type"], "bearer")
        self.assertEqual(answer.json()["expires_in"], 15 * 60)

    def test_wrong_password(self) -> None:
        answer = self.visitor.post("/api/auth/token", {**registered(), "password": "wrong"})
        self.assertEqual(answer.status_code, 401)
        self.assertEqual(answer["WWW-Authenticate"], "Bearer")

    def test_rate_limit(self) -> None:
        cache.clear()
        credentials = {"email": "guess@example.com", "password": "wrong"}
        for _ in range(10):
            answer = self.visitor.post("/api/auth/token", credentials)
            self.assertEqual(answer.status_code, 401)
        answer = self.visitor.post("/api/auth/token", credentials)
        self.assertEqual(answer.status_code, 429)
        self.assertGreater(int(answer["Retry-After"]), 0)

"""Sessions: the sign-in with a password, and its end."""

from django.core.cache import cache

from tests.base import ApiTestCase
from tests.credentials import registered


class SessionTest(ApiTestCase):
    def test_cookies(self) -> None:
        cookies = self.visitor.post("/api/auth/login", registered()).cookies
        self.assertTrue(cookies["session"]["httponly"])
        self.assertFalse(cookies["csrf_token"]["httponly"])
        self.assertEqual({cookie["samesite"] for cookie in cookies.values()}, {"Lax"})

    def test_session_changes_at_sign_in(self) -> None:
        credentials = registered()
        first = self.visitor.post("/api/auth/login", credentials).cookies["session"].value
        second = self.visitor.post("/api/auth/login", credentials).cookies["session"].value
        self.assertNotEqual(first, second)

    def test_wrong_password(self) -> None:
        answer = self.visitor.post("/api/auth/login", {**registered(), "password": "wrong"})
        self.assertEqual(answer.status_code, 401)
        self.assertEqual(answer["WWW-Authenticate"], "Session")

    def test_write_without_the_token(self) -> None:
        for token in ("", "x" * 64):
            with self.subTest(token=token):
                self.api.credentials(HTTP_X_CSRF_TOKEN=token)
                answer = self.api.post("/api/notes", {"title": "Milk"})
                self.assertEqual(answer.status_code, 403)
                self.assertEqual(answer["Content-Type"], "application/problem+json")

    def test_logout(self) -> None:
        session = self.api.cookies["session"].value
        self.assertEqual(self.api.post("/api/auth/logout").status_code, 204)
        self.api.cookies["session"] = session
        self.assertEqual(self.api.get("/api/auth/me").status_code, 401)

    def test_rate_limit(self) -> None:
        cache.clear()
        credentials = {"email": "guess@example.com", "password": "wrong"}
        for _ in range(10):
            answer = self.visitor.post("/api/auth/login", credentials)
            self.assertEqual(answer.status_code, 401)
        answer = self.visitor.post("/api/auth/login", credentials)
        self.assertEqual(answer.status_code, 429)
        self.assertGreater(int(answer["Retry-After"]), 0)

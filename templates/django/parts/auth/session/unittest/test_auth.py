"""Sessions: the sign-in with a password, and its end."""

from tests.base import ApiTestCase
from tests.credentials import registered


class SessionTest(ApiTestCase):
    def test_cookies(self) -> None:
        cookies = self.visitor.post("/api/auth/login", registered()).cookies
        self.assertTrue(cookies["session"]["httponly"])
        self.assertFalse(cookies["csrf_token"]["httponly"])
        self.assertEqual({cookie["samesite"] for cookie in cookies.values()}, {"Lax"})

    def test_write_without_the_token(self) -> None:
        for token in ("", "x" * 64):
            with self.subTest(token=token):
                self.api.credentials(HTTP_X_CSRF_TOKEN=token)
                answer = self.api.post("/api/notes", {"title": "Milk"})
                self.assertEqual(answer.status_code, 403)
                self.assertEqual(answer["Content-Type"], "application/problem+json")

    def test_logout(self) -> None:
        self.assertEqual(self.api.post("/api/auth/logout").status_code, 204)
        self.assertEqual(self.api.get("/api/auth/me").status_code, 401)

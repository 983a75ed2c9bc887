"""The sign-in with a password."""

from tests.base import ApiTestCase
from tests.credentials import registered


class SignInTest(ApiTestCase):
    def test_token(self) -> None:
        answer = self.visitor.post("/api/auth/token", registered())
        self.assertEqual(answer["Cache-Control"], "no-store")
        self.assertEqual(answer.json()["token_type"], "bearer")
        self.assertEqual(answer.json()["expires_in"], 15 * 60)

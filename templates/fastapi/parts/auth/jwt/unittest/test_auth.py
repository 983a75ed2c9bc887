"""Sign-in: a password for a pair of tokens."""

from tests.base import GuestTest
from tests.clients import SIGN_IN
from tests.credentials import register


class SignInTest(GuestTest):
    """People who know their password."""

    def test_sign_in(self) -> None:
        answer = self.guest.post(SIGN_IN, json=register(self.guest))
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        self.assertEqual(answer.json()["token_type"], "bearer")
        self.assertEqual(answer.json()["expires_in"], 900)
        bearer = {"Authorization": f"Bearer {answer.json()['access_token']}"}
        me = self.guest.get("/api/auth/me", headers=bearer).json()
        self.assertEqual(me["email"], "ada@example.com")

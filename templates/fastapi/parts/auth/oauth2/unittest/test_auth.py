"""Who is signed in."""

from tests.base import GuestTest
from tests.clients import sign_in


class MeTest(GuestTest):
    """People whom the provider knows."""

    def test_me(self) -> None:
        sign_in(self.guest)
        me = self.guest.get("/api/auth/me").json()
        self.assertEqual(set(me), {"id", "email", "created_at"})
        self.assertEqual(me["email"], "ada@example.com")

    def test_nobody_has_a_password_here(self) -> None:
        account = {"email": "ada@example.com", "password": "correct horse battery staple"}
        for path in ["/api/auth/register", "/api/auth/token"]:
            with self.subTest(path=path):
                self.assertEqual(self.guest.post(path, json=account).status_code, 404)

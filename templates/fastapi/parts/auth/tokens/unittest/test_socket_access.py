"""Who may open a socket: whoever has an access token."""

from tests.base import ApiTest, GuestTest
from tests.forgery import FORGERIES, forge
from tests.sockets import closing_code, open_socket, refusal


class UnknownTest(GuestTest):
    """Somebody who is not signed in."""

    def test_nobody_comes_in_unknown(self) -> None:
        answer = refusal(self.guest)
        self.assertEqual(answer.status_code, 401)
        self.assertEqual(answer.headers["WWW-Authenticate"], "Bearer")
        self.assertEqual(answer.headers["Content-Type"], "application/problem+json")


class TokenTest(ApiTest):
    """Somebody who has a token."""

    def test_a_page_sends_the_token_as_a_subprotocol(self) -> None:
        token = self.client.headers.pop("Authorization").removeprefix("Bearer ")
        with open_socket(self.client, "notes", f"bearer.{token}") as socket:
            self.assertEqual(socket.accepted_subprotocol, "notes")
        self.assertEqual(refusal(self.client, "notes", "bearer.nonsense").status_code, 401)
        self.assertEqual(refusal(self.client, "notes").status_code, 401)

    def test_a_forged_token(self) -> None:
        user = self.client.get("/api/auth/me").json()["id"]
        for name, changes in FORGERIES.items():
            with self.subTest(name):
                token = forge(user, **changes)
                answer = refusal(self.client, Authorization=f"Bearer {token}")
                self.assertEqual(answer.status_code, 401)

    def test_a_token_that_expires_ends_the_socket(self) -> None:
        token = forge(self.client.get("/api/auth/me").json()["id"], lifetime=1)
        with open_socket(self.client, Authorization=f"Bearer {token}") as socket:
            self.assertEqual(closing_code(socket), 4401)

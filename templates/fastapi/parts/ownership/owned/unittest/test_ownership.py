"""A note belongs to its author."""

from app.main import create_app
from tests.base import ApiTest, GuestTest
from tests.clients import SCHEME, api_client


class UnknownTest(GuestTest):
    """Somebody who is not signed in."""

    def test_nobody_comes_in_unknown(self) -> None:
        for path in ["/api/notes", "/api/auth/me"]:
            with self.subTest(path=path):
                answer = self.guest.get(path)
                self.assertEqual(answer.status_code, 401)
                self.assertEqual(answer.headers["WWW-Authenticate"], SCHEME)


class OwnershipTest(ApiTest):
    """Two people, each with notes of their own."""

    def test_notes_of_others_are_not_there(self) -> None:
        stranger = self.enterContext(api_client("bob@example.com", create_app()))
        address = self.client.post("/api/notes", json={"title": "Mine"}).headers["Location"]
        self.assertEqual(stranger.get("/api/notes").json()["total"], 0)
        for method in ("GET", "PUT", "PATCH", "DELETE"):
            body = {"title": "Theirs"} if method in {"PUT", "PATCH"} else None
            self.assertEqual(stranger.request(method, address, json=body).status_code, 404)
        self.assertEqual(self.client.get(address).json()["title"], "Mine")

"""A note belongs to its author; for everybody else it does not exist."""

from tests.base import ApiTestCase
from tests.clients import somebody


class OwnershipTest(ApiTestCase):
    def test_visitors_are_turned_away(self) -> None:
        answer = self.visitor.get("/api/notes")
        self.assertEqual(answer.status_code, 401)
        self.assertEqual(answer["Content-Type"], "application/problem+json")
        self.assertTrue(answer["WWW-Authenticate"])

    def test_everybody_sees_their_own(self) -> None:
        self.api.post("/api/notes", {"title": "Mine"})
        self.assertEqual(self.api.get("/api/notes").json()["total"], 1)
        self.assertEqual(somebody().get("/api/notes").json()["total"], 0)

"""A note belongs to its author; for everybody else it does not exist."""

from tests.base import ApiTestCase
from tests.clients import somebody


class OwnershipTest(ApiTestCase):
    def test_visitors_are_turned_away(self) -> None:
        answer = self.visitor.get("/api/notes")
        self.assertEqual(answer.status_code, 401)
        self.assertEqual(answer["Content-Type"], "application/problem+json")
        self.assertTrue(answer["WWW-Authenticate"])

    def test_notes_of_others(self) -> None:
        path = self.api.post("/api/notes", {"title": "Mine"})["Location"]
        other = somebody()
        for method in (other.get, other.put, other.patch, other.delete):
            with self.subTest(method=method):
                self.assertEqual(method(path, {"title": "Theirs"}).status_code, 404)
        self.assertEqual(other.get("/api/notes").json()["total"], 0)
        self.assertEqual(self.api.get(path).json()["title"], "Mine")

"""Whose note it is."""

from tests import clients
from tests.base import ApiTestCase
from tests.support import assert_problem


class OwnershipTest(ApiTestCase):
    """What belongs to somebody does not exist for others."""

    def test_someone_elses_note_does_not_exist(self) -> None:
        client = self.note_taker()
        path = client.post("/api/notes", json={"title": "Mine"}).headers["Location"]
        stranger = clients.note_taker(self.app)
        for method in ("GET", "PUT", "PATCH", "DELETE"):
            with self.subTest(method):
                assert_problem(stranger.open(path, method=method, json={"title": "x"}), 404)
        self.assertEqual(client.get(path).get_json()["title"], "Mine")

    def test_a_list_holds_ones_own_notes_only(self) -> None:
        self.note_taker().post("/api/notes", json={"title": "Mine"})
        stranger = clients.note_taker(self.app)
        self.assertEqual(stranger.get("/api/notes").get_json()["total"], 0)

    def test_nobody_reads_without_signing_in(self) -> None:
        clients.assert_unauthorized(self.visitor.get("/api/notes"))
        clients.assert_unauthorized(self.visitor.post("/api/notes", json={"title": "Nobody's"}))

"""Attacks on what belongs to somebody, each refused; a test is named after what is tried."""

import re

from tests import clients
from tests.base import ApiTestCase
from tests.support import assert_problem


class OwnerTest(ApiTestCase):
    """Somebody who is signed in reaches for what is not theirs."""

    def setUp(self) -> None:
        super().setUp()
        self.client, self.attacker = self.note_taker(), self.note_taker()
        self.path = self.client.post("/api/notes", json={"title": "Mine"}).headers["Location"]

    def test_the_id_of_someone_elses_note(self) -> None:
        theirs = {"title": "Theirs"}
        for method in ("GET", "PUT", "PATCH", "DELETE"):
            with self.subTest(method):
                response = self.attacker.open(self.path, method=method, json=theirs)
                unknown = self.attacker.open("/api/notes/unknown", method=method, json=theirs)
                self.assertEqual(assert_problem(response, 404), assert_problem(unknown, 404))
        self.assertEqual(self.client.get(self.path).get_json()["title"], "Mine")

    def test_someone_elses_note_in_a_list(self) -> None:
        for query in ("", "q=Mine", "q=%25", "owner_id=*", "limit=100&offset=0"):
            with self.subTest(query):
                found = self.attacker.get(f"/api/notes?{query}").get_json()
                self.assertEqual(found["items"], [])

    def test_a_note_in_someone_elses_name(self) -> None:
        victim = self.client.get("/api/auth/me").get_json()["id"]
        forged = {"title": "Gift", "owner_id": victim, "owner": victim, "user_id": victim}
        given = self.attacker.post("/api/notes", json=forged).headers["Location"]
        self.attacker.patch(given, json=forged)
        self.assertEqual(self.client.get("/api/notes").get_json()["total"], 1)
        self.assertEqual(self.attacker.get(given).status_code, 200)

    def test_what_others_must_not_know(self) -> None:
        person = self.client.get("/api/auth/me").get_json()
        self.assertEqual(set(person), {"id", "email", "created_at"})

    def test_every_guarded_operation_without_signing_in(self) -> None:
        paths = self.visitor.get("/openapi.json").get_json()["paths"]
        guarded = [
            (path, method)
            for path, operations in paths.items()
            for method, operation in operations.items()
            if "security" in operation
        ]
        self.assertGreater(len(guarded), 6)
        for path, method in guarded:
            with self.subTest(f"{method} {path}"):
                address = re.sub(r"{\w+}", "00000000-0000-4000-8000-000000000000", path)
                response = self.visitor.open(address, method=method.upper(), json={})
                clients.assert_unauthorized(response)
        open_to_all = set(paths) - {path for path, _ in guarded}
        self.assertTrue(all(p.startswith(("/health/", "/api/auth/")) for p in open_to_all))

"""The database: what comes of it when it is away."""

import os
from time import monotonic
from unittest.mock import patch
from uuid import UUID

from pymongo.errors import OperationFailure

from app import database, indexes
from app.database import open_database, utc_now
from app.models import Note
from app.repository import NoteRepository
from tests.base import ApiTestCase
from tests.support import assert_problem

find = NoteRepository.get


class DatabaseTest(ApiTestCase):
    """A database that is away, or says no."""

    def setUp(self) -> None:
        super().setUp()
        # Nothing listens on this port.
        with patch.dict(os.environ, {"DATABASE_URL": "mongodb://127.0.0.1:9/notes"}):
            self.away = open_database()
        self.addCleanup(self.away.client.close)

    def test_a_database_that_is_away(self) -> None:
        client = self.note_taker()
        started = monotonic()
        with patch.dict(self.app.extensions, {"database": self.away}), patch("app.database.log"):
            response = client.get("/api/notes")
        assert_problem(response, 503)
        self.assertEqual(response.headers["Retry-After"], "5")
        self.assertLess(monotonic() - started, 5)

    def test_health_notices_that_it_is_away(self) -> None:
        check = {"database": lambda: database._ping(self.away)}
        with patch.dict(self.app.extensions["health_checks"], check), patch("app.health.log"):
            problem = assert_problem(self.visitor.get("/health/ready"), 503)
        self.assertEqual(problem["checks"]["database"], "failed")

    def test_another_error_of_the_database_tells_nothing(self) -> None:
        client = self.note_taker()
        refusal = OperationFailure("secret")
        refused = patch("app.notes.visible_notes", side_effect=refusal)
        with refused, self.assertLogs("app.main", "ERROR"):
            response = client.get("/api/notes")
        assert_problem(response, 500)
        self.assertNotIn("secret", response.text)

    def test_indexes_need_it(self) -> None:
        with self.assertRaisesRegex(SystemExit, "DATABASE_URL: no MongoDB answers"):
            indexes.create(self.away)

    def test_a_note_that_somebody_else_has_just_deleted(self) -> None:
        client = self.note_taker()
        path = client.post("/api/notes", json={"title": "Milk"}).headers["Location"]

        def find_too_soon(notes: NoteRepository, note_id: UUID) -> Note | None:
            note = find(notes, note_id)
            if note:
                notes.delete(note)
            return note

        with patch.object(NoteRepository, "get", find_too_soon):
            assert_problem(client.patch(path, json={"title": "Bread"}), 404)
        self.assertEqual(client.get("/api/notes").get_json()["total"], 0)

    def test_a_time_is_as_exact_as_the_database_keeps_it(self) -> None:
        self.assertEqual(utc_now().microsecond % 1000, 0)

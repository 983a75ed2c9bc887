"""MongoDB: how it is named, how it keeps the time, and what happens while it is away."""

from unittest.mock import patch

from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError
from pymongo.errors import OperationFailure, ServerSelectionTimeoutError

from app.database import connect, migrate
from tests.base import ApiTestCase
from tests.environment import read

AWAY = ServerSelectionTimeoutError("nobody answers")


class DatabaseTest(ApiTestCase):
    def test_another_database_is_refused(self) -> None:
        for url in ("sqlite:///app.db", "postgresql://db.example/notes", "notes"):
            with (
                self.subTest(url=url),
                self.assertRaisesRegex(ImproperlyConfigured, "does not name MongoDB"),
            ):
                connect(url)

    def test_a_database_without_a_name_is_refused(self) -> None:
        for url in ("mongodb://db.example", "mongodb+srv://db.example/?w=1"):
            with (
                self.subTest(url=url),
                self.assertRaisesRegex(ImproperlyConfigured, "names no database"),
            ):
                connect(url)

    def test_the_name_of_the_database(self) -> None:
        several = "mongodb://user:p%40ss@one.example:27017,two.example/notes?replicaSet=rs0"
        self.assertEqual(connect(several)["NAME"], "notes")

    def test_there_is_no_stand_in(self) -> None:
        with self.assertRaisesRegex(SystemExit, "DATABASE_URL is not set: MongoDB"):
            read("database", DATABASE_URL="")

    def test_what_is_answered_is_what_is_kept(self) -> None:
        answer = self.api.post("/api/notes", {"title": "Milk"})
        self.assertEqual(self.api.get(answer["Location"]).json(), answer.json())

    def test_the_database_is_away(self) -> None:
        wrapped = DatabaseError()
        wrapped.__cause__ = AWAY
        for error in (AWAY, wrapped):
            with (
                self.subTest(error=error),
                patch("app.notes.NoteRepository.page", side_effect=error),
            ):
                answer = self.api.get("/api/notes")
                self.assertEqual((answer.status_code, answer["Retry-After"]), (503, "5"))
                self.assertEqual(answer["Content-Type"], "application/problem+json")

    def test_another_failure_is_ours(self) -> None:
        self.api.raise_request_exception = False
        with patch("app.notes.NoteRepository.page", side_effect=OperationFailure("no")):
            self.assertEqual(self.api.get("/api/notes").status_code, 500)

    def test_no_start_without_the_database(self) -> None:
        for error, raised in (
            (AWAY, ImproperlyConfigured),
            (OperationFailure("no"), OperationFailure),
        ):
            with (
                self.subTest(error=error),
                patch("app.database.call_command", side_effect=error),
                self.assertRaises(raised),
            ):
                migrate()

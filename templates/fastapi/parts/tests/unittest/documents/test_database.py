"""The database: which one it is, and what happens while it is away."""

import os
from unittest.mock import patch

from pydantic import ValidationError
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import AutoReconnect, ExecutionTimeout, ServerSelectionTimeoutError

from app.database import DatabaseSettings
from app.models import Note
from app.repository import NoteRepository
from app.settings import explain
from tests.base import ApiTest


class DatabaseTest(ApiTest):
    """What the application does with its database, and without."""

    def test_an_address_that_leads_nowhere(self) -> None:
        for url, reason in [
            ("", "DATABASE_URL is not set: MongoDB has no stand-in, so start one"),
            ("postgresql://127.0.0.1/notes", "DATABASE_URL: must start with mongodb://"),
            ("mongodb://127.0.0.1:27017", "DATABASE_URL: must name a database"),
            ("mongodb+srv://example.com/?w=1", "DATABASE_URL: must name a database"),
        ]:
            with self.subTest(url=url), patch.dict(os.environ, DATABASE_URL=url):
                with self.assertRaises(ValidationError) as caught:
                    DatabaseSettings()
                self.assertTrue(explain(caught.exception).startswith(reason))

    def test_it_is_away(self) -> None:
        for error in (ServerSelectionTimeoutError(), ExecutionTimeout("late")):
            with self.subTest(error=error):
                with patch.object(NoteRepository, "search", side_effect=error):
                    answer = self.client.get("/api/notes")
                self.assertEqual(answer.status_code, 503)
                self.assertEqual(answer.headers["Retry-After"], "5")
                self.assertEqual(answer.headers["Content-Type"], "application/problem+json")

    def test_not_ready_without_it(self) -> None:
        with patch.object(AsyncDatabase, "command", side_effect=AutoReconnect()):
            answer = self.client.get("/health/ready")
        self.assertEqual(answer.status_code, 503)
        self.assertEqual(answer.json()["checks"]["database"], "failed")

    def test_a_moment_comes_back_as_it_went_in(self) -> None:
        note = self.client.post("/api/notes", json={"title": "Groceries"}).json()
        address = f"/api/notes/{note['id']}"
        self.assertEqual(self.client.get(address).json(), note)
        changed = self.client.patch(address, json={"body": "Milk"}).json()
        self.assertGreater(changed["updated_at"], note["updated_at"])
        self.assertEqual(self.client.get(address).json(), changed)

    def test_a_note_that_somebody_else_deletes_meanwhile(self) -> None:
        get = NoteRepository.get

        async def lose(notes: NoteRepository, note_id: str) -> Note:
            note = await get(notes, note_id)
            assert note
            await notes.delete(note)
            return note

        for method, body in [("PATCH", {"body": "Milk"}), ("DELETE", None)]:
            note = self.client.post("/api/notes", json={"title": "Groceries"})
            with self.subTest(method=method), patch.object(NoteRepository, "get", lose):
                answer = self.client.request(method, note.headers["Location"], json=body)
                self.assertEqual(answer.status_code, 404)

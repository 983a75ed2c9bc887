"""The statistics, and that what is kept of them is never out of date."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import cast
from unittest.mock import patch

from fastapi import FastAPI

from app import stats
from app.database import Database
from app.main import create_app
from app.repository import NoteRepository
from app.stats import Stats
from tests.base import DatabaseTest
from tests.clients import api_client

computed = stats.compute


class StatsTest(DatabaseTest):
    """The route, and when its answer is computed anew."""

    def setUp(self) -> None:
        """Open a client of an application whose cache is empty."""
        super().setUp()
        self.client = self.enterContext(api_client(app=create_app()))

    def test_without_notes(self) -> None:
        answer = self.client.get("/api/notes/stats")
        self.assertEqual(answer.json(), {"total": 0, "characters": 0, "last_updated_at": None})

    def test_the_second_answer_is_kept(self) -> None:
        self.client.post("/api/notes", json={"title": "Groceries", "body": "Milk"})
        note = self.client.post("/api/notes", json={"title": "List", "body": "École"}).json()
        answers = [self.client.get("/api/notes/stats") for _ in range(2)]
        self.assertEqual([answer.headers["X-Cache"] for answer in answers], ["MISS", "HIT"])
        for answer in answers:
            self.assertEqual(
                answer.json(),
                {"total": 2, "characters": 9, "last_updated_at": note["updated_at"]},
            )

    def test_a_change_shows_at_once(self) -> None:
        note = self.client.post("/api/notes", json={"title": "Groceries"}).json()
        address = f"/api/notes/{note['id']}"
        self.assertEqual(self.client.get("/api/notes/stats").json()["total"], 1)
        self.client.patch(address, json={"body": "Bread"})
        self.assertEqual(self.client.get("/api/notes/stats").json()["characters"], 5)
        self.client.delete(address)
        answer = self.client.get("/api/notes/stats")
        self.assertEqual((answer.headers["X-Cache"], answer.json()["total"]), ("MISS", 0))

    def test_a_slow_reader_stores_nothing_outdated(self) -> None:
        note = self.client.post("/api/notes", json={"title": "Groceries"}).json()

        async def overtaken(database: Database, audience: str) -> Stats:
            answer = await computed(database, audience)
            notes = NoteRepository(cast("FastAPI", self.client.app), audience)
            found = await notes.get(note["id"])
            assert found
            await notes.change(found, {"body": "Bread"})
            return answer

        with patch.object(stats, "compute", overtaken):
            self.assertEqual(self.client.get("/api/notes/stats").json()["characters"], 0)
        answer = self.client.get("/api/notes/stats")
        self.assertEqual((answer.headers["X-Cache"], answer.json()["characters"]), ("MISS", 5))

    def test_many_requests_at_once_compute_it_once(self) -> None:
        async def slow(database: Database, audience: str) -> Stats:
            await asyncio.sleep(0.05)
            return await computed(database, audience)

        with patch.object(stats, "compute", slow), ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda _: self.client.get("/api/notes/stats"), range(8)))
        states = [answer.headers["X-Cache"] for answer in answers]
        self.assertEqual(states.count("MISS"), 1)

    def test_nobody_waits_for_ever(self) -> None:
        async def fail(_database: Database, _audience: str) -> Stats:
            raise ConnectionError

        self.enterContext(patch.object(stats, "SECONDS_TO_COMPUTE", 1))
        with patch.object(stats, "compute", fail):
            self.assertEqual(self.client.get("/api/notes/stats").status_code, 500)
        self.assertEqual(self.client.get("/api/notes/stats").headers["X-Cache"], "MISS")

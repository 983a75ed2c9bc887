"""The sums over all notes, and how long they are kept."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import sleep
from typing import Any
from unittest.mock import patch

from django.conf import settings
from django.core.cache import caches
from rest_framework.test import APIClient

from app import stats
from app.cache import connect
from app.models import Note
from tests.base import ApiTestCase
from tests.clients import somebody

# Nothing listens on this port.
AWAY = "{{ cache }}://127.0.0.1:9"

compute = stats.compute


class StatsTest(ApiTestCase):
    """What is computed, and what is kept."""

    def setUp(self) -> None:
        super().setUp()
        caches["answers"].clear()

    def send(self, method: str, path: str, body: str = "") -> Any:
        """Send a change, and do what follows the commit: a test itself commits nothing.

        https://docs.djangoproject.com/en/5.2/topics/testing/tools/#django.test.TestCase.captureOnCommitCallbacks
        """
        with self.captureOnCommitCallbacks(execute=True):
            return getattr(self.api, method)(path, {"title": "Milk", "body": body})

    def read(self, api: APIClient) -> tuple[str, dict[str, Any]]:
        answer = api.get("/api/notes/stats")
        self.assertEqual(answer.status_code, 200)
        return answer["X-Cache"], answer.json()

    def test_the_sums_are_computed_and_then_kept(self) -> None:
        nothing = {"total": 0, "characters": 0, "last_updated_at": None}
        self.assertEqual(self.read(self.api), ("MISS", nothing))
        self.send("post", "/api/notes", "Two bottles")
        note = self.send("post", "/api/notes", "é").json()
        sums = {"total": 2, "characters": 12, "last_updated_at": note["updated_at"]}
        self.assertEqual(self.read(self.api), ("MISS", sums))
        self.assertEqual(self.read(self.api), ("HIT", sums))

    def test_every_change_is_heard_of(self) -> None:
        path = self.send("post", "/api/notes")["Location"]
        self.assertEqual(self.read(self.api)[1]["total"], 1)
        self.send("patch", path, "12345")
        self.assertEqual(self.read(self.api)[1]["characters"], 5)
        self.send("delete", path)
        self.assertEqual(self.read(self.api)[1]["total"], 0)

    def test_only_visible_notes_count(self) -> None:
        self.send("post", "/api/notes")
        self.read(self.api)
        other = somebody()
        visible = other.get("/api/notes").json()["total"]
        self.assertEqual(self.read(other)[1]["total"], visible)

    def test_a_slow_reader_does_not_keep_what_is_outdated(self) -> None:
        def compute_slowly(notes: Any) -> dict[str, Any]:
            sums = compute(notes)
            self.send("post", "/api/notes")
            return sums

        with patch("app.stats.compute", compute_slowly):
            self.assertEqual(self.read(self.api)[1]["total"], 0)
        self.assertEqual(self.read(self.api)[1]["total"], 1)

    def test_many_readers_at_once_compute_once(self) -> None:
        ready = Barrier(8)

        def compute_slowly(_notes: Any) -> dict[str, Any]:
            sleep(0.05)
            return {"total": 1}

        def read_together(_: int) -> str:
            ready.wait()
            return stats.find_or_compute("somebody", Note.objects)[0]

        with patch("app.stats.compute", compute_slowly), ThreadPoolExecutor(8) as threads:
            answers = sorted(threads.map(read_together, range(8)))
        self.assertEqual(answers, ["HIT"] * 7 + ["MISS"])

    def test_who_waits_too_long_computes(self) -> None:
        with patch("app.stats.SECONDS_TO_COMPUTE", 0):
            self.assertEqual(self.read(self.api)[0], "MISS")

    def test_without_a_cache_everything_works(self) -> None:
        with self.settings(CACHES={**settings.CACHES, "answers": connect(AWAY)}):
            self.assertEqual(self.send("post", "/api/notes").status_code, 201)
            self.assertEqual([self.read(self.api)[0] for _ in range(2)], ["MISS", "MISS"])

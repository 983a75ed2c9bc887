"""The sums over all notes, and how long they are kept."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from unittest.mock import MagicMock, patch

from flask.testing import FlaskClient

from app import stats
from app.cache import ERRORS
from tests.base import ApiTestCase

compute = stats._compute


class StatsTest(ApiTestCase):
    """What is computed, and what is kept."""

    def setUp(self) -> None:
        super().setUp()
        self.client = self.note_taker()

    def read(self, client: FlaskClient) -> tuple[str, dict[str, Any]]:
        response = client.get("/api/notes/stats")
        self.assertEqual(response.status_code, 200, response.text)
        return response.headers["X-Cache"], response.get_json()

    def write(self, body: str = "") -> dict[str, Any]:
        response = self.client.post("/api/notes", json={"title": "Milk", "body": body})
        note: dict[str, Any] = response.get_json()
        return note

    def test_the_sums_are_computed_and_then_kept(self) -> None:
        self.write("Two bottles")
        note = self.write("é")
        sums = {"total": 2, "characters": 12, "last_updated_at": note["updated_at"]}
        self.assertEqual(self.read(self.client), ("MISS", sums))
        self.assertEqual(self.read(self.client), ("HIT", sums))

    def test_without_notes(self) -> None:
        self.client.delete(f"/api/notes/{self.write()['id']}")
        sums = {"total": 0, "characters": 0, "last_updated_at": None}
        self.assertEqual(self.read(self.client)[1], sums)

    def test_every_change_is_heard_of(self) -> None:
        path = f"/api/notes/{self.write()['id']}"
        self.read(self.client)
        self.client.patch(path, json={"body": "12345"})
        answer, sums = self.read(self.client)
        self.assertEqual((answer, sums["characters"]), ("MISS", 5))
        self.client.delete(path)
        answer, sums = self.read(self.client)
        self.assertEqual((answer, sums["total"]), ("MISS", 0))

    def test_only_visible_notes_count(self) -> None:
        self.write()
        self.read(self.client)
        other = self.note_taker()
        visible = other.get("/api/notes").get_json()["total"]
        self.assertEqual(self.read(other)[1]["total"], visible)

    def test_a_slow_reader_does_not_keep_what_is_outdated(self) -> None:
        self.write()

        def compute_slowly(visible: Any) -> stats.Stats:
            sums = compute(visible)
            self.write()
            return sums

        with patch("app.stats._compute", compute_slowly):
            self.assertEqual(self.read(self.client)[1]["total"], 1)
        answer, sums = self.read(self.client)
        self.assertEqual((answer, sums["total"]), ("MISS", 2))

    def test_many_readers_at_once_compute_once(self) -> None:
        self.write()
        ready = Barrier(8)

        def read_together(_: int) -> str:
            ready.wait()
            return self.read(self.client)[0]

        with (
            patch("app.stats._compute", side_effect=compute) as computed,
            ThreadPoolExecutor(8) as threads,
        ):
            answers = list(threads.map(read_together, range(8)))
        self.assertEqual(computed.call_count, 1)
        self.assertEqual(sorted(answers), ["HIT"] * 7 + ["MISS"])

    def test_who_waits_too_long_computes(self) -> None:
        self.write()
        with patch("app.stats.SECONDS_TO_COMPUTE", 0):
            self.assertEqual(self.read(self.client)[0], "MISS")

    def test_without_a_cache_everything_works(self) -> None:
        away = MagicMock()
        away.get.side_effect = away.delete.side_effect = ERRORS[0]("away")
        with patch("app.stats.current_cache", return_value=away):
            self.write()
            self.assertEqual([self.read(self.client)[0] for _ in range(2)], ["MISS", "MISS"])

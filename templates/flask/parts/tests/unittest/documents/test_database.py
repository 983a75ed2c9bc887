"""The database: what comes of it when it is away."""

import os
from time import monotonic
from unittest.mock import patch

from pymongo.errors import OperationFailure

from app import database
from app.database import open_database, utc_now
from tests.base import ApiTestCase
from tests.support import assert_problem


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
        with (
            patch("app.notes.visible_notes", side_effect=refusal),
            patch.object(self.app.logger, "disabled", True),
        ):
            response = client.get("/api/notes")
        assert_problem(response, 500)
        self.assertNotIn("secret", response.text)

    def test_a_time_is_as_exact_as_the_database_keeps_it(self) -> None:
        self.assertEqual(utc_now().microsecond % 1000, 0)

"""Logs: one line for each request, with an id that the answer carries."""

import json
import logging

from app.logs import json_formatter
from tests.base import ApiTestCase
from tests.log import logged


class LogsTest(ApiTestCase):
    """What an operator reads."""

    def test_a_request_is_logged_without_what_it_holds(self) -> None:
        client = self.note_taker()
        with logged() as output:
            client.post("/api/notes?key=secret", json={"title": "secret"})
        (line,) = output.getvalue().splitlines()
        self.assertNotIn("secret", line)
        found = json.loads(line)
        said = (found["event"], found["method"], found["path"])
        self.assertEqual(said, ("request", "POST", "/api/notes"))
        self.assertLessEqual({"status", "duration_ms", "request_id", "timestamp"}, set(found))

    def test_the_lines_of_libraries_are_json(self) -> None:
        record = logging.LogRecord("library", logging.WARNING, __file__, 1, "Hello", None, None)
        line = json.loads(json_formatter().format(record))
        found = (line["event"], line["level"], line["logger"])
        self.assertEqual(found, ("Hello", "warning", "library"))

    def test_a_fitting_request_id_is_echoed(self) -> None:
        response = self.visitor.get("/health/live", headers={"X-Request-ID": "from-client_1.2"})
        self.assertEqual(response.headers["X-Request-ID"], "from-client_1.2")

    def test_an_unfit_request_id_is_replaced(self) -> None:
        for given in ("", "a b", "x" * 65, "é"):
            with self.subTest(given):
                response = self.visitor.get("/health/live", headers={"X-Request-ID": given})
                self.assertRegex(response.headers["X-Request-ID"], r"^[0-9a-f]{32}$")

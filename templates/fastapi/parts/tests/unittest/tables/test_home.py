"""The home page."""

import os
import re
from unittest.mock import patch

from app import embedded, health, home
from app.settings import PROJECT_FOLDER
from tests.base import GuestTest


class HomeTest(GuestTest):
    """What the page shows."""

    def test_it_lists_the_technologies(self) -> None:
        answer = self.guest.get("/")
        self.assertEqual(answer.headers["Content-Type"], "text/html; charset=utf-8")
        for technology in home.TECHNOLOGIES:
            self.assertIn(technology.name, answer.text)
            self.assertIn(technology.file, answer.text)
            self.assertTrue((PROJECT_FOLDER / technology.file).exists())

    def test_it_tells_what_failed(self) -> None:
        self.assertNotIn("failed", self.guest.get("/").text)
        self.enterContext(patch.object(health, "SECONDS_TO_ANSWER", -1))
        self.assertIn("failed", self.guest.get("/").text)

    def test_it_tells_that_the_database_is_embedded(self) -> None:
        self.assertNotIn("embedded SQLite", self.guest.get("/").text)
        self.enterContext(patch.dict(os.environ, DATABASE_URL=embedded.DEFAULT_URL))
        self.assertIn("embedded SQLite", self.guest.get("/").text)

    def test_its_style_sheet_is_served(self) -> None:
        link = re.search(r'rel="stylesheet" href="([^"]+)"', self.guest.get("/").text)
        assert link
        style = self.guest.get(link[1])
        self.assertTrue(style.headers["Content-Type"].startswith("text/css"))

"""Settings: a mistake ends the program with a message that names the variable."""

import os
from unittest.mock import patch

from app.database import DatabaseSettings
from app.settings import EnvSettings, Settings
from tests.base import ApiTestCase


class SettingsTest(ApiTestCase):
    """What the environment decides."""

    def refusal(self, settings: type[EnvSettings]) -> str:
        with self.assertRaises(SystemExit) as end:
            settings.load()
        return str(end.exception)

    def test_production_needs_a_good_key(self) -> None:
        for key in ("change-me", "short"):
            production = {"ENVIRONMENT": "production", "SECRET_KEY": key}
            with self.subTest(key), patch.dict(os.environ, production):
                message = self.refusal(Settings)
                self.assertTrue(message.startswith("SECRET_KEY: in production it needs"), message)

    def test_production_starts_with_a_good_key(self) -> None:
        production = {"ENVIRONMENT": "production", "SECRET_KEY": "x" * 32}
        with patch.dict(os.environ, production):
            self.assertTrue(Settings.load().production)

    def test_a_database_of_another_kind_is_refused(self) -> None:
        with patch.dict(os.environ, {"DATABASE_URL": "oracle://localhost/notes"}):
            message = self.refusal(DatabaseSettings)
        self.assertTrue(message.startswith("DATABASE_URL: this project reads sqlite://"), message)

    def test_lists_are_split_at_commas(self) -> None:
        with patch.dict(os.environ, {"ALLOWED_HOSTS": "a.example, b.example,"}):
            self.assertEqual(Settings.load().allowed_hosts, ["a.example", "b.example"])

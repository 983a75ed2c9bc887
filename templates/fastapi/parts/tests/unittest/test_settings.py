"""The settings, and what the application refuses to start with."""

import os
import unittest
from unittest.mock import patch

from pydantic import ValidationError

from app.database import DatabaseSettings
from app.settings import Settings, explain


class SettingsTest(unittest.TestCase):
    """Values from the environment."""

    def refusal(self, settings: type[Settings | DatabaseSettings]) -> str:
        """Return why the settings are refused."""
        with self.assertRaises(ValidationError) as caught:
            settings()
        return explain(caught.exception)

    def test_lists_are_separated_by_commas(self) -> None:
        self.enterContext(patch.dict(os.environ, ALLOWED_HOSTS="a.example, b.example,"))
        self.assertEqual(Settings().allowed_hosts, ("a.example", "b.example"))

    def test_production_needs_a_secret(self) -> None:
        for secret in ["", "change-me", "x" * 31]:
            with self.subTest(secret=secret):
                environment = {"ENVIRONMENT": "production", "SECRET_KEY": secret}
                with patch.dict(os.environ, environment):
                    message = self.refusal(Settings)
                self.assertIn("SECRET_KEY must have at least 32 characters", message)
                self.assertNotIn("x" * 31, message)

    def test_a_wrong_value_is_named(self) -> None:
        self.enterContext(patch.dict(os.environ, PORT="http"))
        self.assertTrue(self.refusal(Settings).startswith("PORT: "))

    def test_unknown_databases_are_refused(self) -> None:
        self.enterContext(patch.dict(os.environ, DATABASE_URL="oracle://localhost/notes"))
        self.assertIn("DATABASE_URL: must start with", self.refusal(DatabaseSettings))

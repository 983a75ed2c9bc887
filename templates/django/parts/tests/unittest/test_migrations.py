"""The migrations and the models agree."""

from django.core.management import call_command
from django.test import TestCase


class MigrationsTest(TestCase):
    def test_nothing_to_migrate(self) -> None:
        call_command("makemigrations", check=True, dry_run=True, verbosity=0)

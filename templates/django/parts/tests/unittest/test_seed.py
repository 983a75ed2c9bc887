"""The demo data."""

from io import StringIO

from django.core.management import call_command
from django.test import TestCase

from app.models import Note


class SeedTest(TestCase):
    def test_a_second_run_adds_nothing(self) -> None:
        first, second = StringIO(), StringIO()
        call_command("seed", stdout=first)
        call_command("seed", stdout=second)
        self.assertIn("10 notes added", first.getvalue())
        self.assertIn("0 notes added", second.getvalue())
        self.assertEqual(Note.objects.count(), 10)

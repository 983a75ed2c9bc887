"""Demo data."""

import asyncio
from contextlib import redirect_stdout
from io import StringIO

from app import seed
from tests.base import ApiTest


def run_seed() -> str:
    """Add the demo data, and return what was printed."""
    with redirect_stdout(StringIO()) as output:
        asyncio.run(seed.main())
    return output.getvalue()


class SeedTest(ApiTest):
    """The demo notes."""

    def test_it_is_added_once(self) -> None:
        self.assertIn("Added 10 notes", run_seed())
        self.assertIn("nothing to do", run_seed())
        self.assertEqual(self.client.get("/api/notes").json()["total"], 10)

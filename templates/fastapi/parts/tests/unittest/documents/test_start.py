"""`python -m app`."""

import os
import unittest
from unittest.mock import patch

import uvicorn

from app import indexes
from app.__main__ import main


class StartTest(unittest.TestCase):
    """What happens before the server listens."""

    def test_it_brings_the_database_up_to_date_and_serves(self) -> None:
        self.enterContext(patch.dict(os.environ, PORT="8001"))
        with patch.object(uvicorn, "run") as run, patch.object(indexes, "main") as prepare:
            main()
        prepare.assert_called_once_with()
        self.assertEqual(run.call_args.kwargs["host"], "127.0.0.1")
        self.assertEqual(run.call_args.kwargs["port"], 8001)

    def test_it_refuses_a_weak_secret_in_production(self) -> None:
        self.enterContext(patch.dict(os.environ, ENVIRONMENT="production", SECRET_KEY="change-me"))
        with self.assertRaisesRegex(SystemExit, "SECRET_KEY"):
            main()

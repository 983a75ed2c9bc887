"""`python -m app`."""

import os
import unittest
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import uvicorn

from app.__main__ import main


class StartTest(unittest.TestCase):
    """What happens before the server listens."""

    def test_it_migrates_and_serves(self) -> None:
        file = Path(self.enterContext(TemporaryDirectory()), "var", "app.db")
        environment = {"DATABASE_URL": f"sqlite:///{file.as_posix()}", "PORT": "8001"}
        with patch.object(uvicorn, "run") as run, patch.dict(os.environ, environment):
            main()
        self.assertEqual(run.call_args.kwargs["host"], "127.0.0.1")
        self.assertEqual(run.call_args.kwargs["port"], 8001)
        self.assertTrue(file.exists())

    def test_it_refuses_a_weak_secret_in_production(self) -> None:
        self.enterContext(patch.dict(os.environ, ENVIRONMENT="production", SECRET_KEY="change-me"))
        with self.assertRaisesRegex(SystemExit, "SECRET_KEY"):
            main()

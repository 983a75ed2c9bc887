"""The server in production."""

import os
from runpy import run_path
from unittest.mock import patch

from django.core.exceptions import ImproperlyConfigured
from django.test import SimpleTestCase

from app import serve
from config.settings.environment import BASE_DIR

CONFIGURATION = str(BASE_DIR / "gunicorn.conf.py")


class ServeTest(SimpleTestCase):
    """How `poe serve` becomes Gunicorn."""

    def test_the_process_becomes_gunicorn(self) -> None:
        with (
            patch("sys.platform", "linux"),
            patch("sys.argv", ["serve", "--check-config"]),
            patch.dict(os.environ),
            patch("os.execv") as execv,
        ):
            serve.serve()
        program, arguments = execv.call_args.args
        self.assertEqual(arguments, [program, "-m", "gunicorn", "--check-config"])

    def test_a_number_that_is_none(self) -> None:
        with (
            patch("sys.platform", "linux"),
            patch.dict(os.environ, WEB_CONCURRENCY="many"),
            self.assertRaisesRegex(ImproperlyConfigured, "WEB_CONCURRENCY"),
        ):
            serve.serve()

    def test_there_is_no_gunicorn_on_windows(self) -> None:
        with patch("sys.platform", "win32"), self.assertRaisesRegex(SystemExit, "Windows"):
            serve.serve()

    def test_the_environment_sets_gunicorn(self) -> None:
        variables = {"HOST": "::1", "PORT": "8001", "WEB_CONCURRENCY": "3", "WEB_TIMEOUT": ""}
        with patch.dict(os.environ, variables):
            found = run_path(CONFIGURATION)
        self.assertEqual((found["bind"], found["workers"]), ("[::1]:8001", 3))
        self.assertEqual(found["timeout"], 30)

    def test_gunicorn_refuses_a_number_that_is_none(self) -> None:
        with (
            patch.dict(os.environ, WEB_TIMEOUT="0"),
            self.assertRaisesRegex(SystemExit, "WEB_TIMEOUT"),
        ):
            run_path(CONFIGURATION)

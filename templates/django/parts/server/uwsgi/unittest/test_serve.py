"""The server in production."""

import json
import os
from contextlib import redirect_stdout
from io import StringIO
from unittest.mock import patch

from django.core.exceptions import ImproperlyConfigured
from django.test import SimpleTestCase

from app import serve
from config.settings.environment import env


class ServeTest(SimpleTestCase):
    """How `poe serve` becomes uWSGI."""

    def test_the_process_becomes_uwsgi(self) -> None:
        with (
            patch("sys.platform", "linux"),
            patch("sys.argv", ["serve"]),
            patch.dict(os.environ),
            patch.dict(env.ENVIRON, WEB_THREADS="8"),
            patch("app.serve.start_in_json"),
            patch("os.execv") as execv,
        ):
            serve.serve()
            self.assertEqual(os.environ["WEB_THREADS"], "8")
            self.assertEqual(os.environ["WEB_TIMEOUT"], "30")
        program, arguments = execv.call_args.args
        self.assertEqual(arguments[:2], [program, "--ini"])

    def test_a_number_that_is_none(self) -> None:
        for number in ("0", "many"):
            with (
                self.subTest(number),
                patch("sys.platform", "linux"),
                patch.dict(os.environ),
                patch.dict(env.ENVIRON, WEB_TIMEOUT=number),
                self.assertRaisesRegex(ImproperlyConfigured, "WEB_TIMEOUT"),
            ):
                serve.serve()

    def test_there_is_no_uwsgi_on_windows(self) -> None:
        with patch("sys.platform", "win32"), self.assertRaisesRegex(SystemExit, "Windows"):
            serve.serve()

    def test_lines_of_the_start_are_json(self) -> None:
        with redirect_stdout(StringIO()) as written:
            serve.copy_in_json(['a "word"\n'])
        self.assertEqual(json.loads(written.getvalue())["event"], 'a "word"')

"""The server in production."""

import json
import os
from unittest.mock import patch

import pytest
from django.core.exceptions import ImproperlyConfigured

from app import serve
from config.settings.environment import env


def test_the_process_becomes_uwsgi() -> None:
    with (
        patch("sys.platform", "linux"),
        patch("sys.argv", ["serve"]),
        patch.dict(os.environ),
        patch.dict(env.ENVIRON, WEB_THREADS="8"),
        patch("app.serve.start_in_json"),
        patch("os.execv") as execv,
    ):
        serve.serve()
        assert os.environ["WEB_THREADS"] == "8"
        assert os.environ["WEB_TIMEOUT"] == "30"
    program, arguments = execv.call_args.args
    assert arguments[:2] == [program, "--ini"]


@pytest.mark.parametrize("number", ["0", "many"])
def test_a_number_that_is_none(number: str) -> None:
    with (
        patch("sys.platform", "linux"),
        patch.dict(os.environ),
        patch.dict(env.ENVIRON, WEB_TIMEOUT=number),
        pytest.raises(ImproperlyConfigured, match="WEB_TIMEOUT"),
    ):
        serve.serve()


def test_there_is_no_uwsgi_on_windows() -> None:
    with patch("sys.platform", "win32"), pytest.raises(SystemExit, match="Windows"):
        serve.serve()


def test_lines_of_the_start_are_json(capsys: pytest.CaptureFixture[str]) -> None:
    serve.copy_in_json(['a "word"\n'])
    assert json.loads(capsys.readouterr().out)["event"] == 'a "word"'

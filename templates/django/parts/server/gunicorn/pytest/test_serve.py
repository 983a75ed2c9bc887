"""The server in production."""

import os
from runpy import run_path
from unittest.mock import patch

import pytest
from django.core.exceptions import ImproperlyConfigured

from app import serve
from config.settings.environment import BASE_DIR

CONFIGURATION = str(BASE_DIR / "gunicorn.conf.py")


def test_the_process_becomes_gunicorn() -> None:
    with (
        patch("sys.platform", "linux"),
        patch("sys.argv", ["serve", "--check-config"]),
        patch.dict(os.environ),
        patch("os.execv") as execv,
    ):
        serve.serve()
    program, arguments = execv.call_args.args
    assert arguments == [program, "-m", "gunicorn", "--check-config"]


def test_a_number_that_is_none() -> None:
    with (
        patch("sys.platform", "linux"),
        patch.dict(os.environ, WEB_CONCURRENCY="many"),
        pytest.raises(ImproperlyConfigured, match="WEB_CONCURRENCY"),
    ):
        serve.serve()


def test_there_is_no_gunicorn_on_windows() -> None:
    with patch("sys.platform", "win32"), pytest.raises(SystemExit, match="Windows"):
        serve.serve()


def test_the_environment_sets_gunicorn() -> None:
    with patch.dict(os.environ, HOST="::1", PORT="8001", WEB_CONCURRENCY="3", WEB_TIMEOUT=""):
        found = run_path(CONFIGURATION)
    assert (found["bind"], found["workers"], found["timeout"]) == ("[::1]:8001", 3, 30)


def test_gunicorn_refuses_a_number_that_is_none() -> None:
    with patch.dict(os.environ, WEB_TIMEOUT="0"), pytest.raises(SystemExit, match="WEB_TIMEOUT"):
        run_path(CONFIGURATION)

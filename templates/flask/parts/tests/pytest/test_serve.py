"""The server in production, started and stopped as `poe serve` does."""

import json
import os
import signal
import subprocess
import sys
from socket import create_server
from time import monotonic, sleep
from unittest.mock import patch
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from app import serve
from app.settings import PROJECT


def free_port() -> int:
    with create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def answer(url: str) -> str:
    """The answer of a server that may still be starting."""
    end = monotonic() + 30
    while True:
        try:
            with urlopen(url) as response:  # noqa: S310 - our own URL
                text: str = response.read().decode()
                return text
        except URLError:
            if monotonic() > end:
                raise
            sleep(0.1)


@pytest.mark.skipif(sys.platform == "win32", reason="the server does not run on Windows")
@pytest.mark.usefixtures("app")
def test_it_serves_and_stops() -> None:
    port = free_port()
    settings = {"PORT": str(port), "WEB_CONCURRENCY": "1", "LOG_LEVEL": "INFO"}
    with subprocess.Popen(
        [sys.executable, "-m", "app.serve"],
        cwd=PROJECT,
        env={**os.environ, **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as server:
        try:
            assert json.loads(answer(f"http://127.0.0.1:{port}/health/live")) == {"status": "ok"}
        finally:
            server.send_signal(signal.SIGTERM)
            output, _ = server.communicate(timeout=30)
    assert server.returncode == 0, output
    lines = [json.loads(line) for line in output.splitlines()]
    assert [line["path"] for line in lines if line["event"] == "request"] == ["/health/live"]


def test_windows_has_another_command() -> None:
    with patch("sys.platform", "win32"), pytest.raises(SystemExit, match="poe start"):
        serve.main()

"""The server in production, started and stopped as `poe serve` does."""

import json
import os
import signal
import subprocess
import sys
import unittest
from socket import create_server
from time import monotonic, sleep
from unittest.mock import patch
from urllib.error import URLError
from urllib.request import urlopen

from app import serve
from app.settings import PROJECT
from tests.base import ApiTestCase


class ServeTest(ApiTestCase):
    """What `poe serve` does."""

    def free_port(self) -> int:
        with create_server(("127.0.0.1", 0)) as listener:
            port: int = listener.getsockname()[1]
            return port

    def answer(self, url: str) -> str:
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

    @unittest.skipIf(sys.platform == "win32", "the server does not run on Windows")
    def test_it_serves_and_stops(self) -> None:
        port = self.free_port()
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
                alive = json.loads(self.answer(f"http://127.0.0.1:{port}/health/live"))
            finally:
                server.send_signal(signal.SIGTERM)
                output, _ = server.communicate(timeout=30)
        self.assertEqual(alive, {"status": "ok"})
        self.assertEqual(server.returncode, 0, output)
        lines = [json.loads(line) for line in output.splitlines()]
        paths = [line["path"] for line in lines if line["event"] == "request"]
        self.assertEqual(paths, ["/health/live"])

    def test_windows_has_another_command(self) -> None:
        with (
            patch("sys.platform", "win32"),
            self.assertRaisesRegex(SystemExit, "poe start"),
        ):
            serve.main()

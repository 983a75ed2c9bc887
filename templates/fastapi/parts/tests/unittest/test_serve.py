"""The server in production: how it starts, and how a worker of it ends."""

import asyncio
import os
import runpy
import socket
import sys
import unittest
from unittest.mock import patch

import uvicorn
from starlette.responses import PlainTextResponse

from app import serve
from app.patient_server import PatientServer
from app.settings import PROJECT_FOLDER

CONFIGURATION = str(PROJECT_FOLDER / "gunicorn.conf.py")


class ServeTest(unittest.TestCase):
    """`python -m app.serve`."""

    def test_it_becomes_gunicorn(self) -> None:
        with patch.object(sys, "platform", "linux"), patch.object(os, "execv") as become:
            serve.main()
        self.assertEqual(become.call_args.args[1][1:3], ["-m", "gunicorn"])

    def test_it_refuses_what_no_worker_could_start_with(self) -> None:
        self.enterContext(patch.dict(os.environ, ENVIRONMENT="production", SECRET_KEY="change-me"))
        with patch.object(sys, "platform", "linux"), self.assertRaisesRegex(SystemExit, "SECRET"):
            serve.main()

    def test_it_does_not_run_on_windows(self) -> None:
        with patch.object(sys, "platform", "win32"), self.assertRaisesRegex(SystemExit, "Windows"):
            serve.main()

    def test_its_settings(self) -> None:
        with patch.dict(os.environ, HOST="::1", PORT="8001", WEB_CONCURRENCY="3"):
            settings = runpy.run_path(CONFIGURATION)
        self.assertEqual((settings["bind"], settings["workers"]), ("[::1]:8001", 3))
        with (
            patch.dict(os.environ, WEB_TIMEOUT="soon"),
            self.assertRaisesRegex(SystemExit, "WEB_TIMEOUT"),
        ):
            runpy.run_path(CONFIGURATION)


class WorkerTest(unittest.IsolatedAsyncioTestCase):
    """The end of a worker."""

    async def test_who_has_connected_is_answered_before_it_ends(self) -> None:
        listener = socket.create_server(("127.0.0.1", 0))
        host, port = listener.getsockname()
        server = PatientServer(
            uvicorn.Config(PlainTextResponse("Hello"), log_config=None, lifespan="off")
        )
        serving = asyncio.create_task(server.serve([listener]))
        reader, writer = await asyncio.open_connection(host, port)
        await asyncio.sleep(0.2)
        server.should_exit = True
        await asyncio.sleep(0.3)
        writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        answer = await reader.read()
        writer.close()
        await serving
        self.assertTrue(answer.startswith(b"HTTP/1.1 200 OK"))
        self.assertIn(b"connection: close", answer)
        self.assertTrue(answer.endswith(b"Hello"))

"""How a worker of the server in production ends."""

import asyncio
import socket
from typing import Any

import uvicorn
from django.test import SimpleTestCase

from app.patient_server import PatientServer


async def hello(_scope: Any, _receive: Any, send: Any) -> None:
    """Answer any request."""
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"Hello"})


async def connect_and_ask_late() -> bytes:
    """What somebody gets who has connected, but not asked yet, when the server is told to end."""
    listener = socket.create_server(("127.0.0.1", 0))
    host, port = listener.getsockname()
    server = PatientServer(uvicorn.Config(hello, log_config=None, lifespan="off"))
    serving = asyncio.create_task(server.serve([listener]))
    reader, writer = await asyncio.open_connection(host, port)
    await asyncio.sleep(0.2)
    server.should_exit = True
    await asyncio.sleep(0.3)
    writer.write(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    answer = await reader.read()
    writer.close()
    await serving
    return answer


class PatientServerTest(SimpleTestCase):
    """The end of a server."""

    def test_who_has_connected_is_answered(self) -> None:
        answer = asyncio.run(connect_and_ask_late())
        self.assertTrue(answer.startswith(b"HTTP/1.1 200 OK"))
        self.assertIn(b"connection: close", answer)
        self.assertIn(b"Hello", answer)

"""Sockets for the tests: what a server and a client would say to the application.

https://asgi.readthedocs.io/en/latest/specs/www.html#websocket
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from unittest.mock import patch

from asgiref.sync import sync_to_async
from rest_framework.test import APIClient

from app.realtime import PATH
from config.asgi import application

# The connection to the database is the test's, which goes on; Django's own client keeps it as well.
patch("channels.db.close_old_connections").start()


class Conversation:
    """Messages to and from the application."""

    def __init__(self, scope: Any) -> None:
        self.scope = scope
        self.said: asyncio.Queue[Any] = asyncio.Queue()
        self.answers: asyncio.Queue[Any] = asyncio.Queue()
        self.task: asyncio.Task[None] | None = None

    async def say(self, kind: str, **message: Any) -> None:
        """Send the application a message; the first one wakes it."""
        if self.task is None:
            talk = application(self.scope, self.said.get, self.answers.put)
            self.task = asyncio.create_task(talk)
        await self.said.put({"type": kind, **message})

    async def answer(self) -> dict[str, Any]:
        """The next message from the application."""
        async with asyncio.timeout(3):
            return dict(await self.answers.get())

    async def silence(self) -> bool:
        """Whether the application says nothing for a while."""
        await asyncio.sleep(0.1)
        return self.answers.empty()


class Socket(Conversation):
    """A client's side of a socket."""

    def __init__(self, headers: dict[str, str], path: str = PATH) -> None:
        offered = headers.get("Sec-WebSocket-Protocol", "").split(",")
        scope = {
            "type": "websocket",
            "path": path,
            "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
            "subprotocols": [word.strip() for word in offered if word],
            "extensions": {"websocket.http.response": {}},
        }
        super().__init__(scope)

    async def open(self) -> dict[str, Any]:
        """Ask for the socket, and return what the application says to that."""
        await self.say("websocket.connect")
        return await self.answer()

    async def status(self) -> int:
        """The status of the answer to the handshake."""
        answer = await self.open()
        return 101 if answer["type"] == "websocket.accept" else int(answer["status"])

    async def heard(self) -> Any:
        """What the next message tells."""
        return json.loads((await self.answer())["text"])

    async def end(self) -> int:
        """The code with which the application closes the socket."""
        while (answer := await self.answer())["type"] != "websocket.close":
            pass
        return int(answer["code"])


def headers_of(client: APIClient) -> dict[str, str]:
    """The headers with which this client opens a socket on a page of this host."""
    sent = client.get("/health/live").wsgi_request.headers
    signed_in = {name: sent[name] for name in ("Authorization", "Cookie") if name in sent}
    return {"Host": "testserver", "Origin": "http://testserver", **signed_in}


@asynccontextmanager
async def opened(client: APIClient) -> AsyncIterator[Socket]:
    """A socket of this client, open for as long as the block takes."""
    socket = Socket(await sync_to_async(headers_of)(client))
    assert await socket.status() == 101
    yield socket
    await socket.say("websocket.disconnect", code=1000)
    if socket.task:
        await socket.task

"""The WebSocket at /ws/notes: it tells of each change of a note, and listens to nothing.

https://channels.readthedocs.io/en/stable/topics/consumers.html
https://asgi.readthedocs.io/en/latest/specs/www.html#websocket
"""

import asyncio
import json
import signal
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from io import BytesIO
from threading import Lock, current_thread, main_thread
from types import FrameType
from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from django.core.exceptions import SuspiciousOperation
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse
from rest_framework.exceptions import APIException, NotFound

from app import errors, fanout
from app.access import audience_of
from app.models import Note
from app.serializers import NoteSerializer
from app.socket_access import admit

PATH = "/ws/notes"
PROTOCOL = "notes"
# Bytes that a message from a client may have.
MAX_RECEIVED = 4096
# Bytes of a message above which the server hangs up at once: up to here it is told why.
MAX_READ = 1_000_000
# Messages that wait for a slow reader.
MAX_WAITING = 100
GOODBYE_SECONDS = 1

# https://www.rfc-editor.org/rfc/rfc6455.html#section-7.4
GOING_AWAY = 1001
TOO_LARGE = 1009
TOO_SLOW = 1013
EXPIRED = 4401

_open: dict[str, set["NotesSocket"]] = defaultdict(set)
_counting = Lock()


def note_changed(kind: str, note: Note) -> None:
    """Tell everybody who may see the note and has a socket open."""
    shown = {"id": str(note.id)} if kind == "note.deleted" else NoteSerializer(note).data
    text = json.dumps({"type": kind, "note": shown}, ensure_ascii=False)
    fanout.publish(note.audience, text, deliver)


def deliver(audience: str, text: str) -> None:
    """Hand a text to the sockets of this process that belong to the audience, from any thread."""
    with _counting:
        found = list(_open[audience]) if audience in _open else []
    for socket in found:
        socket.loop.call_soon_threadsafe(socket.tell, text)


class NotesSocket(AsyncWebsocketConsumer):
    """One open socket."""

    work: asyncio.Task[None] | None = None

    async def connect(self) -> None:
        request = ASGIRequest({**self.scope, "method": "GET"}, BytesIO())
        try:
            user, seconds = await database_sync_to_async(admitted)(request)
        except APIException as error:
            await self.refuse(errors.handle(error, {}))
            return
        except SuspiciousOperation as error:
            await self.refuse(errors.bad_request(request, error))
            return
        self.loop = asyncio.get_running_loop()
        self.waiting: asyncio.Queue[str] = asyncio.Queue(MAX_WAITING)
        self.audience = audience_of(user)
        await self.accept(PROTOCOL if PROTOCOL in self.scope["subprotocols"] else None)
        with _counting:
            _open[self.audience].add(self)
        self.work = asyncio.create_task(self.forward(seconds))

    async def refuse(self, response: HttpResponse | None) -> None:
        """Answer the handshake as any other request."""
        can_answer = "websocket.http.response" in (self.scope.get("extensions") or {})
        if response is None or not can_answer:
            await self.close()
            return
        headers = [(name.lower().encode(), value.encode()) for name, value in response.items()]
        await self.base_send(
            {
                "type": "websocket.http.response.start",
                "status": response.status_code,
                "headers": headers,
            }
        )
        await self.base_send(
            {
                "type": "websocket.http.response.body",
                "body": response.content,
                "more_body": False,
            }
        )

    async def forward(self, seconds: float | None) -> None:
        """Send what waits, until the sign-in ends."""
        # The client may leave in the middle of a message.
        with suppress(OSError):
            try:
                async with asyncio.timeout(seconds):
                    while True:
                        await self.send(text_data=await self.waiting.get())
            except TimeoutError:
                await self.close(EXPIRED)

    def tell(self, text: str) -> None:
        """Let a text wait for its turn; a reader who is too slow for that is dropped."""
        try:
            self.waiting.put_nowait(text)
        except asyncio.QueueFull:
            self.finish(TOO_SLOW)

    def finish(self, code: int) -> None:
        """Close the socket; what waits is not sent."""
        self.leave()
        self.closing = asyncio.create_task(self.close(code))

    def leave(self) -> None:
        """Hear of no more changes."""
        if self.work is not None:
            self.work.cancel()
            with _counting:
                _open[self.audience].discard(self)
                if not _open[self.audience]:
                    del _open[self.audience]

    async def websocket_receive(self, message: Any) -> None:
        size = len(message.get("bytes") or (message.get("text") or "").encode())
        if size > MAX_RECEIVED:
            self.finish(TOO_LARGE)

    async def disconnect(self, code: int) -> None:
        self.leave()


def admitted(request: HttpRequest) -> tuple[object, float | None]:
    """The person who opens the socket, if there is a sign-in, and how many seconds it lasts."""
    if request.path != PATH:
        raise NotFound
    request.get_host()  # raises when it is not one of ALLOWED_HOSTS
    return admit(request)


async def lifespan(_scope: Any, receive: Any, send: Any) -> None:
    """Listen to the other processes for as long as the server runs.

    https://asgi.readthedocs.io/en/latest/specs/lifespan.html
    """
    await receive()
    listening = asyncio.create_task(fanout.listen(deliver))
    if current_thread() is main_thread():
        close_before_the_server()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    listening.cancel()
    await send({"type": "lifespan.shutdown.complete"})


def close_before_the_server() -> None:
    """Let a signal close the sockets before the server hears of it, which would just hang up."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        act = signal.getsignal(number)
        if callable(act):
            signal.signal(number, partial(_on_signal, loop, act))


def _on_signal(
    loop: asyncio.AbstractEventLoop, act: Callable[..., Any], number: int, frame: FrameType | None
) -> None:
    asyncio.run_coroutine_threadsafe(close_all(partial(act, number, frame)), loop)


async def close_all(then: Callable[[], Any]) -> None:
    """Close all sockets of this process; those that take too long are left to the server."""
    with _counting:
        found = [socket for sockets in _open.values() for socket in sockets]
    for socket in found:
        socket.finish(GOING_AWAY)
    if found:
        await asyncio.wait([socket.closing for socket in found], timeout=GOODBYE_SECONDS)
    then()

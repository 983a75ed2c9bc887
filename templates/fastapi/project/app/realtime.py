"""The WebSocket at /ws/notes: it tells of each change of a note, and listens to nothing.

https://developer.mozilla.org/en-US/docs/Web/API/WebSockets_API
"""

import asyncio
import json
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from threading import current_thread, main_thread
from types import FrameType

import structlog
from fastapi import APIRouter, FastAPI, HTTPException, WebSocket, WebSocketDisconnect

from app.fanout import Fanout
from app.models import Note
from app.schemas import NoteOut
from app.socket_access import admit

log = structlog.get_logger(__name__)

PROTOCOL = "notes"
LONGEST_MESSAGE = 4096  # bytes that a client may send at once
MOST_WAITING = 100  # messages that wait for a reader who is slow
SECONDS_TO_CLOSE = 1

# https://www.rfc-editor.org/rfc/rfc6455.html#section-7.4
GOING_AWAY, GONE, TOO_LARGE, FAILED, TOO_SLOW = 1001, 1006, 1009, 1011, 1013
SIGNED_OUT = 4401

router = APIRouter()


class Socket:
    """A socket that is open, and what waits to be sent over it."""

    def __init__(self, websocket: WebSocket) -> None:
        self.websocket = websocket
        self.waiting: asyncio.Queue[str] = asyncio.Queue(MOST_WAITING)
        self.end: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self.closed = asyncio.Event()

    def tell(self, text: str) -> None:
        """Let a text wait for its turn; who is too slow for that is let go."""
        try:
            self.waiting.put_nowait(text)
        except asyncio.QueueFull:
            self.finish(TOO_SLOW)

    def finish(self, code: int) -> None:
        """Bring it to its end; what waits is not sent any more."""
        if not self.end.done():
            self.end.set_result(code)

    async def serve(self, seconds: float) -> None:
        """Send what waits until one side has had enough, and say goodbye."""
        parts = [
            asyncio.ensure_future(part)
            for part in (self._send(), self._receive(), self._expire(seconds))
        ]
        for part in parts:
            part.add_done_callback(self._part_ended)
        try:
            code = await self.end
        finally:
            for part in parts:
                part.cancel()
        if code != GONE:
            with suppress(TimeoutError):  # who does not read cannot be told that either
                async with asyncio.timeout(SECONDS_TO_CLOSE):
                    await self.websocket.close(code)

    def _part_ended(self, part: asyncio.Future[int]) -> None:
        if part.cancelled():
            return
        try:
            self.finish(part.result())
        except WebSocketDisconnect:
            self.finish(GONE)
        except Exception:
            log.exception("unexpected error")
            self.finish(FAILED)

    async def _send(self) -> int:
        while True:
            await self.websocket.send_text(await self.waiting.get())

    async def _receive(self) -> int:
        while True:
            message = await self.websocket.receive()
            if message["type"] == "websocket.disconnect":
                return GONE
            if len(message.get("bytes") or message.get("text", "").encode()) > LONGEST_MESSAGE:
                return TOO_LARGE

    async def _expire(self, seconds: float) -> int:
        while seconds > 0:
            await asyncio.sleep(seconds)
            try:
                _, seconds = await admit(self.websocket)
            except HTTPException:
                break
        return SIGNED_OUT


class Sockets:
    """All that are open in this process."""

    def __init__(self) -> None:
        self.by_audience: dict[str, set[Socket]] = {}

    @contextmanager
    def listed(self, audience: str, socket: Socket) -> Iterator[None]:
        """Let a socket hear of changes for as long as it is open."""
        sockets = self.by_audience.setdefault(audience, set())
        sockets.add(socket)
        try:
            yield
        finally:
            sockets.discard(socket)
            if not sockets:
                self.by_audience.pop(audience, None)
            socket.closed.set()

    def deliver(self, audience: str, text: str) -> None:
        """Tell an audience."""
        for socket in self.by_audience.get(audience, ()):
            socket.tell(text)

    async def close(self) -> None:
        """Close all, and wait for a moment until that is done."""
        found = [socket for sockets in self.by_audience.values() for socket in sockets]
        for socket in found:
            socket.finish(GOING_AWAY)
        with suppress(TimeoutError):
            async with asyncio.timeout(SECONDS_TO_CLOSE):
                for socket in found:
                    await socket.closed.wait()


def init_app(app: FastAPI) -> None:
    """Add the route, and what brings a change to it."""
    app.state.sockets = Sockets()
    app.state.fanout = Fanout(app.state.sockets.deliver)
    app.include_router(router)
    app.include_router(APIRouter(lifespan=serve_sockets))


async def note_changed(app: FastAPI, kind: str, note: Note) -> None:
    """Tell everybody who may see the note and has a socket open."""
    shown = NoteOut.model_validate(note).model_dump(mode="json")
    content = {"type": kind, "note": {"id": note.id} if kind == "note.deleted" else shown}
    await app.state.fanout.publish(note.audience, json.dumps(content, ensure_ascii=False))


@router.websocket("/ws/notes")
async def tell_changes(websocket: WebSocket) -> None:
    """Open a socket for somebody who may have one, and keep it until one side ends it."""
    audience, seconds = await admit(websocket)
    socket = Socket(websocket)
    # It is listed first, so that no change is missed once the client knows that it is open.
    with websocket.app.state.sockets.listed(audience, socket), suppress(WebSocketDisconnect):
        wanted = websocket.scope["subprotocols"]
        await websocket.accept(PROTOCOL if PROTOCOL in wanted else None)
        await socket.serve(seconds)


@asynccontextmanager
async def serve_sockets(app: FastAPI) -> AsyncIterator[None]:
    """Listen to the other processes, and to signals, for as long as the application runs."""
    async with app.state.fanout.listening():
        with goodbye_before_the_end(app.state.sockets):
            yield


@contextmanager
def goodbye_before_the_end(sockets: Sockets) -> Iterator[None]:
    """Let a signal close the sockets before the server hears of it, which would just hang up."""
    if current_thread() is not main_thread():  # which is the only one that has signals
        yield
        return
    loop = asyncio.get_running_loop()
    servers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    async def end(act: Callable[[int, FrameType | None], object], number: int) -> None:
        await sockets.close()
        act(number, None)

    def on_signal(number: int, _frame: FrameType | None) -> None:
        act = servers[signal.Signals(number)]
        if callable(act):
            asyncio.run_coroutine_threadsafe(end(act, number), loop)

    for number, act in servers.items():
        if callable(act):
            signal.signal(number, on_signal)
    try:
        yield
    finally:
        for number, act in servers.items():
            signal.signal(number, act)

"""The open sockets of this process: one thread with an event loop serves them all."""

import asyncio
import atexit
import signal
import socket
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from contextlib import suppress
from time import monotonic
from typing import Any, NamedTuple

import structlog
from websockets.frames import CloseCode
from websockets.protocol import Protocol, Side, State

LONGEST_MESSAGE = 4096
MOST_SOCKETS = 1000
# What a reader may be behind before it is dropped.
MOST_UNREAD_BYTES = 1_000_000
PING_SECONDS = 20
# How long the other side may take to answer that it closes too.
CLOSE_SECONDS = 1
# 4000 to 4999 are for applications: https://datatracker.ietf.org/doc/html/rfc6455#section-7.4.2
NO_LONGER_SIGNED_IN = 4401

Tell = Callable[[str, str], None]
Listen = Callable[[Tell, asyncio.Event], Coroutine[None, None, None]]

log = structlog.get_logger()


class Visitor(NamedTuple):
    """Who opens a socket: what they may hear, and after how many seconds to ask that again."""

    audience: str
    seconds_left: Callable[[], float]


class OpenSocket:
    """A socket whose handshake is answered; its methods run in the event loop."""

    def __init__(self, handshake: bytes, visitor: Visitor) -> None:
        self.visitor = visitor
        self._handshake = handshake
        # https://websockets.readthedocs.io/en/stable/howto/sansio.html
        self._protocol = Protocol(Side.SERVER, state=State.OPEN, max_size=LONGEST_MESSAGE)
        self._writer: asyncio.StreamWriter
        self._closing = asyncio.Event()
        self._heard = True

    async def serve(self, connection: socket.socket) -> None:
        """Listen until one side closes, or has gone."""
        started = monotonic()
        connection.setblocking(False)
        reader, self._writer = await asyncio.open_connection(sock=connection)
        self._writer.write(self._handshake)
        log.info("socket_opened")
        listening = asyncio.create_task(self._listen(reader))
        others = [self._closing.wait(), self._ping(), self._expire()]
        watches = [asyncio.create_task(watch) for watch in others]
        await asyncio.wait([listening, *watches], return_when=asyncio.FIRST_COMPLETED)
        for watch in watches:
            watch.cancel()
        await asyncio.wait([listening], timeout=CLOSE_SECONDS)
        listening.cancel()
        self._writer.transport.abort()
        code = self._protocol.close_code
        log.info("socket_closed", code=code, seconds=round(monotonic() - started, 1))

    def tell(self, text: str) -> None:
        """Send a message; who does not read what was sent before is dropped."""
        if self._is_open():
            self._protocol.send_text(text.encode())
            self._send()
            if self._writer.transport.get_write_buffer_size() > MOST_UNREAD_BYTES:
                log.warning("socket_dropped", reason="it does not read")
                self._writer.transport.abort()

    def close(self, code: int, reason: str) -> None:
        """Say goodbye."""
        if self._is_open():
            self._protocol.send_close(code, reason)
            self._send()
        self._closing.set()

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        with suppress(ConnectionError):
            while data := await reader.read(LONGEST_MESSAGE):
                self._heard = True
                self._protocol.receive_data(data)
                # Whatever they say is ignored, but for pings and goodbyes, which answer themselves.
                self._protocol.events_received()
                self._send()
                if not self._is_open():
                    self._closing.set()
        self._protocol.receive_eof()

    async def _ping(self) -> None:
        # A connection can be cut without a word: https://datatracker.ietf.org/doc/html/rfc6455#section-5.5.2
        while self._heard and self._is_open():
            self._heard = False
            self._protocol.send_ping(b"")
            self._send()
            await asyncio.sleep(PING_SECONDS)

    async def _expire(self) -> None:
        try:
            # In a thread, as the answer may take a look at the database.
            while (seconds := await asyncio.to_thread(self.visitor.seconds_left)) > 0:
                await asyncio.sleep(seconds)
        except Exception:
            log.exception("socket_failed")
            self.close(CloseCode.INTERNAL_ERROR, "Try again.")
        else:
            self.close(NO_LONGER_SIGNED_IN, "Sign in again.")

    def _is_open(self) -> bool:
        return self._protocol.state is State.OPEN and not self._writer.transport.is_closing()

    def _send(self) -> None:
        for data in self._protocol.data_to_send():
            if data:
                self._writer.write(data)
            else:
                self._writer.write_eof()


class SocketHub:
    """Takes sockets over from the server, and tells each what its audience should hear."""

    def __init__(self, listen: Listen) -> None:
        self._listen = listen
        self._sockets: set[OpenSocket] = set()
        self._starting = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ready = asyncio.Event()
        self._closed = False
        atexit.register(self.close, CLOSE_SECONDS)
        _when_terminated(self.close)

    def has_room(self) -> bool:
        """Whether one more socket can be opened."""
        return not self._closed and len(self._sockets) < MOST_SOCKETS

    def serve(self, connection: socket.socket, opened: OpenSocket) -> "Future[None]":
        """Serve a socket from now on; the result is there when it has been closed."""
        return asyncio.run_coroutine_threadsafe(self._serve(connection, opened), self._running())

    def tell(self, audience: str, text: str) -> None:
        """Send a message to every socket of an audience."""
        if self._loop:
            self._loop.call_soon_threadsafe(self._tell, audience, text)

    def close(self, wait_seconds: float = 0) -> None:
        """Close every socket, as the process is about to end."""
        self._closed = True
        if self._loop:
            closing = asyncio.run_coroutine_threadsafe(self._close(), self._loop)
            if wait_seconds:
                with suppress(TimeoutError):
                    closing.result(wait_seconds)

    def _running(self) -> asyncio.AbstractEventLoop:
        # Not before it is needed: a process that was forked has none of its parent's threads.
        with self._starting:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                threading.Thread(target=self._loop.run_forever, name="sockets", daemon=True).start()
                listening = self._listen(self._tell, self._ready)
                asyncio.run_coroutine_threadsafe(listening, self._loop)
        return self._loop

    async def _serve(self, connection: socket.socket, opened: OpenSocket) -> None:
        # Whoever is told that the socket is open shall miss nothing from then on.
        with suppress(TimeoutError):
            await asyncio.wait_for(self._ready.wait(), CLOSE_SECONDS)
        self._sockets.add(opened)
        try:
            await opened.serve(connection)
        finally:
            self._sockets.discard(opened)

    def _tell(self, audience: str, text: str) -> None:
        for opened in list(self._sockets):
            if opened.visitor.audience == audience:
                opened.tell(text)

    async def _close(self) -> None:
        for opened in list(self._sockets):
            opened.close(CloseCode.GOING_AWAY, "The server ends.")
        while self._sockets:
            await asyncio.sleep(0.01)


def _when_terminated(close: Callable[[], None]) -> None:
    # Gunicorn's workers have a handler by now, which lets requests end; sockets need not wait.
    previous: Any = signal.getsignal(signal.SIGTERM)

    def handle(number: int, frame: Any) -> None:
        close()
        previous(number, frame)

    if callable(previous) and threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, handle)

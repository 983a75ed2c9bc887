"""A plain socket whose bytes travel by TLS.

The WebSocket client of these tests reads and writes in two threads at once. OpenSSL does not allow
that for one connection, and Python guards it in late releases only:
https://github.com/python/cpython/issues/124984. So an event loop, in one thread, speaks TLS.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from functools import cache
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ssl
    from asyncio import AbstractEventLoop, StreamReader, StreamWriter
    from concurrent.futures import Future

# Little is on its way here, for whoever wants to be a slow reader.
BYTES_AT_ONCE = 4096
RELAYS: set[Future[None]] = set()


def tunnel(line: socket.socket, trust: ssl.SSLContext) -> socket.socket:
    """Speak TLS on a connection; it is closed with the socket that is returned."""
    near, far = socket.socketpair()
    relayed = asyncio.run_coroutine_threadsafe(relay(far, line, trust), event_loop())
    # Nobody else holds it, and what nobody holds is thrown away.
    RELAYS.add(relayed)
    relayed.add_done_callback(RELAYS.discard)
    return near


@cache
def event_loop() -> AbstractEventLoop:
    loop = asyncio.new_event_loop()
    Thread(target=loop.run_forever, daemon=True).start()
    return loop


async def relay(far: socket.socket, line: socket.socket, trust: ssl.SSLContext) -> None:
    here = await asyncio.open_connection(sock=far, limit=BYTES_AT_ONCE)
    with contextlib.closing(here[1]):
        there = await asyncio.open_connection(
            sock=line, ssl=trust, server_hostname=line.getpeername()[0], limit=BYTES_AT_ONCE
        )
        await asyncio.gather(pass_on(here[0], there[1]), pass_on(there[0], here[1]))


async def pass_on(reader: StreamReader, writer: StreamWriter) -> None:
    """Until one side closes, or breaks off; then the other is closed as well."""
    with contextlib.suppress(OSError), contextlib.closing(writer):
        while data := await reader.read(BYTES_AT_ONCE):
            writer.write(data)
            await writer.drain()

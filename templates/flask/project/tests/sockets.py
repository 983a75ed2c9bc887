"""What the tests of the WebSocket stand on: a server in a thread, and clients of its sockets."""

import json
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from threading import Thread
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from werkzeug.serving import make_server

from app.__main__ import QuietRequestHandler
from app.sockets import OpenSocket, SocketHub, Visitor

ORIGIN = "https://app.example"
CREDENTIALS = ("Authorization", "Cookie")
SECONDS = 5


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve the application, and tell where its sockets are."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietRequestHandler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"ws://127.0.0.1:{server.port}/ws/notes"
    server.shutdown()
    thread.join()
    server.server_close()


def way_in(client: FlaskClient) -> dict[str, str]:
    """The headers by which a socket is opened as somebody: those that their client sends."""
    sent = client.get("/health/live").request.headers
    return {"Origin": ORIGIN, **{name: sent[name] for name in CREDENTIALS if name in sent}}


@contextmanager
def opened(address: str, headers: dict[str, str], **options: Any) -> Iterator[ClientConnection]:
    """Open a socket."""
    with connect(address, additional_headers=headers, proxy=None, **options) as connection:
        yield connection


def refused(address: str, headers: dict[str, str], **options: Any) -> int:
    """The status that a handshake is refused with."""
    try:
        with opened(address, headers, **options):
            return 101
    except InvalidStatus as error:
        return error.response.status_code


def told(connection: ClientConnection) -> Any:
    """The next message."""
    return json.loads(connection.recv(SECONDS))


def closed(connection: ClientConnection) -> int | None:
    """The code that the server closes the socket with."""
    try:
        connection.recv(SECONDS)
    except ConnectionClosed as error:
        return error.rcvd.code if error.rcvd else None
    raise AssertionError("The socket is still open.")


@contextmanager
def line_to(hub: SocketHub, visitor: Visitor) -> Iterator[socket.socket]:
    """The other end of a socket that is open already, as it comes over the line."""
    with ExitStack() as until_the_end:
        ours, theirs = socket.socketpair()
        until_the_end.enter_context(ours)
        ours.settimeout(SECONDS)
        served = hub.serve(theirs, OpenSocket(b"hello", visitor))
        assert ours.recv(5) == b"hello"
        yield ours
        ours.close()
        served.result(SECONDS)

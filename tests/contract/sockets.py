"""WebSockets to the server, as a program and as a page in a browser open them."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from .clients import Json, Target
from .tunnel import tunnel

PATH = "/ws/notes"
SECONDS = 15


@dataclass(frozen=True)
class Door:
    """How somebody comes in: what the handshake says of them."""

    headers: dict[str, str]
    origin: str | None = None
    subprotocols: tuple[str, ...] = ()

    def options(self) -> dict[str, Any]:
        return {
            "additional_headers": self.headers,
            "origin": None if self.origin is None else Origin(self.origin),
            "subprotocols": [Subprotocol(name) for name in self.subprotocols] or None,
            "compression": None,
            "open_timeout": SECONDS,
            "close_timeout": 5,
            "proxy": None,
        }


def door(target: Target, client: httpx.Client) -> Door:
    """The way in of somebody who is signed in, from a page of the server's own."""
    if target.auth == "none":
        return Door({}, target.base_url)
    if target.auth == "session":
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in client.cookies.jar)
        return Door({"Cookie": cookies}, target.base_url)
    return Door({"Authorization": client.headers["Authorization"]})


def address(target: Target) -> str:
    return f"ws://{urlsplit(target.base_url).netloc}{PATH}"


@contextmanager
def opened(
    target: Target, way_in: Door, *, buffered: int = 0, **more: Any
) -> Iterator[ClientConnection]:
    sock = line(target, buffered)
    with connect(address(target), sock=sock, **way_in.options(), **more) as opened_socket:
        yield opened_socket


def line(target: Target, buffered: int = 0) -> socket.socket:
    """A connection to the server, on which no more than so many bytes are on their way."""
    place = urlsplit(target.base_url)
    made = socket.socket()
    if buffered:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffered)
    made.connect((place.hostname or "127.0.0.1", place.port or (443 if target.trust else 80)))
    return tunnel(made, target.trust) if target.trust else made


def refused(target: Target, way_in: Door) -> int:
    """The status of a handshake that is answered, and not taken up."""
    with pytest.raises(InvalidStatus) as raised, opened(target, way_in):
        pass
    return int(raised.value.response.status_code)


def told(page: ClientConnection, seconds: float = SECONDS) -> Json:
    """The next message, once it is certain that it is a whole one."""
    text = page.recv(timeout=seconds)
    assert isinstance(text, str)
    message: Json = json.loads(text)
    assert set(message) == {"type", "note"}
    return message


def silent(page: ClientConnection, seconds: float = 0.7) -> bool:
    try:
        page.recv(timeout=seconds)
    except TimeoutError:
        return True
    return False


def closed(page: ClientConnection, seconds: float = SECONDS) -> int:
    """The code with which the server closes, whatever it says before."""
    with pytest.raises(ConnectionClosed) as raised:
        while True:
            page.recv(timeout=seconds)
    assert raised.value.rcvd is not None, "the connection broke"
    return int(raised.value.rcvd.code)

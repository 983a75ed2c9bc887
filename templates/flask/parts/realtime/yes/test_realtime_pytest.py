"""The WebSocket: what it tells, and what makes it close."""

import os
import signal
import socket
import sys
from collections.abc import Iterator
from math import inf
from unittest.mock import Mock, patch

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import realtime
from app.fanout import FanOut
from app.sockets import SocketHub, Visitor, _when_terminated
from tests import sockets
from tests.support import assert_problem

HANDSHAKE = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "12"}
# A frame begins with its kind and, as nothing here is longer than 125 bytes, its length.
PING, CLOSE = 0x89, 0x88


@pytest.fixture(scope="module")
def address(shared_app: Flask) -> Iterator[str]:
    with sockets.serving(shared_app) as address:
        yield address


@pytest.fixture
def hub(app: Flask) -> SocketHub:
    hub: SocketHub = app.extensions["sockets"]
    return hub


def test_each_change_is_told(address: str, client: FlaskClient) -> None:
    with sockets.opened(address, sockets.way_in(client)) as page:
        note = client.post("/api/notes", json={"title": "Mílk"}).get_json()
        assert sockets.told(page) == {"type": "note.created", "note": note}
        path = f"/api/notes/{note['id']}"
        changed = client.patch(path, json={"title": "Bread"}).get_json()
        assert sockets.told(page) == {"type": "note.updated", "note": changed}
        client.delete(path)
        assert sockets.told(page) == {"type": "note.deleted", "note": {"id": note["id"]}}


def test_what_a_client_says_is_ignored(address: str, client: FlaskClient) -> None:
    with sockets.opened(address, sockets.way_in(client)) as page:
        page.send("x" * 4096)
        assert page.ping().wait(sockets.SECONDS)
        client.post("/api/notes", json={"title": "Milk"})
        assert sockets.told(page)["type"] == "note.created"


def test_too_much_closes_the_socket(address: str, client: FlaskClient) -> None:
    with sockets.opened(address, sockets.way_in(client)) as page:
        page.send("x" * 4097)
        assert sockets.closed(page) == 1009


def test_there_is_room_for_so_many(address: str, client: FlaskClient) -> None:
    with patch("app.sockets.MOST_SOCKETS", 0):
        assert sockets.refused(address, sockets.way_in(client)) == 503


def test_a_handshake_of_another_version(client: FlaskClient) -> None:
    headers = {**HANDSHAKE, "Origin": sockets.ORIGIN}
    assert_problem(client.get("/ws/notes", headers=headers), 400)


def test_a_socket_is_no_page(client: FlaskClient) -> None:
    assert_problem(client.get("/ws/notes"), 400)


def test_who_does_not_answer_has_gone(hub: SocketHub) -> None:
    with (
        patch("app.sockets.PING_SECONDS", 0.01),
        patch("app.sockets.CLOSE_SECONDS", 0.01),
        sockets.line_to(hub, Visitor("nobody", lambda: inf)) as line,
    ):
        assert line.recv(100)[0] == PING
        assert line.recv(100) == b""


def test_who_does_not_read_is_dropped(hub: SocketHub) -> None:
    with sockets.line_to(hub, Visitor("nobody", lambda: inf)):
        while hub._sockets:
            hub.tell("nobody", "x" * 100_000)


def test_time_is_up(hub: SocketHub) -> None:
    with sockets.line_to(hub, Visitor("nobody", iter([0.01, 0]).__next__)) as line:
        assert closing_code(line) == 4401


def test_nobody_can_say_whether_time_is_up(hub: SocketHub) -> None:
    with (
        patch("app.sockets.log"),
        sockets.line_to(hub, Visitor("nobody", Mock(side_effect=ConnectionError))) as line,
    ):
        assert closing_code(line) == 1011


def test_a_process_that_ends_says_goodbye() -> None:
    hub = SocketHub(FanOut().listen)
    with sockets.line_to(hub, Visitor("nobody", lambda: inf)) as line:
        hub.close()
        assert closing_code(line) == 1001
    assert not hub.has_room()


def test_the_signal_reaches_whoever_had_it_before() -> None:
    before, close = Mock(), Mock()
    with patch("signal.getsignal", return_value=before), patch("signal.signal") as install:
        _when_terminated(close)
    handle = install.call_args.args[1]
    handle(signal.SIGTERM, None)
    close.assert_called_once_with()
    before.assert_called_once_with(signal.SIGTERM, None)


@pytest.mark.skipif(sys.platform == "win32", reason="Gunicorn does not run there")
def test_gunicorn_keeps_a_socket_that_leads_nowhere() -> None:
    client, held = socket.socketpair()
    number = held.fileno()
    with client, realtime._replace(held) as ours:
        assert held.fileno() == number
        held.shutdown(socket.SHUT_RDWR)
        held.close()
        ours.sendall(b"still there")
        assert client.recv(100) == b"still there"
        assert not os.get_inheritable(ours.fileno())


def closing_code(line: socket.socket) -> int:
    """The code in the next frame that is no ping."""
    frame = line.recv(100)
    while frame[0] == PING:
        frame = frame[2:] or line.recv(100)
    assert frame[0] == CLOSE
    return int.from_bytes(frame[2:4])

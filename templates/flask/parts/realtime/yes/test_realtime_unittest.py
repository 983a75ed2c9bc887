"""The WebSocket: what it tells, and what makes it close."""

import os
import signal
import socket
import sys
import unittest
from math import inf
from unittest.mock import Mock, patch

from app import realtime
from app.fanout import FanOut
from app.sockets import SocketHub, Visitor, _when_terminated
from tests import sockets
from tests.base import ApiTestCase
from tests.support import assert_problem

HANDSHAKE = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "12"}
# A frame begins with its kind and, as nothing here is longer than 125 bytes, its length.
PING, CLOSE = 0x89, 0x88


def closing_code(line: socket.socket) -> int:
    """The code in the next frame that is no ping."""
    frame = line.recv(100)
    while frame[0] == PING:
        frame = frame[2:] or line.recv(100)
    assert frame[0] == CLOSE
    return int.from_bytes(frame[2:4])


class SocketTest(ApiTestCase):
    """A page that has a socket open."""

    def setUp(self) -> None:
        super().setUp()
        self.address = self.enterContext(sockets.serving(self.app))
        self.client = self.note_taker()
        self.way_in = sockets.way_in(self.client)

    def test_each_change_is_told(self) -> None:
        with sockets.opened(self.address, self.way_in) as page:
            note = self.client.post("/api/notes", json={"title": "Mílk"}).get_json()
            self.assertEqual(sockets.told(page), {"type": "note.created", "note": note})
            path = f"/api/notes/{note['id']}"
            changed = self.client.patch(path, json={"title": "Bread"}).get_json()
            self.assertEqual(sockets.told(page), {"type": "note.updated", "note": changed})
            self.client.delete(path)
            gone = {"id": note["id"]}
            self.assertEqual(sockets.told(page), {"type": "note.deleted", "note": gone})

    def test_what_a_client_says_is_ignored(self) -> None:
        with sockets.opened(self.address, self.way_in) as page:
            page.send("x" * 4096)
            self.assertTrue(page.ping().wait(sockets.SECONDS))
            self.client.post("/api/notes", json={"title": "Milk"})
            self.assertEqual(sockets.told(page)["type"], "note.created")

    def test_too_much_closes_the_socket(self) -> None:
        with sockets.opened(self.address, self.way_in) as page:
            page.send("x" * 4097)
            self.assertEqual(sockets.closed(page), 1009)

    def test_there_is_room_for_so_many(self) -> None:
        with patch("app.sockets.MOST_SOCKETS", 0):
            self.assertEqual(sockets.refused(self.address, self.way_in), 503)

    def test_a_handshake_of_another_version(self) -> None:
        headers = {**HANDSHAKE, "Origin": sockets.ORIGIN}
        assert_problem(self.client.get("/ws/notes", headers=headers), 400)

    def test_a_socket_is_no_page(self) -> None:
        assert_problem(self.client.get("/ws/notes"), 400)


class HubTest(ApiTestCase):
    """What makes the server close a socket."""

    def setUp(self) -> None:
        super().setUp()
        self.hub: SocketHub = self.app.extensions["sockets"]

    def test_who_does_not_answer_has_gone(self) -> None:
        with (
            patch("app.sockets.PING_SECONDS", 0.01),
            patch("app.sockets.CLOSE_SECONDS", 0.01),
            sockets.line_to(self.hub, Visitor("nobody", lambda: inf)) as line,
        ):
            self.assertEqual(line.recv(100)[0], PING)
            self.assertEqual(line.recv(100), b"")

    def test_who_does_not_read_is_dropped(self) -> None:
        with sockets.line_to(self.hub, Visitor("nobody", lambda: inf)):
            while self.hub._sockets:
                self.hub.tell("nobody", "x" * 100_000)

    def test_time_is_up(self) -> None:
        with sockets.line_to(self.hub, Visitor("nobody", iter([0.01, 0]).__next__)) as line:
            self.assertEqual(closing_code(line), 4401)

    def test_nobody_can_say_whether_time_is_up(self) -> None:
        away = Mock(side_effect=ConnectionError)
        with (
            patch("app.sockets.log"),
            sockets.line_to(self.hub, Visitor("nobody", away)) as line,
        ):
            self.assertEqual(closing_code(line), 1011)

    def test_a_process_that_ends_says_goodbye(self) -> None:
        hub = SocketHub(FanOut().listen)
        with sockets.line_to(hub, Visitor("nobody", lambda: inf)) as line:
            hub.close()
            self.assertEqual(closing_code(line), 1001)
        self.assertFalse(hub.has_room())

    def test_the_signal_reaches_whoever_had_it_before(self) -> None:
        before, close = Mock(), Mock()
        with patch("signal.getsignal", return_value=before), patch("signal.signal") as install:
            _when_terminated(close)
        handle = install.call_args.args[1]
        handle(signal.SIGTERM, None)
        close.assert_called_once_with()
        before.assert_called_once_with(signal.SIGTERM, None)

    @unittest.skipIf(sys.platform == "win32", "Gunicorn does not run there")
    def test_gunicorn_keeps_a_socket_that_leads_nowhere(self) -> None:
        client, held = socket.socketpair()
        number = held.fileno()
        with client, realtime._replace(held) as ours:
            self.assertEqual(held.fileno(), number)
            held.shutdown(socket.SHUT_RDWR)
            held.close()
            ours.sendall(b"still there")
            self.assertEqual(client.recv(100), b"still there")
            self.assertFalse(os.get_inheritable(ours.fileno()))

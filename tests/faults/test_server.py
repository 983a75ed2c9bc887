"""The server is told to end or to take up new code: no request is dropped."""

from __future__ import annotations

import http.client
import signal
import socket
import threading
import time
from typing import TYPE_CHECKING

import pytest

from .stacks import wait_until

if TYPE_CHECKING:
    from .stacks import Api, Stack

pytestmark = pytest.mark.services

CLIENTS = 8
RESTARTS = 3
WORKERS = 2
# What a server writes for each worker.
LOADED = {"gunicorn": "Booting worker", "uwsgi": "WSGI app 0"}


def ask(port: int, stop: threading.Event, answers: list[int | str]) -> None:
    """Ask on a new connection each time, as a proxy without keep-alive does."""
    while not stop.is_set():
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        try:
            connection.request("GET", "/api/notes?limit=1")
            answer = connection.getresponse()
            answer.read()
            answers.append(answer.status)
        except (OSError, http.client.HTTPException) as error:
            answers.append(repr(error))
        finally:
            connection.close()


def restart(stack: Stack, api: Api) -> None:
    """Replace the workers, and wait until it is done: one that is just loading hears no Ctrl-C."""
    loaded = LOADED[stack.project.answers["server"]]
    before, count = set(api.server.process.family()), api.server.output.count(loaded)
    api.server.process.send_signal(signal.SIGHUP)

    def done() -> bool:
        gone = before - set(api.server.process.family())
        return len(gone) >= WORKERS and api.server.output.count(loaded) >= count + WORKERS

    wait_until(done, 60, "the workers are replaced")


def test_a_rolling_restart_drops_no_request(stack: Stack) -> None:
    with stack.serving(WEB_CONCURRENCY=str(WORKERS)) as api:
        api.note()
        stop, answers = threading.Event(), list[int | str]()
        clients = [
            threading.Thread(target=ask, args=(api.server.port, stop, answers))
            for _ in range(CLIENTS)
        ]
        for client in clients:
            client.start()
        for _ in range(RESTARTS):
            time.sleep(1)
            restart(stack, api)
        stop.set()
        for client in clients:
            client.join()
        dropped = [answer for answer in answers if answer != 200]
        assert dropped == []
        assert len(answers) > 100


def test_a_stop_lets_a_request_end(stack: Stack) -> None:
    with stack.serving() as api:
        half = half_a_request(api)
        api.server.process.send_signal(signal.SIGTERM)
        time.sleep(0.5)
        half.sendall(b'"Bread"}')
        answer = http.client.HTTPResponse(half)
        answer.begin()
        assert answer.status == 201
        half.close()
        wait_until(lambda: api.server.process.poll() is not None, 10, "the server ends")


def half_a_request(api: Api) -> socket.socket:
    """Begin to write a note, and stop before the end of its body."""
    connection = socket.create_connection(("127.0.0.1", api.server.port), timeout=10)
    body = b'{"title": "Bread"}'
    connection.sendall(
        b"POST /api/notes HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        b"Content-Length: %d\r\n\r\n" % len(body) + body[:-8]
    )
    time.sleep(0.5)
    return connection

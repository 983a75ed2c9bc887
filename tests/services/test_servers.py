"""Servers end with whoever started them, however that one ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .rabbitmq import RabbitMQ
from .servers import SERVICES, unavailable
from .service import Service, ServiceFailed, listens

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.services

each_service = pytest.mark.parametrize("choice", sorted(SERVICES))
ROOT = Path(__file__).parents[2]

# A run of pytest that starts a server, says where, and waits to be ended.
WAITING = """
import time
from tests.services.fixtures import service_url

def test_waits(service_url):
    server = service_url.private({choice!r})
    with open({told!r} + ".new", "w") as told:
        told.write(f"{{server.process.pid}} {{server.port}} {{server.folder}}")
    import os; os.rename({told!r} + ".new", {told!r})
    time.sleep(60)
"""


def found(choice: str) -> Service:
    binaries = SERVICES[choice].find()
    if binaries is None:
        unavailable(choice)
    return SERVICES[choice](binaries)


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return False


@each_service
def test_a_server_starts_hangs_restarts_and_stops(choice: str) -> None:
    server = found(choice).start()
    try:
        port, folder, first = server.port, server.folder, server.process
        assert server.answers()
        with server.hung():
            assert listens(port)
            assert not server.answers()
        wait_for(server.answers)
        with server.away():
            assert not listens(port)
        assert server.answers()
        assert (server.port, server.folder) == (port, folder)
        assert server.process is not first
    finally:
        server.stop()
    assert server.process is None
    assert not listens(port)
    assert not folder.exists()
    server.stop()


@each_service
def test_two_servers_do_not_meet(choice: str) -> None:
    first, second = found(choice).start(), found(choice).start()
    try:
        assert first.port != second.port
        first.stop()
        assert second.answers()
    finally:
        first.stop()
        second.stop()


@each_service
def test_a_server_that_cannot_start_says_why(choice: str, monkeypatch: pytest.MonkeyPatch) -> None:
    server = found(choice)
    if isinstance(server, RabbitMQ):  # a node ignores what it does not know on its command line
        server.settings["no_such_option"] = "1"
    command = server.command
    monkeypatch.setattr(server, "command", lambda: [*command(), "--no-such-option=1"])
    with pytest.raises(ServiceFailed, match=r"no.such.option"):
        server.start()
    assert server.process is None
    assert server.folder == Path()


@each_service
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGKILL], ids=["ctrl-c", "kill"])
def test_a_server_ends_with_the_tests(choice: str, end: signal.Signals, tmp_path: Path) -> None:
    if end == signal.SIGKILL and sys.platform != "linux":
        pytest.skip("only Linux tells a child that its parent was killed")
    found(choice)
    told = tmp_path / "told"
    test = tmp_path / "test_waiting.py"
    test.write_text(WAITING.format(choice=choice, told=str(told)))
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", os.devnull,
               "--rootdir", str(tmp_path), str(test)]  # fmt: skip
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL) as tests:
        try:
            wait_for(told.exists, 60)
            pid, port, folder = told.read_text().split()
            assert listens(int(port))
        finally:
            tests.send_signal(end)
        tests.wait(20)
    wait_for(lambda: gone(int(pid)))
    assert not listens(int(port))
    if end == signal.SIGINT:
        assert not Path(folder).exists()


def wait_for(happened: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < deadline
        time.sleep(0.05)

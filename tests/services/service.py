"""What every private server has in common: a folder, a free port, and an end."""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Self

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

START_SECONDS = 60
STOP_SECONDS = 20


class ServiceFailed(Exception):
    """A server did not start; the message ends with its log."""


class Service(ABC):
    """One server on 127.0.0.1 with its own data, which ends with whoever started it."""

    name: ClassVar[str]
    # Some servers refuse to run as root: then their package's own account runs them.
    account: ClassVar[str] = ""
    stop_signal: ClassVar[signal.Signals] = signal.SIGTERM

    def __init__(self, binaries: Path) -> None:
        self.binaries = binaries
        self.port = 0
        self.folder = Path()
        self.process: subprocess.Popen[bytes] | None = None

    @classmethod
    @abstractmethod
    def find(cls) -> Path | None:
        """The folder with this machine's binaries, if it has them."""

    def initialize(self) -> None:  # noqa: B027 - not every server has something to prepare
        """Write an empty data directory."""

    @abstractmethod
    def command(self) -> Sequence[str]:
        """The server, in the foreground."""

    @property
    @abstractmethod
    def url(self) -> str:
        """The administrator's way in."""

    @abstractmethod
    def answers(self) -> bool:
        """Whether the administrator is let in."""

    def start(self) -> Self:
        """Start on a free port; another process may take it meanwhile, so try again once."""
        self.folder = Path(tempfile.mkdtemp(prefix=f"scaffold-{self.name}-"))
        atexit.register(self.stop)
        if self.user:
            shutil.chown(self.folder, self.user, self.user)
        try:
            self.initialize()
            if not self._launched(free_port()):
                self._end()
                if not self._launched(free_port()):
                    raise self._failed()
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self) -> None:
        """End the server and remove its data; calling it again does nothing."""
        atexit.unregister(self.stop)
        self._end()
        if self.folder != Path():
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder = Path()

    def restart(self) -> None:
        """Stop the server and start it again, on the same port and with its data."""
        with self.away():
            pass

    @contextlib.contextmanager
    def away(self) -> Iterator[None]:
        """Nothing listens on its port, for as long as this lasts."""
        self._end()
        try:
            yield
        finally:
            if not self._launched(self.port):
                raise self._failed()

    @contextlib.contextmanager
    def hung(self) -> Iterator[None]:
        """It takes connections and never answers, which clients notice only by their timeouts."""
        process = self.process
        assert process is not None
        process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            process.send_signal(signal.SIGCONT)

    @property
    def user(self) -> str | None:
        """Who runs the server, if not the user of this process."""
        return (self.account or None) if hasattr(os, "geteuid") and os.geteuid() == 0 else None

    @property
    def environment(self) -> Mapping[str, str]:
        """What the server and its tools find in their environment."""
        return os.environ

    @property
    def log(self) -> str:
        path = self.folder / "log"
        return path.read_text(errors="replace") if path.exists() else ""

    def run(self, *command: str) -> None:
        """Run one of the service's own tools to its end."""
        done = subprocess.run(
            command,
            cwd=self.folder,
            user=self.user,
            group=self.user,
            env=self.environment,
            capture_output=True,
            timeout=START_SECONDS,
            check=False,
        )
        if done.returncode:
            output = (done.stdout + done.stderr).decode(errors="replace")
            raise ServiceFailed(f"{command[0]} failed:\n{output[-3000:]}")

    def _failed(self) -> ServiceFailed:
        log = self.log
        shown = log if len(log) < 6000 else f"{log[:3000]}\n...\n{log[-3000:]}"
        return ServiceFailed(f"{self.name} did not start:\n{shown}")

    def _launched(self, port: int) -> bool:
        self.port = port
        # A session of its own: Ctrl-C reaches the tests first, and they stop it in order.
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [*self._with_its_parent(), *self.command()],
                cwd=self.folder,
                user=self.user,
                group=self.user,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            if self.answers():
                return True
            time.sleep(0.05)
        return False

    def _with_its_parent(self) -> list[str]:
        """Where Linux can, have the server end even when this process is killed outright."""
        setpriv = shutil.which("setpriv")
        name = self.stop_signal.name.removeprefix("SIG")
        return [setpriv, "--pdeathsig", name] if setpriv else []

    def _end(self) -> None:
        process, self.process = self.process, None
        if process is None or process.poll() is not None:
            return
        process.send_signal(signal.SIGCONT)  # one that is hung could not end
        process.send_signal(self.stop_signal)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def folder_with(program: str, *more: Path) -> Path | None:
    """The first folder of PATH, then of the given ones, that holds a program."""
    found = shutil.which(program) or shutil.which(program, path=os.pathsep.join(map(str, more)))
    return Path(found).resolve().parent if found else None

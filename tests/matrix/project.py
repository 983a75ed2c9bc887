"""One generated project: made, installed, run and stopped by the commands that its README gives."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import socket
import sqlite3
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx
from uv import find_uv_bin

from tests.services.service import free_port

from .combinations import NAME, label
from .environment import ROOT, Failed, python, run, started

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from .combinations import Answers
    from .environment import Command

UV = (find_uv_bin(),)  # `python -m uv` would show projects the environment of these tests
SECRET_KEY = "a secret that only this test run knows, of 48+ characters"
CORS_ORIGIN = "https://app.example"
# What a project takes where nobody says; only a server needs one of its own.
DEFAULT_PORT = 8000
START_SECONDS = 60
STOP_SECONDS = 15


@dataclass
class Project:
    """A generated project in its folder, with an environment of its own."""

    folder: Path
    answers: Answers
    interpreter: str

    @classmethod
    def new(cls, parent: Path, answers: Answers, interpreter: str = "") -> Project:
        """Generate it by the command line, into a folder with a space in its name."""
        folder = parent / f"my {label(answers)}"
        flags = [
            f"--{key}={one}" for key, value in answers.items() for one in value.split(",") if one
        ]
        command = (sys.executable, "-m", "scaffold", "new", str(folder), "--name", NAME)
        run(*command, *flags, "--defaults", cwd=ROOT)
        return cls(folder, answers, interpreter or python())

    def uv(self, *command: str, env: Mapping[str, str] | None = None) -> str:
        env = {"UV_PYTHON": self.interpreter, **(env or {})}
        return run(*UV, *command, cwd=self.folder, env=env)

    def poe(self, task: str, env: Mapping[str, str] | None = None) -> str:
        settings = with_port(env or {}, DEFAULT_PORT)
        return run(*poe(task), cwd=self.folder, env={"UV_PYTHON": self.interpreter, **settings})

    @contextlib.contextmanager
    def serving(
        self,
        env: Mapping[str, str] | None = None,
        stop: signal.Signals = signal.SIGINT,
        command: tuple[str, ...] = (),
    ) -> Iterator[Server]:
        """Start it, wait for its first answer, and stop it the way that is asked for.

        `{port}` in a value of the environment becomes the port.
        """
        port = free_port()
        settings = {"PORT": str(port), "CORS_ORIGINS": CORS_ORIGIN, **(env or {})}
        command, settings = command or poe("start"), with_port(settings, port)
        with self._started("server", command, settings) as (process, log):
            server = Server(process, log, port)
            server.wait()
            yield server
            server.stop(stop)

    @contextlib.contextmanager
    def beside(self, task: str, env: Mapping[str, str]) -> Iterator[Running]:
        """Run a task that has no port, such as a worker, and stop it at the end."""
        settings = with_port(env, DEFAULT_PORT)
        with self._started(task, poe(task), settings) as (process, log):
            running = Running(process, log)
            yield running
            running.stop(signal.SIGTERM)

    @contextlib.contextmanager
    def _started(
        self, name: str, command: tuple[str, ...], env: Mapping[str, str]
    ) -> Iterator[tuple[Command, Path]]:
        settings = {"UV_PYTHON": self.interpreter, "SECRET_KEY": SECRET_KEY, **env}
        path = self.folder.parent / f"{name}.log"
        with (
            path.open("a", encoding="utf-8") as log,
            started(*command, cwd=self.folder, env=settings, output=log) as process,
        ):
            yield process, path

    def rows(self) -> dict[str, int]:
        """How many rows each table of the embedded database holds."""
        path = self.folder / "var" / "app.db"
        if not path.exists():
            return {}
        with contextlib.closing(sqlite3.connect(path)) as database:
            names = [row[0] for row in database.execute(
                "select name from sqlite_master where type = 'table' and name not like 'sqlite_%'"
            )]  # fmt: skip
            count = "select count(*) from "
            return {name: database.execute(f'{count}"{name}"').fetchone()[0] for name in names}

    def technologies(self) -> set[str]:
        """The names that the home page should show, read from where they are declared."""
        names: set[str] = set()
        for axis, choice in self.answers.items():
            declared = ROOT / "templates" / "shared" / axis / choice / "technology.py"
            if declared.exists():
                names |= set(re.findall(r'Technology\(\s*"([^"]+)"', declared.read_text("utf-8")))
        return names


@dataclass
class Running:
    """A task of a project that was started, as the process that a person would see."""

    process: Command
    log: Path

    def kill(self) -> None:
        """End it and all that it started at once, as a machine that loses its power does."""
        for pid in self.process.family():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()

    def stop(self, how: signal.Signals) -> None:
        """Ctrl-C reaches all processes of a terminal, SIGTERM only the one that was started."""
        if self.process.poll() is None:
            self.process.family()  # to be remembered: its end cuts the ties between them
            if how == signal.SIGINT:
                os.killpg(self.process.pid, how)
            else:
                self.process.send_signal(how)
            self._wait_for_the_end(how.name)
        self.events()  # a stop that fails shows in the log

    def _wait_for_the_end(self, cause: str) -> None:
        deadline = time.monotonic() + STOP_SECONDS
        while self.process.family():
            if time.monotonic() > deadline:
                late = f"still alive {STOP_SECONDS} s after {cause}"
                raise Failed(f"{late}:\n{self.output[-3000:]}")
            time.sleep(0.05)

    @property
    def output(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def events(self) -> list[dict[str, object]]:
        """The log of the application: every line is JSON, but for those of the task runner."""
        lines = [line for line in self.output.splitlines() if not line.startswith("Poe =>")]
        strange = [line for line in lines if not line.startswith("{")]
        if strange:
            raise Failed("not JSON, but in the log:\n" + "\n".join(strange[:20]))
        return [json.loads(line) for line in lines]


@dataclass
class Server(Running):
    """A project that serves HTTP."""

    port: int
    seconds_to_first_answer: float = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def get(self, path: str) -> httpx.Response:
        return httpx.get(f"{self.url}{path}", trust_env=False, timeout=20)

    def wait(self) -> None:
        began = time.monotonic()
        deadline = began + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            with contextlib.suppress(httpx.TransportError):
                if self.get("/health/live").status_code == 200:
                    self.seconds_to_first_answer = time.monotonic() - began
                    return
            time.sleep(0.05)
        raise Failed(f"no answer within {START_SECONDS} s:\n{self.output[-6000:]}")

    def stop(self, how: signal.Signals) -> None:
        """Stop it; afterwards nothing listens."""
        super().stop(how)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                raise Failed(f"something still listens after {how.name}")


def with_port(env: Mapping[str, str], port: int) -> dict[str, str]:
    """Put the port into the values that ask for it."""
    return {name: value.replace("{port}", str(port)) for name, value in env.items()}


def poe(task: str) -> tuple[str, ...]:
    """How the README runs a task."""
    return (*UV, "run", "poe", task)

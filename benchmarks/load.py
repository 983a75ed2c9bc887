"""Requests per second of each framework's project beside the same endpoints written bare.

    python -m benchmarks.load [--database postgresql] [--rounds 3] [--seconds 5]

Every server is Gunicorn with one worker and 32 connections by wrk, which must be installed. The
bare applications in `benchmarks/bare` run in the project's own environment, on the same database
and the same table with 20 rows. Each round asks every server once, so that a machine that slows
down slows all of them; what counts is the ratio.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from run import free_port, wait_for
from tests.services.databases import Databases

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

BARE = Path(__file__).parent / "bare"
FRAMEWORKS = ("fastapi", "flask", "django")
WORKER = {
    "fastapi": ["--worker-class", "uvicorn_worker.UvicornWorker"],
    "flask": ["--threads", "4"],
    "django": ["--threads", "4"],
}
TABLE = {"fastapi": "notes", "flask": "notes", "django": "app_note"}
ROWS = 20


@dataclass
class Case:
    """An endpoint that is asked.

    Attributes:
        name: how the table calls it.
        url: where it answers.
        rates: the requests per second of each round.
    """

    name: str
    url: str
    rates: list[float] = field(default_factory=list)

    def ask(self, seconds: int) -> None:
        """Ask with 32 connections for some seconds, and keep the rate; any error is fatal."""
        wrk = ["wrk", "--threads", "1", "--connections", "32", "--duration", f"{seconds}s"]
        done = subprocess.run([*wrk, self.url], capture_output=True, text=True, check=True)
        if "Non-2xx" in done.stdout or "Socket errors" in done.stdout:
            raise SystemExit(f"{self.name}:\n{done.stdout}")
        found = re.search(r"Requests/sec:\s*([\d.]+)", done.stdout)
        self.rates.append(float(found[1]) if found else 0)

    @property
    def rate(self) -> float:
        """The median of the rounds."""
        return statistics.median(self.rates)


def main() -> None:
    """Measure the frameworks one after the other and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("frameworks", nargs="*", default=FRAMEWORKS)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="postgresql")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=5)
    given = parser.parse_args()
    if not shutil.which("wrk"):
        raise SystemExit("wrk was not found: install it, such as with `apt-get install wrk`.")
    print(
        "| framework | hello | live | live / hello | bare | notes | notes / bare | notes / hello |"
    )
    print("|---|---|---|---|---|---|---|---|")
    with Databases() as databases:
        for framework in given.frameworks:
            cases = measure(framework, given, databases)
            print(row(framework, *(case.rate for case in cases)), flush=True)


def row(framework: str, hello: float, live: float, bare: float, notes: float) -> str:
    """Return a line of the table."""
    rates = f"{hello:.0f} | {live:.0f} | {live / hello:.2f} | {bare:.0f} | {notes:.0f}"
    return f"| {framework} | {rates} | {notes / bare:.2f} | {notes / hello:.2f} |"


def measure(framework: str, given: argparse.Namespace, databases: Databases) -> list[Case]:
    """Make a project, fill it, serve it beside its bare twin, and ask both in turn."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "notes"
        answers = ["--framework", framework, "--database", given.database, "--auth", "none"]
        command = [sys.executable, "-m", "scaffold", "new", str(project), *answers, "--defaults"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        environment = surroundings(project, framework, given.database, databases)
        run(project, environment, "sync")
        run(project, environment, "run", "poe", "migrate")
        with bare(project, framework, environment) as twin, whole(project, environment) as own:
            fill(own)
            cases = [
                Case("hello", f"{twin}/hello"),
                Case("live", f"{own}/health/live"),
                Case("bare", f"{twin}/notes?limit={ROWS}"),
                Case("notes", f"{own}/api/notes?limit={ROWS}"),
            ]
            for number in range(given.rounds + 1):
                for case in cases:
                    case.ask(given.seconds if number else 1)
        for case in cases:
            del case.rates[0]  # the first round warms up
        return cases


def surroundings(
    project: Path, framework: str, database: str, databases: Databases
) -> dict[str, str]:
    """Return the environment that both servers run in."""
    url = f"sqlite:///{(project / 'load.db').as_posix()}"
    if database != "sqlite":
        url = databases(database)
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "NOTES_TABLE": TABLE[framework],
        "WEB_CONCURRENCY": "1",
        "WEB_THREADS": "4",
    }
    environment.pop("VIRTUAL_ENV", None)
    return environment


def run(project: Path, environment: Mapping[str, str], *step: str) -> None:
    """Run a uv command in the project to its end."""
    command = [sys.executable, "-m", "uv", *step]
    subprocess.run(command, cwd=project, env=environment, check=True, capture_output=True)


def fill(url: str) -> None:
    """Write the notes that both servers will list."""
    for number in range(ROWS):
        note = {"title": f"Note {number}", "body": "Two bottles of milk, and bread. " * 5}
        httpx.post(f"{url}/api/notes", json=note, trust_env=False).raise_for_status()


@contextlib.contextmanager
def bare(project: Path, framework: str, environment: Mapping[str, str]) -> Iterator[str]:
    """Serve the bare twin by the project's own Gunicorn."""
    port = free_port()
    command = [
        str(project / ".venv" / "bin" / "gunicorn"), f"{framework}_app:app", "--chdir", str(BARE),
        "--config", os.devnull, "--workers", "1", "--bind", f"127.0.0.1:{port}",
        "--keep-alive", "65", *WORKER[framework],
    ]  # fmt: skip
    with served(command, project, environment, port) as url:
        yield f"{url}"


@contextlib.contextmanager
def whole(project: Path, environment: Mapping[str, str]) -> Iterator[str]:
    """Serve the project as its README says."""
    port = free_port()
    command = [sys.executable, "-m", "uv", "run", "--quiet", "poe", "--quiet", "serve"]
    with served(command, project, {**environment, "PORT": str(port)}, port) as url:
        yield url


@contextlib.contextmanager
def served(
    command: list[str], folder: Path, environment: Mapping[str, str], port: int
) -> Iterator[str]:
    """Run a server with its log in a file, as in production, until the measurement ends."""
    with (folder.parent / f"{port}.log").open("w", encoding="utf-8") as log:
        server = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            url = f"http://127.0.0.1:{port}"
            path = "/hello" if "--chdir" in command else "/health/live"
            if not wait_for(url + path, server):
                raise SystemExit(Path(log.name).read_text(encoding="utf-8"))
            yield url
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()

"""Projects with every technology, and how the tests of faults talk to them."""

from __future__ import annotations

import contextlib
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx

from tests.matrix.combinations import defaults
from tests.matrix.project import Project, poe
from tests.matrix.proof import install

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.matrix.combinations import Answers
    from tests.matrix.project import Running, Server
    from tests.matrix.surroundings import Services

# Nobody signs in: what breaks here has nothing to do with people.
STACKS: dict[str, Answers] = {
    "fastapi": defaults(framework="fastapi", database="postgresql", auth="none", queue="rabbitmq",
                        events="kafka", cache="redis"),
    "flask": defaults(framework="flask", database="postgresql", auth="none", queue="redis",
                      events="kafka", cache="memcached", server="uwsgi"),
    "django": defaults(framework="django", database="postgresql", auth="none", queue="rabbitmq",
                       events="kafka", cache="redis"),
}  # fmt: skip
# Soon enough for a test to wait for it; the periodic task itself runs once a minute.
REQUEUE_SECONDS = "5"


@dataclass
class Stack:
    """An installed project on services that a test may stop and start."""

    project: Project
    services: Services
    settings: dict[str, str] = field(default_factory=dict)

    @classmethod
    def new(cls, framework: str, folder: Path, services: Services) -> Stack:
        """Generate and install the framework's project."""
        project = Project.new(folder, STACKS[framework])
        install(project)
        return cls(project, services)

    def refresh(self) -> None:
        """Take fresh shares of every service, and make the tables."""
        self.settings = self.services.settings(self.project.answers)
        self.settings["JOB_REQUEUE_SECONDS"] = REQUEUE_SECONDS
        self.project.poe("migrate", self.settings)

    @contextlib.contextmanager
    def serving(self, **more: str) -> Iterator[Api]:
        """Serve it as in production."""
        settings = {**self.settings, **more}
        with (
            self.project.serving(settings, command=poe("serve")) as server,
            httpx.Client(base_url=server.url, timeout=20, trust_env=False) as client,
        ):
            yield Api(server, client)

    def beside(self, task: str) -> contextlib.AbstractContextManager[Running]:
        """Run a worker, beat, relay or consumer."""
        return self.project.beside(task, self.settings)


@dataclass
class Api:
    """The project's HTTP API."""

    server: Server
    client: httpx.Client

    def note(self, body: str = "Two bottles") -> dict[str, Any]:
        """Write a note."""
        answer = self.client.post("/api/notes", json={"title": "Milk", "body": body})
        assert answer.status_code == 201, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def report(self, note: dict[str, Any]) -> str:
        """Ask for a note's report and return where its job is."""
        answer = self.client.post(f"/api/notes/{note['id']}/report")
        assert answer.status_code == 202, answer.text
        return answer.headers["Location"]

    def status(self, job: str) -> str:
        """How far a job is."""
        return str(self.client.get(job).json()["status"])

    def activity(self) -> tuple[int, list[dict[str, Any]]]:
        """How much happened, and all of it: what moves to the next page meanwhile counts once."""
        found: dict[str, dict[str, Any]] = {}
        offset = 0
        while True:
            page = self.client.get("/api/activity", params={"limit": 100, "offset": offset}).json()
            found |= {event["id"]: event for event in page["items"]}
            offset += len(page["items"])
            if not page["items"]:
                return page["total"], list(found.values())

    def failed_checks(self) -> set[str]:
        """The names of the checks that fail."""
        checks = self.client.get("/health/ready").json()["checks"]
        return {name for name, state in checks.items() if state != "ok"}


def wait_until(true: Callable[[], bool], seconds: float, what: str) -> None:
    """Wait for something that must come true."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, f"{what}: not within {seconds} s"
        time.sleep(0.2)

"""What stands around a project: the services that it names, the tasks beside its server."""

from __future__ import annotations

import contextlib
import signal
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.services import kafka, oidc

from .project import poe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.services.databases import Databases
    from tests.services.shares import Shares

    from .combinations import Answers
    from .project import Project, Running, Server

# One process, since each counts the attempts to sign in for itself, and few connections.
ONE_PROCESS = {"WEB_CONCURRENCY": "1", "WEB_THREADS": "8"}


@dataclass(frozen=True)
class Services:
    """Hands out fresh databases, and fresh shares of the other services."""

    databases: Databases
    shares: Shares

    def settings(self, chosen: Answers) -> dict[str, str]:
        """The variables by which a project finds a share of each service that it has chosen."""
        settings = dict(ONE_PROCESS)
        if chosen["database"] != "sqlite":
            settings["DATABASE_URL"] = self.databases(chosen["database"])
        if chosen["queue"] != "none":
            settings["BROKER_URL"] = self.shares(chosen["queue"])
        if chosen["cache"] != "none":
            settings["CACHE_URL"] = self.shares(chosen["cache"])
        if chosen["events"] != "none":
            settings |= kafka.settings(self.shares("kafka"))
        if chosen["auth"] == "oauth2":
            settings |= oidc.settings(self.shares("oidc"), "http://127.0.0.1:{port}")
        if chosen["realtime"] == "yes" and "redis" in {chosen["queue"], chosen["cache"]}:
            settings["REALTIME_URL"] = self.shares("redis")
        if chosen["cdn"] == "yes":
            # Another origin that leads to the same server, as a network that asks it would.
            settings["CDN_URL"] = "http://localhost:{port}"
        return settings


def tasks(chosen: Answers) -> list[str]:
    """What runs beside the server."""
    queue = [] if chosen["queue"] == "none" else ["worker", "beat"]
    events = [] if chosen["events"] == "none" else ["relay", "consumer"]
    return queue + events


@contextlib.contextmanager
def surrounded(project: Project, settings: dict[str, str]) -> Iterator[Server]:
    """Serve a project as in production, with all that runs beside it, and stop all of it."""
    with contextlib.ExitStack() as stack:
        beside: list[Running] = [
            stack.enter_context(project.beside(task, settings)) for task in tasks(project.answers)
        ]
        served = project.serving(settings, stop=signal.SIGTERM, command=poe("serve"))
        yield stack.enter_context(served)
        ended = [running.log.stem for running in beside if running.process.poll() is not None]
        assert ended == [], "a task beside the server gave up"

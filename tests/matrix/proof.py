"""What it takes to believe in a combination. Pairs, seeds and bare projects share these steps."""

from __future__ import annotations

import re
import sys
import time
import tomllib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol

from .combinations import slug
from .environment import ROOT, run
from .project import CORS_ORIGIN, SECRET_KEY, Project
from .surroundings import surrounded

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from .combinations import Answers
    from .project import Server
    from .surroundings import Services

# The chapter of the documentation that gives reasons for libraries without a recent release.
EXCUSES = "### Without a release in two years"
LEAST_TESTS = 15
# What the contract suite has to know of a server.
CONTRACT_AXES = ("auth", "queue", "events", "cache", "realtime", "cdn")
LEAST_COVERAGE = 90
REQUEST_FIELDS = {"event", "method", "path", "status", "duration_ms", "request_id"}


@dataclass
class Watch:
    """Seconds by step, so that the matrix tells where its time goes."""

    seconds: dict[str, float] = field(default_factory=dict)

    def time(self, step: str, action: Callable[[], object]) -> None:
        started = time.monotonic()
        action()
        self.seconds[step] = round(time.monotonic() - started, 1)


def prove(answers: Answers, folder: Path, services: Services) -> Watch:
    """Generate, install, serve, call, lint and test one combination against its real services."""
    watch = Watch()
    project = Project.new(folder, answers)
    watch.time("install", lambda: install(project))
    settings = services.settings(answers)
    url = settings.get("DATABASE_URL")
    watch.time("migrate", lambda: project.poe("migrate", settings))

    def rows() -> dict[str, int]:
        return services.databases.tables(url) if url else project.rows()

    watch.time("seed", lambda: seeds_once(project, settings, rows))
    with surrounded(project, settings) as server:
        watch.seconds["first answer"] = round(server.seconds_to_first_answer, 1)
        shows_its_technologies(server, project)
        watch.time("contract", lambda: keeps_the_contract(server, answers, settings))
    logs_requests_and_no_secrets(server)
    before = rows()
    watch.time("lint", lambda: project.poe("lint"))
    # On the embedded database alone they run in the bare projects, and with each pipeline.
    if url:
        watch.time("test", lambda: tests_on_a_server(project, services, settings))
    else:
        watch.time("test", lambda: passes_its_tests(project, settings))
    assert rows() == before, "the tests left the development database alone"
    return watch


def install(project: Project) -> None:
    """Resolve the project's own ranges today, and install just that."""
    project.uv("lock")
    packages = locked(project)
    resolve_to_what_is_kept_up(packages)
    leave_projects_another_name(packages)
    project.uv("sync", "--locked")
    run("git", "diff", "--exit-code", cwd=project.folder)


def locked(project: Project) -> list[dict[str, Any]]:
    """The libraries that it was resolved to, without the project itself."""
    with (project.folder / "uv.lock").open("rb") as file:
        packages = tomllib.load(file)["package"]
    return [package for package in packages if "registry" in package["source"]]


def resolve_to_what_is_kept_up(packages: list[dict[str, Any]]) -> None:
    """A release in the last two years, or a reason in the documentation."""
    oldest = datetime.now(UTC) - timedelta(days=730)
    reasons = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    excused = set(re.findall(r"`([\w.-]+)`", reasons.partition(EXCUSES)[2].partition("\n## ")[0]))
    stale = {
        package["name"]
        for package in packages
        if package.get("wheels") and max(map(uploaded, package["wheels"])) < oldest
    }
    assert stale - excused == set(), f"no release since {oldest:%Y-%m-%d}, and no reason"


def leave_projects_another_name(packages: list[dict[str, Any]]) -> None:
    """A project of a library's name would depend on itself, which nothing can resolve."""
    taken = {package["name"] for package in packages if slug(package["name"]) == package["name"]}
    assert taken == set(), f"add to the slug's libraries in copier.yml: {taken}"


def uploaded(file: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(str(file["upload-time"]))


class Place(Protocol):
    """Where something serves."""

    port: int

    @property
    def url(self) -> str: ...


def keeps_the_contract(
    server: Place,
    answers: Answers,
    settings: Mapping[str, str],
    *options: str,
    within: tuple[str, ...] = (),
) -> None:
    """Run the suite against a server; `within` is what makes a command run where it serves."""
    chosen = [f"--{axis}={answers[axis]}" for axis in CONTRACT_AXES]
    cdn_url = settings.get("CDN_URL", "").replace("{port}", str(server.port))
    topic = "kafka://{KAFKA_BOOTSTRAP_SERVERS}/{KAFKA_TOPIC}" if "KAFKA_TOPIC" in settings else ""
    run(
        *within, sys.executable, "-m", "pytest", "tests/contract", "-q", "-p", "no:cacheprovider",
        "--tb=short", "--maxfail=30", "--base-url", server.url, *chosen, "--cdn-url", cdn_url,
        "--oidc", settings.get("OAUTH2_ISSUER", ""), "--kafka", topic.format(**settings),
        "--secret-key", SECRET_KEY, "--cors-origin", CORS_ORIGIN,
        *options,
        cwd=ROOT,
    )  # fmt: skip


def shows_its_technologies(server: Server, project: Project) -> None:
    page = server.get("/").text
    missing = {name for name in project.technologies() if name not in page}
    assert not missing, f"not on the home page: {missing}"
    assert "Notes &amp; More" in page


def logs_requests_and_no_secrets(server: Server) -> None:
    """After the contract suite the log has seen every kind of request, and every secret."""
    requests = [event for event in server.events() if "duration_ms" in event]
    assert len(requests) > 100
    assert all(event.keys() >= REQUEST_FIELDS for event in requests)
    statuses = {event["status"] for event in requests}
    assert statuses >= {200, 201, 204, 400, 404, 405, 413, 415, 422}
    assert 500 not in statuses
    assert "Traceback" not in server.output
    leaked = re.findall(r"pass [0-9a-f]{32}|eyJ[\w-]{10,}|argon2id\$", server.output)
    assert leaked == [], "no password or token in the log"


def passes_its_tests(project: Project, env: Mapping[str, str] | None = None) -> None:
    """Its own tests, with a coverage that the project itself demands."""
    report = project.poe("test", env)
    counted = [int(number) for number in re.findall(r"(\d+) passed|Ran (\d+) tests", report) for
               number in number if number]  # fmt: skip
    assert sum(counted) >= LEAST_TESTS, report[-3000:]
    assert "TOTAL" in report
    with (project.folder / "pyproject.toml").open("rb") as file:
        coverage = tomllib.load(file)["tool"]["coverage"]
    assert coverage["report"]["fail_under"] >= LEAST_COVERAGE
    assert coverage["run"]["branch"]


def tests_on_a_server(project: Project, services: Services, settings: dict[str, str]) -> None:
    url = services.databases(project.answers["database"])
    passes_its_tests(project, {**settings, "TEST_DATABASE_URL": url})
    left = {name: rows for name, rows in services.databases.tables(url).items() if rows}
    assert left == {}, "the test database is as empty as it was"


def seeds_once(
    project: Project, settings: dict[str, str], rows: Callable[[], dict[str, int]]
) -> None:
    """Demo data is written, a second run adds nothing, and a password is told only once."""
    before = rows()
    first = project.poe("seed", settings)
    seeded = rows()
    assert sum(seeded.values()) >= sum(before.values()) + 10
    second = project.poe("seed", settings)
    assert rows() == seeded
    if project.answers["auth"] != "none":
        assert "demo@example.com" in first
        told = [word for word in re.findall(r"[\w-]{12,}", first) if word not in second]
        assert told, "a random password"


def works_bare(project: Project, server: Server) -> None:
    """Without any service the embedded database serves, and the page says so."""
    assert set(server.get("/health/ready").json()["checks"].values()) == {"ok"}
    assert "DATABASE_URL" in server.get("/").text
    assert (project.folder / "var" / "app.db").exists()

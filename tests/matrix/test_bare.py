"""A bare laptop: Python and nothing else, whatever was chosen."""

from __future__ import annotations

import signal
import sys
from typing import TYPE_CHECKING

import httpx
import pytest

from .combinations import axes, defaults
from .environment import Failed, python_of, run
from .project import SECRET_KEY, Project, poe
from .proof import (
    install,
    keeps_the_contract,
    logs_requests_and_no_secrets,
    passes_its_tests,
    works_bare,
)
from .surroundings import tasks

if TYPE_CHECKING:
    from pathlib import Path

    from .combinations import Answers

pytestmark = pytest.mark.services

SCRIPTS = "Scripts" if sys.platform == "win32" else "bin"
VERSIONS = ["3.11", "3.12", "3.13"]
# All that wants a service, and a way to sign in that needs nobody else.
EVERYTHING = {"events": "kafka", "realtime": "yes", "cdn": "yes"}
LAPTOPS = [
    defaults(framework="fastapi", database="postgresql", auth="jwt", queue="rabbitmq",
             cache="redis", **EVERYTHING),
    defaults(framework="flask", database="mysql", auth="session", queue="redis",
             cache="memcached", **EVERYTHING),
    defaults(framework="django", database="mysql", auth="jwt", queue="rabbitmq",
             cache="memcached", **EVERYTHING),
]  # fmt: skip


@pytest.mark.parametrize(
    ("answers", "version"), list(zip(LAPTOPS, VERSIONS, strict=True)), ids=VERSIONS
)
def test_a_project_without_its_services(tmp_path: Path, answers: Answers, version: str) -> None:
    """Each framework on another Python: start, the whole contract, and its tests, by uv."""
    interpreter = python_of(version)
    if interpreter is None:
        pytest.skip(f"no Python {version} on this machine")
    project = Project.new(tmp_path, answers, interpreter)
    install(project)
    assert project.uv("run", "python", "-V").strip().startswith(f"Python {version}.")
    with project.serving(stop=signal.SIGTERM) as server:
        works_bare(project, server)
        keeps_the_contract(server, answers, {})
    logs_requests_and_no_secrets(server)
    passes_its_tests(project)
    for task in tasks(answers):
        with pytest.raises(Failed, match=r"BROKER_URL|KAFKA_BOOTSTRAP_SERVERS") as raised:
            project.poe(task)
        assert "Traceback" not in str(raised.value)


@pytest.mark.parametrize("framework", axes()["framework"])
def test_the_way_of_pip(tmp_path: Path, framework: str) -> None:
    """The README's second way: a virtual environment, pip, and `python -m app`."""
    answers = defaults(framework=framework, database="mysql", auth="none", tests="unittest")
    project = Project.new(tmp_path, answers)
    run(project.interpreter, "-m", "venv", ".venv", cwd=project.folder)
    python = str(project.folder / ".venv" / SCRIPTS / "python")
    run(python, "-m", "pip", "install", "-q", "--upgrade", "pip", cwd=project.folder)
    run(python, "-m", "pip", "install", "-q", "-e", ".", "--group", "dev", cwd=project.folder)
    run(python, "-m", "pip", "check", cwd=project.folder)
    with project.serving(stop=signal.SIGTERM, command=(python, "-m", "app")) as server:
        works_bare(project, server)


@pytest.mark.parametrize("framework", axes()["framework"])
def test_a_database_without_a_stand_in(tmp_path: Path, framework: str) -> None:
    """MongoDB has to run: each command says which variable names it, in a sentence."""
    answers = defaults(framework=framework, database="mongodb", queue="redis", events="kafka")
    project = Project.new(tmp_path, answers)
    install(project)
    for task in ("start", "serve", "migrate", "seed"):
        refused(project, {}, "DATABASE_URL is not set", task)
    refused(project, {}, "TEST_DATABASE_URL", "test")


@pytest.fixture(scope="module", params=axes()["framework"])
def laptop(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """An installed project whose settings somebody gets wrong."""
    answers = defaults(framework=request.param, database="postgresql")
    project = Project.new(tmp_path_factory.mktemp("laptop"), answers)
    install(project)
    (project.folder / ".env").unlink()  # with the secret that the tool made
    return project


def test_a_database_that_does_not_answer(laptop: Project) -> None:
    """The server is alive, not ready, and names what fails."""
    nobody = "postgresql://nobody:nothing@127.0.0.1:1/nowhere"
    with laptop.serving({"DATABASE_URL": nobody}) as server:
        assert server.get("/health/live").status_code == 200
        answer = server.get("/health/ready")
        assert answer.status_code == 503
        assert answer.headers["Content-Type"].startswith("application/problem+json")
        assert answer.json()["checks"] == {"database": "failed"}
        assert "database" in answer.json()["detail"]
        assert "nothing" not in answer.text, "no password in the answer"
        assert server.get("/").status_code == 200
        assert "failed" in server.get("/").text
        somebody = {"email": "ada@example.com", "password": "a long enough secret"}
        asked = httpx.post(f"{server.url}/api/auth/register", json=somebody, trust_env=False)
        assert asked.status_code == 503, asked.text
        assert asked.headers["Content-Type"].startswith("application/problem+json")
        assert int(asked.headers["Retry-After"]) > 0
        assert "nothing" not in asked.text


@pytest.mark.parametrize("task", ["start", "serve"])
@pytest.mark.parametrize("secret", ["change-me", "x" * 31, ""], ids=["default", "short", "empty"])
def test_production_needs_a_secret(laptop: Project, secret: str, task: str) -> None:
    """It refuses to start, and says which variable to set."""
    refused(laptop, {"ENVIRONMENT": "production", "SECRET_KEY": secret}, "SECRET_KEY", task)


@pytest.mark.parametrize("task", ["start", "serve"])
@pytest.mark.parametrize("url", ["mysql://a:b@127.0.0.1/c", "oracle://a:b@127.0.0.1/c", "nonsense"])
def test_another_database_is_refused(laptop: Project, url: str, task: str) -> None:
    """A URL of a database that was not chosen has no driver here."""
    refused(laptop, {"DATABASE_URL": url}, "DATABASE_URL", task)


@pytest.mark.parametrize("workers", ["many", "0", "-1"])
def test_workers_are_counted(laptop: Project, workers: str) -> None:
    """Gunicorn reads the variable before it reads its own settings, and would give a traceback."""
    refused(laptop, {"WEB_CONCURRENCY": workers}, "WEB_CONCURRENCY", "serve")


def test_no_number_of_workers(laptop: Project) -> None:
    """An empty value is as if unset, as everywhere."""
    settings = {"WEB_CONCURRENCY": "", "SECRET_KEY": SECRET_KEY}
    with laptop.serving(settings, stop=signal.SIGTERM, command=poe("serve")) as server:
        assert server.get("/health/live").status_code == 200


def refused(project: Project, env: dict[str, str], variable: str, task: str = "start") -> None:
    with pytest.raises(Failed, match=variable) as raised:
        project.poe(task, env)
    assert "Traceback" not in str(raised.value)

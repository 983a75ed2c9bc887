"""A bare laptop: Python and nothing else, whatever was chosen."""

from __future__ import annotations

import signal
import sys
from typing import TYPE_CHECKING

import pytest

from .combinations import axes
from .environment import Failed, python_of, run
from .project import Project
from .proof import install, passes_its_tests, works_bare

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.services

SCRIPTS = "Scripts" if sys.platform == "win32" else "bin"
VERSIONS = ["3.11", "3.12", "3.13"]
LAPTOPS = list(zip(axes()["framework"], ["postgresql", "mysql", "mysql"], VERSIONS, strict=True))


@pytest.mark.parametrize(("framework", "database", "version"), LAPTOPS)
def test_a_project_without_its_database(
    tmp_path: Path, framework: str, database: str, version: str
) -> None:
    """Each framework on another Python: start, health and tests, by uv."""
    interpreter = python_of(version)
    if interpreter is None:
        pytest.skip(f"no Python {version} on this machine")
    answers = {"framework": framework, "database": database, "auth": "jwt", "tests": "pytest"}
    project = Project.new(tmp_path, answers, interpreter)
    install(project)
    assert project.uv("run", "python", "-V").strip().startswith(f"Python {version}.")
    with project.serving(stop=signal.SIGTERM) as server:
        works_bare(project, server)
    passes_its_tests(project)


@pytest.mark.parametrize("framework", axes()["framework"])
def test_the_way_of_pip(tmp_path: Path, framework: str) -> None:
    """The README's second way: a virtual environment, pip, and `python -m app`."""
    answers = {"framework": framework, "database": "mysql", "auth": "none", "tests": "unittest"}
    project = Project.new(tmp_path, answers)
    run(project.interpreter, "-m", "venv", ".venv", cwd=project.folder)
    python = str(project.folder / ".venv" / SCRIPTS / "python")
    run(python, "-m", "pip", "install", "-q", "--upgrade", "pip", cwd=project.folder)
    run(python, "-m", "pip", "install", "-q", "-e", ".", "--group", "dev", cwd=project.folder)
    run(python, "-m", "pip", "check", cwd=project.folder)
    with project.serving(stop=signal.SIGTERM, command=(python, "-m", "app")) as server:
        works_bare(project, server)


@pytest.fixture(scope="module", params=axes()["framework"])
def laptop(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """An installed project whose settings somebody gets wrong."""
    answers = {
        "framework": request.param, "database": "postgresql", "auth": "jwt", "tests": "pytest",
    }  # fmt: skip
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


@pytest.mark.parametrize("secret", ["change-me", "x" * 31, ""], ids=["default", "short", "empty"])
def test_production_needs_a_secret(laptop: Project, secret: str) -> None:
    """It refuses to start, and says which variable to set."""
    refused(laptop, {"ENVIRONMENT": "production", "SECRET_KEY": secret}, "SECRET_KEY")


@pytest.mark.parametrize("url", ["mysql://a:b@127.0.0.1/c", "oracle://a:b@127.0.0.1/c", "nonsense"])
def test_another_database_is_refused(laptop: Project, url: str) -> None:
    """A URL of a database that was not chosen has no driver here."""
    refused(laptop, {"DATABASE_URL": url}, "DATABASE_URL")


def refused(project: Project, env: dict[str, str], variable: str) -> None:
    with pytest.raises(Failed, match=variable) as raised:
        project.poe("start", env)
    assert "Traceback" not in str(raised.value)

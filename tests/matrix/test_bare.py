"""A bare laptop: Python and nothing else, whatever was chosen."""

from __future__ import annotations

import signal
import sys
from typing import TYPE_CHECKING

import pytest

from .combinations import axes
from .environment import python_of, run
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


@pytest.mark.parametrize("framework", axes()["framework"])
def test_a_database_that_does_not_answer(tmp_path: Path, framework: str) -> None:
    """The server is alive, not ready, and names what fails."""
    answers = {"framework": framework, "database": "postgresql", "auth": "none", "tests": "pytest"}
    project = Project.new(tmp_path, answers)
    install(project)
    nobody = "postgresql://nobody:nothing@127.0.0.1:1/nowhere"
    with project.serving({"DATABASE_URL": nobody}) as server:
        assert server.get("/health/live").status_code == 200
        answer = server.get("/health/ready")
        assert answer.status_code == 503
        assert answer.headers["Content-Type"].startswith("application/problem+json")
        assert answer.json()["checks"] == {"database": "failed"}
        assert "database" in answer.json()["detail"]
        assert "nothing" not in answer.text, "no password in the answer"
        assert server.get("/").status_code == 200
        assert "failed" in server.get("/").text

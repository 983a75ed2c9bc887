"""Fixtures that every test can use."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pytest

from scaffold.questions import Questionnaire, load

if TYPE_CHECKING:
    from collections.abc import Mapping

SMALL = Path(__file__).parent / "small_template"


class Run(Protocol):
    """Run the command line."""

    def __call__(
        self, *arguments: str, env: Mapping[str, str] | None = None, cwd: Path | None = None
    ) -> subprocess.CompletedProcess[str]: ...


@pytest.fixture(scope="session")
def questionnaire() -> Questionnaire:
    """The questionnaire that the tool ships."""
    return load()


@pytest.fixture(scope="session")
def small() -> Questionnaire:
    """A questionnaire of a few questions, with every kind of rule."""
    return load(SMALL)


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Run `scaffold` as a person without a terminal would, in an empty folder."""
    home = tmp_path / "home"
    work = tmp_path / "work"
    home.mkdir()
    work.mkdir()
    clean = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}

    def run_scaffold(
        *arguments: str, env: Mapping[str, str] | None = None, cwd: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "scaffold", *arguments],
            cwd=cwd or work,
            env={**clean, "HOME": str(home), "USERPROFILE": str(home), **(env or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=60,
            check=False,
        )

    return run_scaffold

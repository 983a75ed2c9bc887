"""Runs the jobs of a GitHub workflow as a runner does: one clean checkout each, step by step."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.matrix.environment import Failed, run, started
from tests.matrix.project import UV
from tests.services.service import free_port

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

STEP_SECONDS = 300
DEFAULT_PORT = "127.0.0.1:8000"


@dataclass
class Runner:
    """A machine of GitHub's, as far as these workflows can tell."""

    repository: Path
    folder: Path
    interpreter: str

    def job(self, name: str, job: Mapping[str, Any], env: Mapping[str, str]) -> list[str]:
        """Run each step in order, and return what was run; a step that fails raises."""
        checkout = self.folder / name
        port = str(free_port())
        settings = {**env, "PATH": self._path(), "UV_PYTHON": self.interpreter, "PORT": port}
        done = []
        for step in job["steps"]:
            action = step.get("uses", "").partition("@")[0]
            if action == "actions/checkout":
                run("git", "clone", "--quiet", str(self.repository), str(checkout), cwd=self.folder)
            elif action == "astral-sh/setup-uv":
                assert step["with"]["version"] == run(*UV, "--version", cwd=self.folder).split()[1]
            else:
                assert not action, f"nothing here stands for {action}"
                script = step["run"].replace(DEFAULT_PORT, f"127.0.0.1:{port}")
                self._shell(script, checkout, settings)
                done.append(step["run"])
        return done

    def _shell(self, script: str, checkout: Path, env: Mapping[str, str]) -> None:
        """Run a step as GitHub does where no shell is named; what it leaves ends with it."""
        log = self.folder / "step.log"
        shell = ("bash", "-e", "-c", script)
        with (
            log.open("w", encoding="utf-8") as output,
            started(*shell, cwd=checkout, env=env, output=output) as process,
        ):
            try:
                code = process.wait(STEP_SECONDS)
            except subprocess.TimeoutExpired:
                code = None
        if code != 0:
            raise Failed(f"`{script}` ended with {code}:\n{log.read_text('utf-8')[-6000:]}")

    def _path(self) -> str:
        """What every machine has, and uv before it."""
        tools = self.folder / "tools"
        tools.mkdir(exist_ok=True)
        for name in ("uv", "uvx"):
            if not (tools / name).exists():
                (tools / name).symlink_to(re.sub(r"uv$", name, UV[0]))
        return f"{tools}:/usr/local/bin:/usr/bin:/bin"

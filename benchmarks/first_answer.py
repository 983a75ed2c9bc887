"""Time from an empty folder to the first HTTP answer, for every framework and database.

    python -m benchmarks.first_answer

Two commands are timed as one: `scaffold new --defaults`, then `uv run poe start` until
`GET /health/live` answers. The first project of each framework and database fills uv's download
cache and is not counted.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from itertools import product
from pathlib import Path

from run import free_port, wait_for
from scaffold.questions import load


def main() -> None:
    """Time every framework with every database and print a table."""
    choices = {
        question.key: [choice.value for choice in question.choices] for question in load().asked
    }
    print("| framework | database | seconds |")
    print("|---|---|---|")
    for framework, database in product(choices["framework"], choices["database"]):
        seconds = [first_answer(framework, database) for _ in range(2)]
        print(f"| {framework} | {database} | {seconds[1]:.1f} |", flush=True)


def first_answer(framework: str, database: str) -> float:
    """Return the seconds from an empty folder to the first answer."""
    port = free_port()
    environment = {**os.environ, "PORT": str(port)}
    environment.pop("VIRTUAL_ENV", None)
    answers = ["--framework", framework, "--database", database]
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        new = [sys.executable, "-m", "scaffold", "new", "demo", *answers, "--defaults"]
        subprocess.run(new, cwd=folder, check=True, stdout=subprocess.DEVNULL)
        server = subprocess.Popen(
            [sys.executable, "-m", "uv", "run", "--quiet", "poe", "--quiet", "start"],
            cwd=Path(folder) / "demo",
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            if not wait_for(f"http://127.0.0.1:{port}/health/live", server):
                raise SystemExit(f"{framework} with {database} did not answer")
            return time.perf_counter() - start
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()

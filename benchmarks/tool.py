"""Time the tool beside its peers and its floor, in one run.

    python -m benchmarks.tool [--runs 15]

Each round runs every command once, so that a machine that slows down slows all of them. What
counts is the ratio to the reference of its group; milliseconds are this machine's, now.

- Start-up: `scaffold --help` and `--version` beside `python -c "import click"`.
- Rendering: `scaffold new --defaults`, with its Git commit, beside `cookiecutter --no-input`
  and `copier copy` on templates of the same files and bytes, which make no commit, and beside
  `cp -r` with `git init`, `add` and `commit` of the same tree.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from scaffold.decide import decide
from scaffold.questions import load
from scaffold.render import render, write

PYTHON = sys.executable
BIN = Path(PYTHON).parent


@dataclass
class Case:
    """A command to time.

    Attributes:
        name: how the table calls it.
        command: what is run in the scratch folder; `{n}` is the number of the round.
        seconds: the wall time of each round.
    """

    name: str
    command: list[str]
    seconds: list[float] = field(default_factory=list)

    def run(self, number: int, folder: Path) -> None:
        """Run the command once and keep its wall time."""
        command = [word.replace("{n}", str(number)) for word in self.command]
        start = time.perf_counter()
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
        self.seconds.append(time.perf_counter() - start)


def main() -> None:
    """Time both groups and print their tables."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=15, help="rounds that count; 15 by default")
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory(prefix="benchmark-") as name:
        folder = Path(name)
        measure(startup(), runs, folder)
        measure(rendering(folder), runs, folder)


def startup() -> list[Case]:
    """Return the start-up commands, the reference first."""
    script = str(BIN / "scaffold")
    return [
        Case('python -c "import click"', [PYTHON, "-c", "import click"]),
        Case("scaffold --help", [script, "--help"]),
        Case("scaffold --version", [script, "--version"]),
    ]


def rendering(folder: Path) -> list[Case]:
    """Return the rendering commands, the reference first, with templates made for them."""
    tree = folder / "tree"
    tree.mkdir()
    files = render(decide(load(), {"name": "demo"}))
    write(files, tree)
    print(f"{len(files)} files, {sum(len(file.content) for file in files) / 1000:.0f} kB\n")
    cookiecutter = cookiecutter_template(folder, tree)
    copier = copier_template(folder, tree)
    floor = "cp -r tree floor-{n} && cd floor-{n} && git init -q && git add -A && git commit -qm x"
    new = [str(BIN / "scaffold"), "new", "new-{n}", "--name", "demo", "--defaults"]
    return [
        Case(
            "cookiecutter --no-input (no commit)",
            [str(BIN / "cookiecutter"), "--no-input", str(cookiecutter), "folder=cookie-{n}"],
        ),
        Case(
            "copier copy (no commit)",
            [str(BIN / "copier"), "copy", "--quiet", str(copier), "copier-{n}"],
        ),
        Case("scaffold new --defaults", new),
        Case("scaffold new --defaults --no-git", [*new[:2], "plain-{n}", *new[3:], "--no-git"]),
        Case("cp -r, git init, add, commit", ["sh", "-c", floor]),
    ]


def cookiecutter_template(folder: Path, tree: Path) -> Path:
    """Make a Cookiecutter template that renders a tree."""
    template = folder / "cookiecutter"
    copy_as_template(tree, template / "{{cookiecutter.folder}}", suffix="")
    (template / "cookiecutter.json").write_text(json.dumps({"folder": "x"}), encoding="utf-8")
    return template


def copier_template(folder: Path, tree: Path) -> Path:
    """Make a Copier template that renders a tree."""
    template = folder / "copier"
    copy_as_template(tree, template, suffix=".jinja")
    (template / "copier.yml").write_text("_exclude: [copier.yml]\n", encoding="utf-8")
    return template


def copy_as_template(tree: Path, template: Path, suffix: str) -> None:
    """Copy a tree so that each file renders to what it was, its own Jinja included."""
    for path in tree.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            if any(mark in content for mark in (b"{{", b"{%", b"{#")):
                content = b"{% raw %}" + content + b"{% endraw %}"
            target = template / path.relative_to(tree)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.with_name(target.name + suffix).write_bytes(content)


def measure(cases: list[Case], runs: int, folder: Path) -> None:
    """Run the cases in turn, one round unrecorded, and print a table."""
    for number in range(runs + 1):
        for case in cases:
            case.run(number, folder)
    for case in cases:
        del case.seconds[0]
    reference = cases[0]
    print("| command | median ms | min ms | ratio, median of rounds |")
    print("|---|---|---|---|")
    for case in cases:
        pairs = zip(case.seconds, reference.seconds, strict=True)
        ratio = statistics.median(own / other for own, other in pairs)
        median, least = statistics.median(case.seconds) * 1000, min(case.seconds) * 1000
        print(f"| {case.name} | {median:.0f} | {least:.0f} | {ratio:.2f} |")
    print()


if __name__ == "__main__":
    main()

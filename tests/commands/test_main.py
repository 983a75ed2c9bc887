from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from scaffold import __version__, commands, report
from scaffold.commands import run as run_main

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import Run

HEAVY = {"copier", "jinja2", "yaml", "questionary", "prompt_toolkit", "pathspec", "subprocess"}


def test_version(run: Run) -> None:
    assert run("--version").stdout == f"scaffold, version {__version__}\n"


@pytest.mark.parametrize("command", [[], ["new"], ["list"]])
def test_help_has_an_example(run: Run, command: list[str]) -> None:
    done = run(*command, "--help")
    assert done.returncode == 0
    assert "Example" in done.stdout
    assert f"scaffold {' '.join(command)}".strip() in done.stdout


@pytest.mark.parametrize("argument", ["--help", "--version"])
def test_help_and_version_load_nothing_heavy(argument: str) -> None:
    program = (
        "import sys, scaffold.commands as c\n"
        "try: c.scaffold.main([sys.argv[1]])\n"
        "except SystemExit: pass\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, argument], capture_output=True, text=True, check=True
    )
    assert not HEAVY & set(done.stderr.split())


def test_an_unknown_command(run: Run) -> None:
    done = run("nwe")
    assert done.returncode == 2
    assert "No such command" in done.stderr


def test_a_bug_is_told_as_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(**_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(sys, "argv", ["scaffold", "list"])
    monkeypatch.setattr(report, "listing", broken)
    assert run_main() == commands.BUG
    assert "This is a bug in scaffold" in capsys.readouterr().err


def test_a_reader_that_leaves_early_is_no_error() -> None:
    command = [sys.executable, "-m", "scaffold", "list"]
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert done.stderr == b""


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("scaffold n", "new"),
        ("scaffold new --fr", "--framework"),
        ("scaffold new --framework dj", "django"),
        ("scaffold new --preset cl", "classic"),
    ],
)
def test_shell_completion(run: Run, words: str, expected: str) -> None:
    environment = {
        "_SCAFFOLD_COMPLETE": "bash_complete",
        "COMP_WORDS": words,
        "COMP_CWORD": str(len(words.split()) - 1),
    }
    assert expected in run(env=environment).stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_completion_script(run: Run, shell: str, tmp_path: Path) -> None:
    done = run(env={"_SCAFFOLD_COMPLETE": f"{shell}_source"})
    assert done.returncode == 0
    assert "_SCAFFOLD_COMPLETE" in done.stdout

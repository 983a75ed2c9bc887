from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from scaffold.decide import decide
from scaffold.render import render

if TYPE_CHECKING:
    from pathlib import Path

    from scaffold.questions import Questionnaire
    from tests.conftest import Run


def test_defaults(run: Run, tmp_path: Path) -> None:
    done = run("new", "shop", "--defaults")
    assert done.returncode == 0, done.stderr
    project = tmp_path / "work" / "shop"
    assert (project / "app" / "main.py").is_file()
    assert "# shop" in (project / "README.md").read_text(encoding="utf-8")
    log = subprocess.run(
        ["git", "log", "--format=%s"], cwd=project, capture_output=True, check=True
    )
    assert log.stdout == b"Start shop\n"


def test_the_report_shows_the_tree_the_answers_and_the_next_commands(run: Run) -> None:
    done = run("new", "shop", "--preset", "classic", "--defaults")
    assert "├── app/" in done.stdout
    assert "framework  flask" in done.stdout
    assert "Next:\n  cd shop\n  uv run poe start\n  uv run poe test\n" in done.stdout
    assert "\x1b[" not in done.stdout
    assert done.stderr == ""


def test_without_dest_it_is_named_after_the_project(run: Run, tmp_path: Path) -> None:
    assert run("new", "--name", "Zoë's Café", "--defaults").returncode == 0
    readme = (tmp_path / "work" / "zoe-s-cafe" / "README.md").read_text(encoding="utf-8")
    assert readme.startswith("# Zoë's Café\n")


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_a_console_that_cannot_show_the_name(run: Run, encoding: str) -> None:
    console = {"PYTHONIOENCODING": encoding}
    done = run("new", "one", "--name", "Łódź", "--defaults", env=console)
    assert done.returncode == 0, done.stderr
    assert "|-- " in done.stdout
    done = run("new", "two", "--name", "Łódź", "--defaults", "--json", env=console)
    assert json.loads(done.stdout)["answers"]["name"] == "Łódź"


@pytest.mark.parametrize("dest", ["my shop", "Ünï/çode", "."])
def test_any_folder(run: Run, tmp_path: Path, dest: str) -> None:
    done = run("new", dest, "--defaults")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "work" / dest / ".git").is_dir()
    assert (tmp_path / "work" / dest / ".env").is_file()


def test_dry_run_shows_the_tree_and_writes_nothing(
    run: Run, tmp_path: Path, questionnaire: Questionnaire
) -> None:
    done = run("new", "shop", "--defaults", "--dry-run")
    assert done.returncode == 0
    for file in render(decide(questionnaire, {"name": "shop"})):
        assert file.path.split("/")[-1] in done.stdout
    assert "nothing was" in done.stdout
    assert list((tmp_path / "work").iterdir()) == []


def test_json(run: Run, tmp_path: Path) -> None:
    done = run("new", "shop", "--framework", "django", "--defaults", "--json")
    result = json.loads(done.stdout)
    project = tmp_path / "work" / "shop"
    assert result["path"] == str(project)
    assert result["answers"]["framework"] == "django"
    assert all((project / path).is_file() for path in result["files"])
    head = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=project, capture_output=True, check=True
    )
    assert result["commit"] == head.stdout.decode().strip()
    assert result["next"] == ["cd shop", "uv run poe start", "uv run poe test"]


def test_an_error_is_json_as_well(run: Run) -> None:
    done = run("new", "shop", "--json")
    assert done.returncode == 1
    assert "--framework" in json.loads(done.stdout)["error"]


def test_no_git(run: Run, tmp_path: Path) -> None:
    assert run("new", "shop", "--defaults", "--no-git").returncode == 0
    assert not (tmp_path / "work" / "shop" / ".git").exists()


def test_answers_from_a_file(run: Run, tmp_path: Path) -> None:
    answers = tmp_path / "answers.yml"
    lines = "framework: flask\ndatabase: mysql\nauth: none\ncache: redis\nrealtime: yes\n"
    answers.write_text(lines, encoding="utf-8")
    flags = ("--auth", "session", "--defaults", "--json")
    done = run("new", "shop", "--answers", str(answers), *flags)
    assert done.returncode == 0, done.stderr
    chosen = json.loads(done.stdout)["answers"]
    given = ("framework", "database", "auth", "cache", "realtime")
    assert [chosen[key] for key in given] == ["flask", "mysql", "session", "redis", "yes"]


def test_a_project_can_be_made_again_from_its_own_answers(run: Run, tmp_path: Path) -> None:
    run("new", "one", "--name", "Shop", "--preset", "api", "--defaults")
    answers = tmp_path / "work" / "one" / ".copier-answers.yml"
    assert run("new", "two", "--answers", str(answers)).returncode == 0
    tree = subprocess.run(
        ["git", "diff", "--no-index", "--stat", "one", "two", "--", ".", ":!.git"],
        cwd=tmp_path / "work",
        capture_output=True,
        check=False,
    )
    assert b"pyproject.toml" not in tree.stdout


def test_without_a_terminal_open_questions_are_listed(run: Run, tmp_path: Path) -> None:
    done = run("new", "shop", "--framework", "flask")
    assert done.returncode == 1
    assert (
        "Not answered: --database, --auth, --queue, --events, --cache, --container." in done.stderr
    )
    assert "--defaults" in done.stderr
    assert list((tmp_path / "work").iterdir()) == []


def test_all_answered_needs_no_defaults(run: Run) -> None:
    core = {"framework": "flask", "database": "sqlite"}
    core |= dict.fromkeys(("auth", "queue", "events", "cache", "container"), "none")
    done = run("new", "shop", *(f"--{key}={choice}" for key, choice in core.items()))
    assert done.returncode == 0, done.stderr


def test_wrong_answers_are_told_at_once_with_their_fix(run: Run, tmp_path: Path) -> None:
    answers = tmp_path / "answers.yml"
    answers.write_text("databse: mysql\nauth: jtw\n", encoding="utf-8")
    done = run("new", "shop", "--answers", str(answers), "--defaults")
    assert done.returncode == 1
    assert "Did you mean database?" in done.stderr
    assert "Did you mean jwt?" in done.stderr
    assert "Traceback" not in done.stderr
    assert list((tmp_path / "work").iterdir()) == []


@pytest.mark.parametrize(
    "arguments", [["--database", "oracle"], ["--datbase", "mysql"], ["a", "b"], ["--preset", "x"]]
)
def test_wrong_usage(run: Run, arguments: list[str]) -> None:
    done = run("new", "shop", "--defaults", *arguments)
    assert done.returncode == 2
    assert "Usage: " in done.stderr


def test_a_folder_that_holds_something(run: Run, tmp_path: Path) -> None:
    (tmp_path / "work" / "shop").mkdir()
    (tmp_path / "work" / "shop" / "mine").touch()
    for extra in ([], ["--dry-run"]):
        done = run("new", "shop", "--defaults", *extra)
        assert done.returncode == 1
        assert "is not empty" in done.stderr
    assert [path.name for path in (tmp_path / "work" / "shop").iterdir()] == ["mine"]


@pytest.mark.skipif(sys.platform == "win32", reason="PATH also finds git in the working directory")
def test_no_git_on_the_machine(run: Run, tmp_path: Path) -> None:
    done = run("new", "shop", "--defaults", env={"PATH": str(tmp_path)})
    assert done.returncode == 1
    assert "Git was not found" in done.stderr
    assert "--no-git" in done.stderr
    assert list((tmp_path / "work").iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="/proc takes no folders, even from root")
def test_a_place_that_cannot_be_written(run: Run) -> None:
    done = run("new", "/proc/shop", "--defaults")
    assert done.returncode == 1
    assert "could not be written" in done.stderr
    assert "Choose" in done.stderr


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs a mount")
def test_a_full_disk(run: Run, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    size = "size=64k"
    mount = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(disk)], capture_output=True, check=False
    )
    if mount.returncode != 0:
        pytest.skip("the machine lets nobody mount")
    try:
        done = run("new", str(disk / "shop"), "--defaults")
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        assert "space" in done.stderr
        assert list(disk.iterdir()) == []
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_git_that_fails_leaves_nothing(run: Run, tmp_path: Path) -> None:
    config = tmp_path / "broken-gitconfig"
    config.write_text("[core\n", encoding="utf-8")
    done = run("new", "shop", "--defaults", env={"GIT_CONFIG_GLOBAL": str(config)})
    assert done.returncode == 1
    assert "Git could not record the project" in done.stderr
    assert list((tmp_path / "work").iterdir()) == []

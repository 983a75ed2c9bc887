from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from scaffold import __version__
from scaffold.errors import GitFailed
from scaffold.record import first_commit

if TYPE_CHECKING:
    from pathlib import Path


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=folder, capture_output=True, check=True, encoding="utf-8"
    )
    return done.stdout.strip()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home where Git knows nobody."""
    folder = tmp_path / "home"
    folder.mkdir()
    for key in list(os.environ):
        if key.startswith("GIT_") or key in {"EMAIL", "XDG_CONFIG_HOME"}:
            monkeypatch.delenv(key)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    return folder


@pytest.fixture
def project(home: Path, tmp_path: Path) -> Path:
    """A rendered project."""
    folder = tmp_path / "Ünïcode shop"
    folder.mkdir()
    (folder / ".gitignore").write_text(".env\n", encoding="utf-8")
    (folder / ".env").write_text("SECRET_KEY=x\n", encoding="utf-8")
    (folder / "naïve.txt").write_bytes(b"a\nb\n")
    return folder


def test_all_that_is_not_ignored_is_committed(project: Path) -> None:
    commit = first_commit(project, "Zoë's shop")
    assert git(project, "rev-parse", "HEAD") == commit
    files = git(project, "-c", "core.quotePath=false", "ls-files").splitlines()
    assert files == [".gitignore", "naïve.txt"]
    assert git(project, "status", "--porcelain") == ""
    assert git(project, "log", "-1", "--format=%s") == "Start Zoë's shop"
    trailer = git(project, "log", "-1", "--format=%(trailers:key=Scaffold-Version,valueonly)")
    assert trailer == __version__


def test_nobody_has_to_be_known_to_git(project: Path) -> None:
    first_commit(project, "shop")
    assert git(project, "log", "-1", "--format=%an <%ae>") == "scaffold <scaffold@localhost>"
    # The next commits are the person's own: nothing of ours may stay in the configuration.
    assert "scaffold" not in git(project, "config", "--local", "--list")


def test_the_person_is_the_author_where_git_knows_them(
    project: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / ".gitconfig").write_text("[user]\n\tname = Ada\n", encoding="utf-8")
    monkeypatch.setenv("GIT_AUTHOR_EMAIL", "ada@example.org")
    first_commit(project, "shop")
    assert git(project, "log", "-1", "--format=%an <%ae>") == "Ada <ada@example.org>"


def test_hooks_signing_and_line_endings_of_the_person_do_not_matter(
    project: Path, home: Path
) -> None:
    hooks = home / "hooks"
    hooks.mkdir()
    hook = hooks / "pre-commit"
    hook.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)
    (home / ".gitconfig").write_text(
        f"[core]\n\thooksPath = {hooks.as_posix()}\n\tautocrlf = true\n\tsafecrlf = true\n"
        "[commit]\n\tgpgSign = true\n",
        encoding="utf-8",
    )
    first_commit(project, "shop")
    assert git(project, "cat-file", "-p", "HEAD:naïve.txt") == "a\nb"


def test_a_surrounding_hooks_variables_do_not_lead_astray(
    project: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "index"))
    first_commit(project, "shop")
    assert (project / ".git").is_dir()
    assert not (tmp_path / "elsewhere").exists()


def test_git_that_fails_is_quoted(project: Path) -> None:
    (project / ".git").write_text("not a repository\n", encoding="utf-8")
    with pytest.raises(GitFailed, match=r"could not record.*(?s:.*)--no-git"):
        first_commit(project, "shop")


@pytest.mark.skipif(sys.platform == "win32", reason="PATH also finds git in the working directory")
def test_no_git(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(project))
    with pytest.raises(GitFailed, match="Install it"):
        first_commit(project, "shop")

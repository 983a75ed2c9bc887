"""Record the pristine project as the first commit of a new Git repository."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

from scaffold import __version__
from scaffold.errors import GitFailed

if TYPE_CHECKING:
    from pathlib import Path

# The trailer marks the commits that hold what the tool rendered and nothing else.
TRAILER = f"Scaffold-Version: {__version__}"
# Only for the one commit, where the person has not told Git who they are.
FALLBACK_IDENTITY = {"user.name": "scaffold", "user.email": "scaffold@localhost"}


def find_git() -> str:
    """Return the path of Git.

    Raises:
        GitFailed: it is not installed.

    """
    git = shutil.which("git")
    if git is None:
        raise GitFailed(
            "Git was not found. Install it (https://git-scm.com/downloads), "
            "or leave the repository out with --no-git."
        )
    return git


def first_commit(folder: Path, name: str) -> str:
    """Make a repository of a folder and commit all that it holds and does not ignore.

    Args:
        folder: the rendered project.
        name: the project's name, for the message.

    Returns:
        The id of the commit.

    Raises:
        GitFailed: Git is missing or refused; the message is Git's own.

    """
    # Git older than 2.28 does not know init.defaultBranch and calls the branch master.
    _git(folder, "-c", "init.defaultBranch=main", "init", "--quiet")
    # The files are committed as they were rendered, whatever the person set for line endings.
    _git(folder, "-c", "core.autocrlf=false", "-c", "core.safecrlf=false", "add", "--all")
    message = f"Start {name}\n\n{TRAILER}\n"
    # The person's hooks and signing key are for their own work, not for a pristine render.
    hooks = f"core.hooksPath={os.devnull}"
    commit = ["-c", hooks, "-c", "commit.gpgSign=false", *_identity(folder)]
    _git(folder, *commit, "commit", "--quiet", "--cleanup=verbatim", "--message", message)
    return _git(folder, "rev-parse", "HEAD").strip()


def _identity(folder: Path) -> list[str]:
    """Return options that name the fallback author, where Git knows none."""
    try:
        known = _git(folder, "config", "--get-regexp", r"^user\.(name|email)$")
    except GitFailed:
        # Git answers an empty search with a failure.
        known = ""
    if "EMAIL" in os.environ:
        known += "\nuser.email "
    options = []
    for key, value in FALLBACK_IDENTITY.items():
        if f"{key} " not in known:
            options += ["-c", f"{key}={value}"]
    return options


def _git(folder: Path, *arguments: str) -> str:
    try:
        done = subprocess.run(
            [find_git(), *arguments],
            cwd=folder,
            env=_environment(),
            capture_output=True,
            check=True,
            encoding="utf-8",
            errors="replace",
        )
    except subprocess.CalledProcessError as error:
        reason = error.stderr.strip() or f"exit code {error.returncode}"
        raise GitFailed(
            f"Git could not record the project: {reason}\n"
            "Mend that, or leave the repository out with --no-git."
        ) from error
    return done.stdout


def _environment() -> dict[str, str]:
    """Return the environment without what points Git at another repository.

    Such variables are set where the tool is run from a Git hook or alias.
    """
    local = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX"}
    return {key: value for key, value in os.environ.items() if key not in local}

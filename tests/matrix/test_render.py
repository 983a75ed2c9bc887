"""Every possible combination rendered: files that parse, hold what was chosen, and nothing else."""

from __future__ import annotations

import ast
import configparser
import json
import re
import shutil
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import pytest
import yaml
from copier import run_copy

from . import oracle
from .combinations import NAME, answers, axes, covering, defaults, rendered, title
from .environment import ROOT
from .renders import Tree, files, texts, tree, write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

# Templates of the generated project itself: their braces are meant for the student's server, or for
# the system that runs the pipeline.
OWN_TEMPLATES = (
    "app/templates/", "migrations/script.py.mako", ".github/workflows/", ".circleci/",
)  # fmt: skip
LEFTOVER = re.compile(r"\{\{ | \}\}|\{%|%\}|\{#|#\}")

FORBIDDEN_ON_WINDOWS = re.compile(r'[<>:"\\|?*\x00-\x1f]|[. ]$')
RESERVED_ON_WINDOWS = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
LONGEST_PATH = 120
# What a student looks up.
OURS = ("app/", "config/")
LONGEST_FILE = 300

PARSERS: dict[str, Callable[[str], object]] = {
    ".py": ast.parse,
    ".toml": tomllib.loads,
    # Its grammar alone: CloudFormation and GitLab have tags of their own, such as !Ref.
    ".yaml": lambda text: list(yaml.compose_all(text, Loader=yaml.SafeLoader)),
    ".yml": lambda text: list(yaml.compose_all(text, Loader=yaml.SafeLoader)),
    ".json": json.loads,
    # uWSGI repeats an option that has several values.
    ".ini": lambda text: configparser.RawConfigParser(strict=False).read_string(text),
}


@cache
def parses(suffix: str, text: str) -> None:
    """Most files are the same in many projects."""
    PARSERS[suffix](text)


def files_parse(row: tuple[str, ...]) -> None:
    for path, text in texts(row).items():
        suffix = PurePosixPath(path).suffix
        if suffix in PARSERS:
            parses(suffix, text)


def no_jinja_is_left(row: tuple[str, ...]) -> None:
    for path, text in texts(row).items():
        assert ".jinja" not in path
        if not path.startswith(OWN_TEMPLATES):
            assert LEFTOVER.findall(text) == [], path


def names_are_legal_everywhere(row: tuple[str, ...]) -> None:
    paths = list(tree(row))
    assert len({path.lower() for path in paths}) == len(paths), "Windows ignores case"
    for path in paths:
        assert len(path) <= LONGEST_PATH
        assert path.isascii()
        for part in path.split("/"):
            assert not FORBIDDEN_ON_WINDOWS.search(part), path
            assert not RESERVED_ON_WINDOWS.fullmatch(part), path


def text_is_clean(row: tuple[str, ...]) -> None:
    for path, text in texts(row).items():
        assert "\r" not in text, path
        assert text == "" or text.endswith("\n"), path
        assert not text.endswith("\n\n"), path
        assert not re.search(r"\n{4,}", text), path
        assert not re.search(r"[ \t]+$", text, re.MULTILINE), path
        if path.endswith(".py"):
            assert text.count("\n") <= LONGEST_FILE, path


def there_is_what_every_project_has(row: tuple[str, ...]) -> None:
    assert tree(row).keys() >= {
        "README.md", "LEARN.md", ".env.example", ".gitignore", ".gitattributes",
        ".copier-answers.yml", "pyproject.toml", "app/__main__.py", "app/notes.py",
        "app/database.py", "app/templates/home.html",
    }  # fmt: skip
    assert ".env" not in tree(row), "secrets are not rendered"


def there_is_nothing_of_what_was_not_chosen(row: tuple[str, ...]) -> None:
    chosen = answers(row)
    for path, (axis, choices) in oracle.FILES.items():
        wanted = chosen[axis] in choices or oracle.is_for_the_admin(path, chosen)
        assert (path in tree(row)) == wanted, path
    for path, system in oracle.PIPELINES.items():
        assert (path in tree(row)) == (system in chosen["ci"]), path


def readme_names_every_file(row: tuple[str, ...]) -> None:
    readme = texts(row)["README.md"]
    layout = readme[readme.index("## What is where") : readme.index("## Settings")]
    named = re.findall(r"`([\w./-]+)`", layout)
    folders = tuple(name for name in named if name.endswith("/"))
    ours = {path for path in tree(row) if path.startswith(OURS) and "__init__" not in path}
    missing = {path for path in ours if path not in named and not path.startswith(folders)}
    assert missing == set()
    gone = {name for name in named if name.startswith(OURS) and not name.endswith("/")} - ours
    assert gone == set()


def answers_are_kept(row: tuple[str, ...]) -> None:
    kept = yaml.safe_load(tree(row)[".copier-answers.yml"])
    asked = {key: value for key, value in kept.items() if not key.startswith("_")}
    assert asked == {"name": NAME, **oracle.as_kept(answers(row))}


def only_what_was_chosen_is_installed(row: tuple[str, ...]) -> None:
    chosen = answers(row)
    project = tomllib.loads(texts(row)["pyproject.toml"])
    groups = project["project"]["dependencies"], *project["dependency-groups"].values()
    lines = [line for group in groups for line in group]
    names = {package(line) for line in lines}
    for name, (axis, choices) in oracle.PACKAGES.items():
        wanted = chosen[axis] in choices or oracle.is_for_the_admin(name, chosen)
        assert wanted or name not in names, f"{name}: {axis}"
    assert oracle.needs_redis(chosen) or "redis" not in names
    bounded = [line for line in lines if "<" in line and ">=" in line]
    assert bounded == lines, "every range has a lower and an upper bound"
    for group in groups:
        assert len({package(line) for line in group}) == len(group), "each is listed once"


def package(requirement: str) -> str:
    return re.split(r"[\[<>=~!; ]", requirement, maxsplit=1)[0].lower()


CHECKS = (
    files_parse,
    no_jinja_is_left,
    names_are_legal_everywhere,
    text_is_clean,
    there_is_what_every_project_has,
    there_is_nothing_of_what_was_not_chosen,
    readme_names_every_file,
    answers_are_kept,
    only_what_was_chosen_is_installed,
)


@pytest.mark.parametrize("row", rendered(), ids=title)
def test_a_render(row: tuple[str, ...]) -> None:
    """One test per combination, so that each is rendered by one process only."""
    for check in CHECKS:
        check(row)


every_three = pytest.mark.parametrize("row", covering(3), ids=title)


@every_three
def test_the_same_answers_give_the_same_bytes(row: tuple[str, ...]) -> None:
    assert {file.path: file.content for file in files(row)} == tree(row)


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every three answers together, side by side."""
    folder = tmp_path_factory.mktemp("renders")
    for row in {*covering(2), *covering(3)}:
        write(tree(row), folder / title(row))
    return folder


@pytest.mark.parametrize("command", [["check"], ["format", "--check"]], ids=["lint", "format"])
def test_renders_are_clean_as_they_stand(written: Path, command: list[str]) -> None:
    """Each project's own settings hold, as its student's first `poe lint` would find them."""
    ruff = [sys.executable, "-m", "ruff", *command, "--no-cache", "--quiet", str(written)]
    done = subprocess.run(ruff, cwd=written, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


def test_bandit_finds_nothing(written: Path) -> None:
    """What it calls low is Ruff's to find, where each exception has its reason beside it."""
    folders = [str(written / title(row)) for row in covering(2)]
    command = [sys.executable, "-m", "bandit", "--quiet", "--severity-level", "medium",
               "--exclude", "*/tests/*", "--recursive", *folders]  # fmt: skip
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout[-6000:]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The template alone: for a checkout that was changed Copier would make a commit per copy."""
    folder = tmp_path_factory.mktemp("template")
    shutil.copy(ROOT / "copier.yml", folder)
    shutil.copytree(ROOT / "templates", folder / "templates")
    return folder


@every_three
def test_it_is_what_copier_renders(row: tuple[str, ...], template: Path, tmp_path: Path) -> None:
    data = {"name": NAME, **oracle.as_kept(answers(row))}
    run_copy(str(template), tmp_path, data=data, defaults=True, quiet=True)
    copied: Tree = {
        path.relative_to(tmp_path).as_posix(): path.read_bytes()
        for path in tmp_path.rglob("*")
        if path.is_file()
    }
    where_from = rb"(?m)^_(src_path|commit): .*\n"
    copied[".copier-answers.yml"] = re.sub(where_from, b"", copied[".copier-answers.yml"])
    assert copied.keys() == tree(row).keys()
    assert [path for path in copied if copied[path] != tree(row)[path]] == []


@pytest.mark.parametrize("axis", axes())
def test_every_choice_changes_something(axis: str) -> None:
    """A choice that leaves all files as they were was forgotten somewhere."""
    # These go with every other answer.
    first = defaults(framework="flask", database="postgresql", container="docker")
    rows = [tuple({**first, axis: choice}.values()) for choice in axes()[axis]]
    trees = [
        {path: content for path, content in tree(row).items() if path != ".copier-answers.yml"}
        for row in rows
    ]
    assert all(one != other for one in trees for other in trees if one is not other)

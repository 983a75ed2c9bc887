"""The house rules of the templates: readable before they are rendered."""

from __future__ import annotations

import ast
import re
import statistics
from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parent.parent / "templates"
FRAMEWORKS = ("fastapi", "flask", "django")
SUFFIX = ".jinja"
# Files in which one framework differs by its nature; every other module has the same name in all.
OWN = {
    "fastapi": {"app/static"},
    "flask": {"app/openapi.py"},
    "django": {"manage.py"},
}


def sources() -> list[Path]:
    return sorted(
        path
        for path in TEMPLATES.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    )


def jinja_sources() -> list[Path]:
    """What Jinja reads: slots, assembly files and the pieces that they include.

    A page in `app/templates` is the generated application's own and reaches it as it stands.
    """
    return [
        path
        for path in sources()
        if path.suffix == SUFFIX or "project" not in path.relative_to(TEMPLATES).parts
    ]


def tags(path: Path) -> int:
    return path.read_text(encoding="utf-8").count("{%")


def test_no_template_has_more_than_six_tags_and_most_have_one_at_most() -> None:
    counts = {path: tags(path) for path in jinja_sources()}
    assert {path: count for path, count in counts.items() if count > 6} == {}
    assert statistics.median(counts.values()) <= 1


def test_no_condition_is_nested() -> None:
    for path in jinja_sources():
        depth = 0
        for word in re.findall(r"{%[-+]?\s*(if|endif)\b", path.read_text(encoding="utf-8")):
            depth += 1 if word == "if" else -1
            assert depth <= 1, path


def test_parts_are_plain_python() -> None:
    for path in TEMPLATES.glob("*/parts/**/*.py"):
        source = path.read_text(encoding="utf-8")
        ast.parse(source, str(path))
        assert "{%" not in source, path


@pytest.mark.parametrize("framework", FRAMEWORKS)
def test_a_slot_is_one_include(framework: str) -> None:
    """A Python file of the tree that is a template either loops or is one include."""
    for path in (TEMPLATES / framework / "project").rglob(f"*.py{SUFFIX}"):
        text = path.read_text(encoding="utf-8").strip()
        if "{% include" in text and "{% for" not in text:
            assert len(text.splitlines()) == 1, path


def test_names_are_legal_on_windows() -> None:
    for path in sources():
        for part in path.relative_to(TEMPLATES).parts:
            assert not re.search(r'[<>:"|?*\\]', part), path
            assert not part.endswith((" ", ".")), path
            assert part.split(".")[0].upper() not in {"CON", "PRN", "AUX", "NUL"}, path


def test_every_part_is_used() -> None:
    """A part that no template names, and no choice selects, would rot unseen."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in jinja_sources())
    for path in TEMPLATES.glob("*/parts/**/*"):
        if path.is_file() and "__pycache__" not in path.parts:
            assert f"/{path.name}'" in text or path.name in text, path


def modules(framework: str) -> set[str]:
    project = TEMPLATES / framework / "project" / "app"
    return {path.name.removesuffix(SUFFIX) for path in project.glob("*.py*")}


def test_the_three_frameworks_have_the_same_modules() -> None:
    names = {framework: modules(framework) for framework in FRAMEWORKS}
    common = set.intersection(*names.values())
    for framework in FRAMEWORKS:
        print(framework, sorted(names[framework] - common))
    assert {"auth.py", "database.py", "errors.py", "health.py", "notes.py"} <= common

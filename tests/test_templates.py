"""The house rules of the templates: readable before they are rendered."""

from __future__ import annotations

import ast
import re
import statistics
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from jinja2 import Environment, FunctionLoader

from scaffold.decide import decide
from scaffold.questions import load
from scaffold.render import render

from .matrix.combinations import answers, covering, rendered

if TYPE_CHECKING:
    from collections.abc import Callable

    Source = tuple[str, str | None, Callable[[], bool] | None]

TEMPLATES = Path(__file__).parent.parent / "templates"
FRAMEWORKS = ("fastapi", "flask", "django")
SUFFIX = ".jinja"
# Modules that a framework has for itself, because it lacks or brings what the others do not.
OWN = {
    "fastapi": """
        audience base cors demo_notes gunicorn_worker head main patient_server schemas sessions
        settings indexes
    """,
    "flask": "api bodies cors indexes main proxies schemas sessions settings sockets",
    "django": """
        access admin admin_powers api apps auth_docs authentication bodies database_away demo_notes
        fields gunicorn_worker head ids json_only me patient_server proxies serializers token_pairs
        transactions user_admin
    """,
}


def sources() -> list[Path]:
    return sorted(
        path for path in TEMPLATES.rglob("*") if path.is_file() and "__pycache__" not in path.parts
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


def test_names_are_legal_on_windows() -> None:
    for path in sources():
        for part in path.relative_to(TEMPLATES).parts:
            assert not re.search(r'[<>:"|?*\\]', part), path
            assert not part.endswith((" ", ".")), path
            assert part.split(".")[0].upper() not in {"CON", "PRN", "AUX", "NUL"}, path


def test_every_part_and_piece_is_used() -> None:
    """What no combination of answers renders would rot unseen."""
    questionnaire = load()
    loaded = set()
    loader = questionnaire.jinja.loader
    assert loader is not None

    def load_and_note(environment: Environment, name: str) -> Source:
        loaded.add(name)
        return loader.get_source(environment, name)

    questionnaire.jinja.loader = FunctionLoader(partial(load_and_note, questionnaire.jinja))
    for row in {*rendered()[::4], *covering(3)}:
        render(decide(questionnaire, answers(row)))
    names = {
        path.relative_to(TEMPLATES.parent).as_posix()
        for path in sources()
        if "project" not in path.relative_to(TEMPLATES).parts
    }
    assert names - loaded == set()


def modules(framework: str) -> set[str]:
    project = TEMPLATES / framework / "project" / "app"
    return {path.name.partition(".")[0] for path in project.glob("*.py*")}


def test_the_three_frameworks_tell_the_same_story() -> None:
    names = [modules(framework) for framework in FRAMEWORKS]
    common = set.intersection(*names)
    assert {
        "auth",
        "database",
        "errors",
        "health",
        "notes",
        "orm",
        "repository",
        "security",
    } <= common
    for own, framework in zip(names, FRAMEWORKS, strict=True):
        assert own - common <= set(OWN[framework].split()), framework

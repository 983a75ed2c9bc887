"""Which combinations of answers there are, computed from the questionnaire so that they grow."""

from __future__ import annotations

import itertools
import random
from functools import cache
from typing import TYPE_CHECKING, Any

from covertable import make  # type: ignore[import-untyped]

from scaffold.decide import decide
from scaffold.errors import InvalidAnswers
from scaffold.questions import load

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scaffold.questions import Questionnaire

Answers = dict[str, str]
NAME = "Notes & More"
# Of the first twenty the one with the smallest set of pairs.
SALT = "8"


@cache
def questionnaire() -> Questionnaire:
    """Read once: there are thousands of combinations to decide."""
    return load()


@cache
def axes() -> dict[str, list[str]]:
    """Every question that offers choices, with the choices."""
    return {
        question.key: [choice.value for choice in question.choices]
        for question in questionnaire().asked
        if question.choices
    }


@cache
def every() -> tuple[tuple[str, ...], ...]:
    """Every combination that breaks no rule."""
    return tuple(row for row in itertools.product(*axes().values()) if _possible(row))


@cache
def rendered() -> tuple[tuple[str, ...], ...]:
    """Every combination of what is always asked; the rest takes its turn."""
    always = sum(not question.more for question in questionnaire().asked if question.choices)
    families: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for row in every():
        families.setdefault(row[:always], []).append(row)
    # A step that shares no factor with the number of variants brings all of them round.
    return tuple(family[5 * turn % len(family)] for turn, family in enumerate(families.values()))


@cache
def covering(strength: int) -> tuple[tuple[str, ...], ...]:
    """A small set in which every so many possible answers occur together at least once."""
    rows = make(axes(), strength=strength, salt=SALT, constraints=list(_constraints()))
    return tuple(tuple(row[axis] for axis in axes()) for row in rows)


def pairs() -> list[Answers]:
    return [answers(row) for row in covering(2)]


def _constraints() -> Iterator[Mapping[str, Any]]:
    """For every two answers that never occur together: one of them must be another."""
    for (one, first), (two, second) in itertools.combinations(enumerate(axes().items()), 2):
        together = {(row[one], row[two]) for row in every()}
        for values in itertools.product(first[1], second[1]):
            if values not in together:
                others = zip((first[0], second[0]), values, strict=True)
                differ = [
                    {"operator": "ne", "left": axis, "value": value} for axis, value in others
                ]
                yield {"operator": "or", "conditions": differ}


def some(count: int, seed: str) -> list[Answers]:
    """A few combinations, by chance but repeatable, that the covering set lacks."""
    covered = {label(pair) for pair in pairs()}
    rest = [answers(row) for row in every() if "-".join(row) not in covered]
    return random.Random(seed).sample(rest, min(count, len(rest)))  # noqa: S311 - no secret


def answers(row: tuple[str, ...] | list[str]) -> Answers:
    return dict(zip(axes(), row, strict=True))


def defaults(**chosen: str) -> Answers:
    """The default answers but for those that are given."""
    return {axis: chosen.pop(axis, choices[0]) for axis, choices in axes().items()} | chosen


def slug(name: str) -> str:
    """The name of the package of a project."""
    return str(decide(questionnaire(), {"name": name}).context["slug"])


def label(chosen: Answers) -> str:
    return "-".join(chosen[axis] for axis in axes())


def _possible(row: tuple[str, ...]) -> bool:
    try:
        decide(questionnaire(), answers(row))
    except InvalidAnswers:
        return False
    return True

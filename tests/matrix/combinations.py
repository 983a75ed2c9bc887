"""Which combinations of answers there are, computed from the questionnaire so that they grow."""

from __future__ import annotations

import itertools
import random
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from covertable import make  # type: ignore[import-untyped]

from scaffold.decide import decide
from scaffold.errors import InvalidAnswers
from scaffold.questions import load

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scaffold.questions import Questionnaire

# Several choices of one question are separated by commas, as in a flag.
Answers = dict[str, str]
NAME = "Notes & More"
# Of the first twenty the one with the smallest set of pairs.
SALT = "8"
# What no file of another choice depends on: alone, with others, all at once.
SEVERAL = {
    "ci": ["", "github", "gitlab,travis", "jenkins,circleci",
           "github,gitlab,jenkins,travis,circleci"],
}  # fmt: skip
# How a project is delivered does not change how it runs: tests/delivery proves it.
DELIVERY = {"container", "proxy", "ci", "cloud"}


@cache
def questionnaire() -> Questionnaire:
    """Read once: there are thousands of combinations to decide."""
    return load()


@cache
def axes() -> dict[str, list[str]]:
    """Every question that offers choices, with the choices."""
    return {
        question.key: SEVERAL.get(question.key, [choice.value for choice in question.choices])
        for question in questionnaire().asked
        if question.choices
    }


@cache
def running() -> dict[str, list[str]]:
    """The questions whose answers change how the application runs."""
    return {axis: choices for axis, choices in axes().items() if axis not in DELIVERY}


@cache
def every() -> tuple[tuple[str, ...], ...]:
    """Every combination of what changes how the application runs; nothing else is chosen."""
    rows = itertools.product(*running().values())
    return tuple(row for row in map(_completed, rows) if possible(row))


@cache
def rendered() -> tuple[tuple[str, ...], ...]:
    """Every combination of what is always asked; the rest takes its turn."""
    more = [question.key for question in questionnaire().asked if question.more]
    always = [choices for axis, choices in axes().items() if axis not in more]
    variants = list(itertools.product(*(axes()[axis] for axis in more)))
    # A step that shares no factor with the number of variants brings all of them round.
    turns = (variants[11 * turn % len(variants)] for turn in itertools.count())
    rows = []
    for first in itertools.product(*always):
        if possible((*first, *variants[0])):
            rows.append(next(row for rest in turns if possible(row := (*first, *rest))))
    return tuple(rows)


@cache
def covering(strength: int) -> tuple[tuple[str, ...], ...]:
    """A small set in which every so many possible answers occur together at least once."""
    return _covering(axes(), strength)


def pairs() -> list[Answers]:
    """Such a set of every two answers that change how the application runs."""
    return [answers(_completed(row)) for row in _covering(running(), 2)]


def _completed(row: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(defaults(**dict(zip(running(), row, strict=True))).values())


def _covering(offered: Mapping[str, list[str]], strength: int) -> tuple[tuple[str, ...], ...]:
    rows = make(offered, strength=strength, salt=SALT, constraints=list(_constraints(offered)))
    return tuple(tuple(row[axis] for axis in offered) for row in rows)


def _constraints(offered: Mapping[str, list[str]]) -> Iterator[Mapping[str, Any]]:
    """For every two answers that never occur together: one of them must be another."""
    for (one, first), (two, second) in itertools.combinations(offered.items(), 2):
        for values in itertools.product(first, second):
            answered = dict(zip((one, two), values, strict=True))
            if not together(answered):
                differ = [
                    {"operator": "ne", "left": axis, "value": value}
                    for axis, value in answered.items()
                ]
                yield {"operator": "or", "conditions": differ}


def together(some: Answers) -> bool:
    """Whether these answers occur in a possible combination."""
    known = {(axis, value) for axis, value in some.items() if axis in _ruled()}
    return any(known <= row for row in _possible())


def possible(row: tuple[str, ...]) -> bool:
    """Whether a combination breaks no rule."""
    chosen = answers(row)
    return frozenset((axis, chosen[axis]) for axis in _ruled()) in _possible()


@cache
def _ruled() -> tuple[str, ...]:
    """The questions that a rule is about; all others go with every answer."""
    about = set()
    for question in questionnaire().asked:
        for choice in question.choices:
            if choice.validator:
                about |= {question.key, *re.findall(r"\b[a-z]+\b", choice.validator)}
    return tuple(axis for axis in axes() if axis in about)


@cache
def _possible() -> frozenset[frozenset[tuple[str, str]]]:
    rows = itertools.product(*(axes()[axis] for axis in _ruled()))
    all_of_them = (dict(zip(_ruled(), row, strict=True)) for row in rows)
    return frozenset(frozenset(row.items()) for row in all_of_them if _decides(row))


def some(count: int, seed: str) -> list[Answers]:
    """A few combinations, by chance but repeatable, that the covering set lacks."""
    covered = {label(pair) for pair in pairs()}
    rest = [chosen for row in every() if label(chosen := answers(row)) not in covered]
    return random.Random(seed).sample(rest, min(count, len(rest)))  # noqa: S311 - no secret


def answers(row: tuple[str, ...] | list[str]) -> Answers:
    return dict(zip(axes(), row, strict=True))


def defaults(**chosen: str) -> Answers:
    """The default answers but for those that are given."""
    return {axis: chosen.pop(axis, choices[0]) for axis, choices in axes().items()} | chosen


def slug(name: str) -> str:
    """The name of the package of a project."""
    return str(decide(questionnaire(), {"name": name}).context["slug"])


def title(row: tuple[str, ...]) -> str:
    """A name for a combination, for tests and folders."""
    return "-".join(value.replace(",", "+") or "none" for value in row)


def label(chosen: Answers) -> str:
    return title(tuple(chosen.values()))


def _decides(chosen: Answers) -> bool:
    try:
        decide(questionnaire(), chosen)
    except InvalidAnswers:
        return False
    return True

"""Which combinations of answers there are, computed from the questionnaire so that they grow."""

from __future__ import annotations

import itertools
import random
from functools import cache

from allpairspy import AllPairs  # type: ignore[import-untyped]

from scaffold.decide import decide
from scaffold.errors import InvalidAnswers
from scaffold.questions import load

Answers = dict[str, str]
NAME = "Notes & More"


@cache
def axes() -> dict[str, list[str]]:
    """Every question that offers choices, with the choices."""
    return {
        question.key: [choice.value for choice in question.choices]
        for question in load().asked
        if question.choices
    }


@cache
def every() -> tuple[tuple[str, ...], ...]:
    """Every combination that breaks no rule."""
    return tuple(row for row in itertools.product(*axes().values()) if _possible(row))


def pairs() -> list[Answers]:
    """A small set in which every two possible answers occur together at least once."""
    possible = {row[:end] for row in every() for end in range(len(axes()) + 1)}
    rows = AllPairs(list(axes().values()), filter_func=lambda row: tuple(row) in possible)
    return [answers(row) for row in rows]


def some(count: int, seed: str) -> list[Answers]:
    """A few combinations, by chance but repeatable, that the covering set lacks."""
    covered = {label(pair) for pair in pairs()}
    rest = [answers(row) for row in every() if "-".join(row) not in covered]
    return random.Random(seed).sample(rest, min(count, len(rest)))  # noqa: S311 - no secret


def answers(row: tuple[str, ...] | list[str]) -> Answers:
    return dict(zip(axes(), row, strict=True))


def label(chosen: Answers) -> str:
    return "-".join(chosen[axis] for axis in axes())


def _possible(row: tuple[str, ...]) -> bool:
    try:
        decide(load(), answers(row))
    except InvalidAnswers:
        return False
    return True

"""Every two answers together at least once: each project runs, and keeps the contract."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest

from .combinations import answers, axes, every, label, pairs
from .proof import prove

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .combinations import Answers
    from .proof import Watch
    from .surroundings import Services


def couples(chosen: Answers) -> set[frozenset[tuple[str, str]]]:
    return {frozenset(two) for two in itertools.combinations(chosen.items(), 2)}


def test_the_set_covers_every_two_answers() -> None:
    possible = set().union(*(couples(answers(row)) for row in every()))
    covered = set().union(*(couples(chosen) for chosen in pairs()))
    assert covered == possible
    assert len(pairs()) < len(every()) / 100
    assert [list(chosen) for chosen in pairs()] == [list(axes())] * len(pairs())


@pytest.mark.services
@pytest.mark.parametrize("chosen", pairs(), ids=label)
def test_pair(
    chosen: Answers,
    tmp_path: Path,
    services: Services,
    note_times: Callable[[Watch], None],
) -> None:
    note_times(prove(chosen, tmp_path, services))

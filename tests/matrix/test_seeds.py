"""A few combinations by chance, other ones with each commit, so that all come round."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from .combinations import label, some
from .environment import ROOT
from .proof import prove

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from .combinations import Answers
    from .proof import Watch
    from .surroundings import Services

COUNT = 2


def seed() -> str:
    """SCAFFOLD_SEED repeats a run; else the commit decides."""
    if given := os.environ.get("SCAFFOLD_SEED"):
        return given
    asked = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return asked.stdout.strip() or "no commit"


@pytest.mark.services
@pytest.mark.parametrize("chosen", some(COUNT, seed()), ids=label)
def test_seed(
    chosen: Answers,
    tmp_path: Path,
    services: Services,
    note_times: Callable[[Watch], None],
) -> None:
    print(f"SCAFFOLD_SEED={seed()}")  # noqa: T201 - pytest shows it with a failure
    note_times(prove(chosen, tmp_path, services))

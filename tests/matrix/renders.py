"""Every possible combination, rendered once, and what its files are."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from scaffold.decide import decide
from scaffold.render import render

from .combinations import NAME, answers, questionnaire

if TYPE_CHECKING:
    from pathlib import Path

    from scaffold.render import File

Tree = dict[str, bytes]


def files(row: tuple[str, ...]) -> list[File]:
    return render(decide(questionnaire(), {"name": NAME, **answers(row)}))


@cache
def tree(row: tuple[str, ...]) -> Tree:
    """The files of one combination by path."""
    return {file.path: file.content for file in files(row)}


def texts(row: tuple[str, ...]) -> dict[str, str]:
    """The files that a person reads; the others are fonts."""
    return {
        path: content.decode() for path, content in tree(row).items() if not path.endswith(".woff2")
    }


def write(tree: Tree, folder: Path) -> None:
    for path, content in tree.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)

"""Print: the result on standard output, talk and errors on standard error.

Colours are Click's: on a terminal only, and none where `NO_COLOR` is set.
"""

from __future__ import annotations

import json
import os
import re
import sys
import traceback
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from scaffold.decide import Plan
    from scaffold.questions import Question, Questionnaire

NEXT_COMMANDS = ("uv run poe start", "uv run poe test")


def created(plan: Plan, destination: Path, paths: Sequence[str], commit: str | None) -> None:
    """Report a new project: its tree, what was chosen and the next commands.

    Args:
        plan: what was rendered.
        destination: where.
        paths: every file, relative to the destination.
        commit: the id of the first commit; none where Git was left out.

    """
    tree(destination.name, paths)
    _echo()
    _answers(plan)
    _echo()
    if commit:
        _echo(f"Committed to a new Git repository as {_dim(commit[:10])}.")
    _echo("Next:")
    for command in _next(destination):
        _echo("  " + _style(command, fg="green"))
    _echo(f"The plain pip way is in {destination / 'README.md'}.")


def would_create(plan: Plan, destination: Path, paths: Sequence[str], _commit: str | None) -> None:
    """Report a dry run, with what `created` takes."""
    tree(destination.name, paths)
    _echo()
    _answers(plan)
    _echo()
    _echo(f"Dry run: {len(paths)} files would be written to {destination}; nothing was.")


def as_json(plan: Plan, destination: Path, paths: Sequence[str], commit: str | None) -> None:
    """Print the result for a machine: one JSON object."""
    result = {
        "path": str(destination),
        "answers": plan.answers,
        "files": list(paths),
        "commit": commit,
        "next": _next(destination),
    }
    click.echo(json.dumps(result, indent=2))


def tree(name: str, paths: Sequence[str]) -> None:
    """Print files as a tree, folders first."""
    root: dict[str, Any] = {}
    for path in paths:
        folder = root
        *parents, leaf = path.split("/")
        for parent in parents:
            folder = folder.setdefault(parent, {})
        folder[leaf] = None
    _echo(_style(f"{name}/", bold=True))
    _branches(root, "")


def _branches(folder: Mapping[str, Any], indent: str) -> None:
    line, last_line, bar = ("├── ", "└── ", "│   ") if _unicode() else ("|-- ", "`-- ", "|   ")
    entries = sorted(folder.items(), key=lambda entry: (entry[1] is None, entry[0]))
    for number, (name, below) in enumerate(entries, start=1):
        last = number == len(entries)
        shown = name if below is None else _style(f"{name}/", fg="blue")
        _echo(_dim(indent + (last_line if last else line)) + shown)
        if below is not None:
            _branches(below, indent + ("    " if last else bar))


def listing(questionnaire: Questionnaire) -> None:
    """Print every question with its choices and rules, and the presets."""
    for question in questionnaire.asked:
        _question(question)
    _echo(_style("presets", bold=True) + "  --preset NAME")
    for name, answers in questionnaire.presets.items():
        shown = ", ".join(f"{key}={_value(value)}" for key, value in answers.items())
        _echo(f"  {_style(name, fg='cyan')}: {shown}")


def _question(question: Question) -> None:
    more = _dim("  (with more options)") if question.more else ""
    _echo(f"{_style(question.key, bold=True)}  {question.flag}{more}")
    _echo(f"  {question.text} {_dim(question.why)}".rstrip())
    for choice in question.choices:
        default = _dim("  (default)") if choice.value == question.default else ""
        _echo(f"    {_style(choice.value, fg='cyan')}  {choice.label}{default}")
        if choice.validator:
            _echo("      " + _dim(f"not always: {_rule(choice.validator)}"))
    _echo()


def _rule(validator: str) -> str:
    """Return what a rule says, without the conditions under which it says so."""
    return " ".join(re.sub(r"{%.*?%}", " ", validator).split())


def listing_as_json(questionnaire: Questionnaire) -> None:
    """Print what `listing` prints, for a machine."""
    questions = [
        {
            "key": question.key,
            "flag": question.flag,
            "text": question.text,
            "why": question.why,
            "default": question.default,
            "more": question.more,
            "choices": [vars(choice) for choice in question.choices],
        }
        for question in questionnaire.asked
    ]
    result = {"questions": questions, "presets": questionnaire.presets}
    click.echo(json.dumps(result, indent=2))


def failure(message: str, *, as_json: bool = False) -> None:
    """Print an error: what is wrong and how to mend it."""
    click.echo(f"{click.style('Error:', fg='red', bold=True)} {message}", err=True)
    if as_json:
        click.echo(json.dumps({"error": message}))


def bug() -> None:
    """Print the traceback of an error that no person has caused."""
    click.echo(traceback.format_exc(), err=True)
    failure("This is a bug in scaffold. Please report it with the lines above.")


def _answers(plan: Plan) -> None:
    width = max(map(len, plan.answers))
    for key, value in plan.answers.items():
        _echo(f"  {key.ljust(width)}  {_style(_value(value), fg='cyan')}")


def _next(destination: Path) -> list[str]:
    here = os.path.relpath(destination)
    move = [] if here == os.curdir else [f'cd "{here}"' if " " in here else f"cd {here}"]
    return [*move, *NEXT_COMMANDS]


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(value) if isinstance(value, list) else str(value)


def _echo(text: str = "") -> None:
    click.echo(text)


def _style(text: str, **style: Any) -> str:
    return text if "NO_COLOR" in os.environ else click.style(text, **style)


def _dim(text: str) -> str:
    return _style(text, dim=True) if text else text


def _unicode() -> bool:
    """Tell whether the terminal takes box-drawing characters; old Windows consoles do not."""
    try:
        "├".encode(getattr(sys.stdout, "encoding", None) or "ascii")
    except UnicodeEncodeError:
        return False
    return True

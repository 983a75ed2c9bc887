"""`scaffold new`: ask, decide, render, record, report."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from scaffold import parse, report
from scaffold.decide import decide
from scaffold.errors import MissingAnswers
from scaffold.questions import load

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scaffold.decide import Plan
    from scaffold.questions import Questionnaire
    from scaffold.render import File

EPILOG = """\b
Examples:
  scaffold new                             ask everything
  scaffold new shop                        ask, then create ./shop
  scaffold new shop --defaults             ask nothing
  scaffold new shop --framework django --database postgresql --defaults
  scaffold new shop --preset api --dry-run
  scaffold new shop --answers answers.yml --json

Without a terminal nothing is asked: answer by flags, --answers or --preset, or add --defaults.
Exit codes: 0 done, 1 an answer, file or folder to mend, 2 wrong usage, 3 a bug, 130 interrupted.
"""


class QuestionsCommand(click.Command):
    """A command with one option per question; the questionnaire is read when they are needed."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Return the command's own parameters and the questions' options."""
        return [*_question_options(), *super().get_params(ctx)]


@cache
def _questionnaire() -> Questionnaire:
    return load()


@cache
def _question_options() -> Sequence[click.Parameter]:
    questionnaire = _questionnaire()
    preset = click.Option(
        ["--preset"],
        type=click.Choice(list(questionnaire.presets)),
        help="Start from a named set of answers.",
    )
    return [*parse.options(questionnaire), preset]


@click.command("new", cls=QuestionsCommand, epilog=EPILOG)
@click.argument("dest", required=False, type=click.Path(path_type=Path))
@click.option(
    "--answers",
    "answers_file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Read answers from a YAML file.",
)
@click.option("--defaults", is_flag=True, help="Ask nothing: the rest takes its defaults.")
@click.option("--dry-run", is_flag=True, help="Show the tree that would be written.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON, for a machine.")
@click.option("--no-git", is_flag=True, help="Make no Git repository.")
def command(
    dest: Path | None,
    answers_file: Path | None,
    preset: str | None,
    *,
    defaults: bool,
    dry_run: bool,
    as_json: bool,
    no_git: bool,
    **flags: Any,
) -> None:
    """Create a project in DEST, a new or empty folder.

    Without DEST it is named after the project; without --name the project is named after DEST.
    """
    # Imported here: `--help` and completion need neither Jinja nor Git.
    from scaffold import record, render

    questionnaire = _questionnaire()
    given = parse.gather(questionnaire, flags, answers_file, preset)
    if dest is not None:
        render.check(dest)
        given.setdefault("name", dest.resolve().name)
    if not (no_git or dry_run):
        record.find_git()
    plan = _complete(questionnaire, given, ask_nothing=defaults)
    destination = (dest or Path(plan.context["slug"])).resolve()
    files = render.render(plan)
    commit = None
    if dry_run:
        render.check(destination)
    else:
        commit = _create(plan, files, destination, with_git=not no_git)
    show = report.as_json if as_json else report.would_create if dry_run else report.created
    show(plan, destination, [file.path for file in files], commit)


def _complete(questionnaire: Questionnaire, given: Mapping[str, Any], *, ask_nothing: bool) -> Plan:
    """Return the plan: asked for at a terminal, else from what was given.

    Raises:
        MissingAnswers: a question is open, nobody can be asked, and `--defaults` was not given.

    """
    if not ask_nothing and _at_terminal():
        from scaffold.ask import Interview

        return Interview(questionnaire, given).plan()
    if not ask_nothing and (missing := parse.missing(questionnaire, given)):
        flags = ", ".join(question.flag for question in missing)
        raise MissingAnswers(
            f"Not answered: {flags}. There is no terminal to ask at: "
            "give these flags, or add --defaults."
        )
    return decide(questionnaire, given)


def _at_terminal() -> bool:
    """Tell whether a person can see the prompts, on standard error, and answer them."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def _create(plan: Plan, files: Sequence[File], destination: Path, *, with_git: bool) -> str | None:
    """Write and commit the project; all of it appears at once, or nothing does."""
    from scaffold import record, render

    with render.staged(destination) as stage:
        render.write(render.with_secrets(files), stage)
        return record.first_commit(stage, plan.answers["name"]) if with_git else None

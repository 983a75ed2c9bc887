"""Gather the answers that were given: flags, an answers file, a preset."""

from __future__ import annotations

from collections import ChainMap
from typing import TYPE_CHECKING, Any

import click

from scaffold.errors import BadAnswersFile

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from scaffold.questions import Question, Questionnaire


def options(questionnaire: Questionnaire) -> list[click.Option]:
    """Return a Click option for each question."""
    return [_option(question) for question in questionnaire.asked]


def _option(question: Question) -> click.Option:
    kind: click.ParamType[Any] = click.STRING
    if question.choices:
        kind = click.Choice([choice.value for choice in question.choices])
    declaration = question.flag
    if question.type == "bool":
        return click.Option(
            [f"{declaration}/--no-{declaration[2:]}"], default=None, help=question.text
        )
    return click.Option(
        [declaration], type=kind, multiple=question.multiple, default=None, help=question.text
    )


def gather(
    questionnaire: Questionnaire,
    flags: Mapping[str, Any],
    answers_file: Path | None = None,
    preset: str | None = None,
) -> dict[str, Any]:
    """Merge the answers: a flag wins over the file, and the file over the preset.

    Args:
        questionnaire: the questions.
        flags: values by option name; ``None`` and empty stand for "not given".
        answers_file: a YAML mapping of answers.
        preset: the name of one of the questionnaire's presets.

    Raises:
        BadAnswersFile: the file cannot be read as a mapping.

    """
    given = {key: value for key, value in flags.items() if value is not None and value != ()}
    from_file = read_answers(answers_file) if answers_file else {}
    from_preset = questionnaire.presets[preset] if preset else {}
    return dict(ChainMap(given, from_file, dict(from_preset)))


def read_answers(path: Path) -> dict[str, Any]:
    """Read a YAML mapping of answers; keys that start with an underscore are Copier's own.

    Raises:
        BadAnswersFile: it cannot be read, is not YAML, or is not a mapping.

    """
    import yaml

    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise BadAnswersFile(f"{path}: {error.strerror}. Check the path of --answers.") from error
    except UnicodeDecodeError as error:
        raise BadAnswersFile(f"{path} is not UTF-8 text. Save it as UTF-8.") from error
    except yaml.YAMLError as error:
        raise BadAnswersFile(f"{path} is not valid YAML: {_where(error)}") from error
    if content is None:
        return {}
    if not isinstance(content, dict):
        raise BadAnswersFile(f"{path} must hold one `key: value` line per answer.")
    return {str(key): value for key, value in content.items() if not str(key).startswith("_")}


def _where(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error)
    return f"line {mark.line + 1}: {problem}." if mark else f"{problem}."


def missing(questionnaire: Questionnaire, given: Mapping[str, Any]) -> Sequence[Question]:
    """Return the questions that are always asked and that nothing has answered."""
    return [
        question
        for question in questionnaire.asked
        if not question.more and question.when is True and question.key not in given
    ]

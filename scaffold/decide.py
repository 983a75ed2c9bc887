"""Turn answers into a validated plan. Pure: nothing is read, asked or written here."""

from __future__ import annotations

import difflib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scaffold.errors import InvalidAnswers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scaffold.questions import Question, Questionnaire

TRUE = {"true", "yes", "y", "on", "1"}
FALSE = {"false", "no", "n", "off", "0", ""}


@dataclass(frozen=True)
class Plan:
    """What will be rendered.

    Attributes:
        questionnaire: what was asked.
        answers: every answer that a person gave or could have given, in the order of the questions.
        context: the answers and the computed values: what templates see.

    """

    questionnaire: Questionnaire
    answers: dict[str, Any]
    context: dict[str, Any]


def decide(questionnaire: Questionnaire, given: Mapping[str, Any]) -> Plan:
    """Complete the answers with their defaults, check every rule and derive the rest.

    Args:
        questionnaire: the questions.
        given: answers by key; those left out take their defaults.

    Raises:
        InvalidAnswers: with all that is wrong, not only the first.

    """
    problems = list(_unknown_keys(questionnaire, given))
    answers: dict[str, Any] = {}
    context: dict[str, Any] = {}
    for question in questionnaire.asked:
        if not is_asked(questionnaire, question, context):
            context[question.key] = default(questionnaire, question, context)
            continue
        value = given.get(question.key, default(questionnaire, question, context))
        try:
            value = cast(question, value)
        except ValueError as error:
            problems.append(str(error))
        else:
            problems += broken_rules(questionnaire, question, value, context)
        answers[question.key] = context[question.key] = value
    if problems:
        raise InvalidAnswers(problems)
    for question in questionnaire.computed:
        context[question.key] = default(questionnaire, question, context)
    return Plan(questionnaire, answers, context)


def is_asked(questionnaire: Questionnaire, question: Question, context: Mapping[str, Any]) -> bool:
    """Tell whether a question applies, given the earlier answers."""
    if isinstance(question.when, bool):
        return question.when
    return _to_bool(_render(questionnaire, question.when, context))


def default(questionnaire: Questionnaire, question: Question, context: Mapping[str, Any]) -> Any:
    """Return a question's default, which may depend on the earlier answers."""
    value = question.default
    if isinstance(value, str):
        value = _render(questionnaire, value, context)
    return cast(question, value)


def cast(question: Question, value: Any) -> Any:
    """Return an answer in its question's type.

    Raises:
        ValueError: with a sentence for the person, when it has another type.

    """
    if question.multiple:
        return _cast_several(question, value)
    if question.type == "bool":
        try:
            return value if isinstance(value, bool) else _to_bool(str(value))
        except ValueError:
            raise ValueError(f"{question.key}: {value!r} is neither yes nor no.") from None
    if question.type == "json":
        return json.loads(value) if isinstance(value, str) else value
    if isinstance(value, bool) and (word := "yes" if value else "no") in _offered(question):
        return word  # how YAML reads these two words when nobody quotes them
    if not isinstance(value, str):
        hint = " Put it in quotes." if isinstance(value, int | float) else ""
        raise ValueError(f"{question.key}: {value!r} is not text.{hint}")
    return value


def _offered(question: Question) -> set[str]:
    return {choice.value for choice in question.choices}


def _cast_several(question: Question, value: Any) -> list[str]:
    if isinstance(value, str):
        value = json.loads(value) if value.startswith("[") else value.split(",")
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
        raise ValueError(f"{question.key}: {value!r} is not a list of choices.")
    # The order of the questionnaire, so that the same choices render the same bytes.
    order = [choice.value for choice in question.choices]
    known = [item for item in order if item in value]
    return known + [item.strip() for item in value if item not in order and item.strip()]


def broken_rules(
    questionnaire: Questionnaire, question: Question, value: Any, context: Mapping[str, Any]
) -> Iterator[str]:
    """Yield a sentence for each rule that an answer breaks, given the earlier answers."""
    offered = {choice.value: choice for choice in question.choices}
    for item in value if question.multiple else [value]:
        if offered and item not in offered:
            yield f"{question.key}: {item!r} is not offered.{_did_you_mean(str(item), offered)}"
        elif offered and (reason := why_not(questionnaire, offered[item].validator, context)):
            yield f"{question.key}: {item} is not possible here. {reason}"
    seen = {**context, question.key: value}
    if reason := why_not(questionnaire, question.validator, seen):
        yield f"{question.key}: {reason}"


def why_not(questionnaire: Questionnaire, validator: str, context: Mapping[str, Any]) -> str:
    """Render a rule: the reason and the fix when it is broken, else an empty string."""
    return _render(questionnaire, validator, context).strip() if validator else ""


def _unknown_keys(questionnaire: Questionnaire, given: Mapping[str, Any]) -> Iterator[str]:
    known = {question.key for question in questionnaire.asked}
    derived = {question.key for question in questionnaire.questions} - known
    for key in given:
        if key in derived:
            yield f"{key}: it is derived from the other answers and cannot be set. Leave it out."
        elif key not in known:
            yield f"{key}: there is no such question.{_did_you_mean(key, known)}"


def _did_you_mean(word: str, known: Mapping[str, Any] | set[str]) -> str:
    near = difflib.get_close_matches(word, known, n=1)
    guess = f" Did you mean {near[0]}?" if near else ""
    return f"{guess} Choose from: {', '.join(sorted(known))}."


def _render(questionnaire: Questionnaire, text: str, context: Mapping[str, Any]) -> str:
    if "{" not in text:
        return text
    return questionnaire.template(text).render(context)


def _to_bool(text: str) -> bool:
    word = text.strip().lower()
    if word in TRUE:
        return True
    if word in FALSE:
        return False
    raise ValueError(text)

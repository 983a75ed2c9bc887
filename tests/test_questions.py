from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scaffold.commands.new import command
from scaffold.parse import options

if TYPE_CHECKING:
    from scaffold.questions import Questionnaire


def test_every_question_has_a_why_and_a_default(questionnaire: Questionnaire) -> None:
    for question in questionnaire.asked:
        assert question.text.endswith("?"), question.key
        assert question.why, question.key
        assert question.default is not None, question.key


def test_every_choice_is_explained(questionnaire: Questionnaire) -> None:
    for question in questionnaire.asked:
        for choice in question.choices:
            assert choice.label.strip()
            assert choice.label != choice.value


def test_the_default_is_a_choice(questionnaire: Questionnaire) -> None:
    for question in questionnaire.asked:
        if question.choices and not question.multiple:
            assert question.default in [choice.value for choice in question.choices]


def test_computed_values_stand_after_all_questions(questionnaire: Questionnaire) -> None:
    keys = [question.computed for question in questionnaire.questions]
    assert keys == sorted(keys)


def test_more_options_name_questions(questionnaire: Questionnaire) -> None:
    keys = {question.key for question in questionnaire.asked}
    assert set(questionnaire.settings["more_options"]) <= keys


def test_each_question_is_a_flag_with_its_choices(questionnaire: Questionnaire) -> None:
    flags = {option.opts[0]: option for option in options(questionnaire)}
    assert list(flags) == [question.flag for question in questionnaire.asked]
    for question in questionnaire.asked:
        offered = getattr(flags[question.flag].type, "choices", [])
        assert list(offered) == [choice.value for choice in question.choices]


def test_flags_do_not_hide_the_commands_own_options(questionnaire: Questionnaire) -> None:
    own = {name for parameter in command.params for name in parameter.opts}
    assert not own & {question.flag for question in questionnaire.asked}


@pytest.mark.parametrize("key", ["framework", "database", "auth"])
def test_each_choice_has_a_part_in_every_framework(questionnaire: Questionnaire, key: str) -> None:
    question = next(question for question in questionnaire.asked if question.key == key)
    templates = questionnaire.root / "templates"
    for choice in question.choices:
        if choice.value == "none":
            continue
        assert (templates / "shared" / key / choice.value / "technology.py").is_file()
        if key == "framework":
            assert (templates / choice.value / "project").is_dir()
            continue
        for framework in ("fastapi", "flask", "django"):
            parts = templates / framework / "parts" / key / choice.value
            assert list(parts.glob("*.py")), parts

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from scaffold.decide import decide
from scaffold.errors import InvalidAnswers

if TYPE_CHECKING:
    from scaffold.questions import Questionnaire


def problems(questionnaire: Questionnaire, **given: Any) -> list[str]:
    with pytest.raises(InvalidAnswers) as caught:
        decide(questionnaire, given)
    return caught.value.problems


def test_open_questions_take_their_defaults(small: Questionnaire) -> None:
    assert decide(small, {}).answers == {
        "name": "Thing",
        "kind": "web",
        "disk": "file",
        "copies": "one",
        "colour": "blue",
        "extras": [],
        "loud": False,
    }


def test_computed_values_are_in_the_context_only(small: Questionnaire) -> None:
    plan = decide(small, {"name": "Cup"})
    assert plan.context["slug"] == "cup"
    assert "slug" not in plan.answers


def test_a_question_that_does_not_apply_is_no_answer(small: Questionnaire) -> None:
    plan = decide(small, {"kind": "worker"})
    assert "colour" not in plan.answers
    assert plan.context["colour"] == "blue"


def test_a_rule_names_the_reason_and_the_fix(small: Questionnaire) -> None:
    assert problems(small, copies="many") == [
        "copies: many is not possible here. A file is on one machine. Choose disk network."
    ]
    assert decide(small, {"copies": "many", "disk": "network"}).answers["copies"] == "many"


def test_a_value_that_is_not_offered(small: Questionnaire) -> None:
    (problem,) = problems(small, disk="networks")
    assert problem == (
        "disk: 'networks' is not offered. Did you mean network? Choose from: file, network."
    )


def test_an_unknown_key_gets_a_guess(small: Questionnaire) -> None:
    (problem,) = problems(small, dsk="file")
    assert problem.startswith("dsk: there is no such question. Did you mean disk?")


def test_a_computed_value_cannot_be_given(small: Questionnaire) -> None:
    (problem,) = problems(small, slug="x")
    assert problem.startswith("slug: it is derived")


def test_a_validator_sees_the_answer(small: Questionnaire) -> None:
    assert problems(small, name="x" * 11) == ["name: Longer than 10 characters: shorten it."]


def test_all_problems_are_told_at_once(small: Questionnaire) -> None:
    assert len(problems(small, name="x" * 11, disk="tape", copies=3, colours="red")) == 4


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("disk", 7, "disk: 7 is not text. Put it in quotes."),
        ("disk", ["file"], "disk: ['file'] is not text."),
        ("disk", None, "disk: None is not text."),
        ("loud", "perhaps", "loud: 'perhaps' is neither yes nor no."),
        ("extras", 3, "extras: 3 is not a list of choices."),
    ],
)
def test_an_answer_of_another_type(
    small: Questionnaire, key: str, value: Any, message: str
) -> None:
    assert problems(small, **{key: value}) == [message]


@pytest.mark.parametrize(
    "value", [["spoon", "cup"], ("cup", "spoon"), "spoon,cup", '["cup", "spoon"]']
)
def test_several_choices_keep_the_order_of_the_questionnaire(
    small: Questionnaire, value: Any
) -> None:
    assert decide(small, {"extras": value}).answers["extras"] == ["cup", "spoon"]


def test_one_wrong_choice_of_several(small: Questionnaire) -> None:
    (problem,) = problems(small, extras=["cup", "fork"])
    assert problem.startswith("extras: 'fork' is not offered.")


@pytest.mark.parametrize(("word", "value"), [("yes", True), ("0", False), (True, True)])
def test_yes_and_no(small: Questionnaire, word: Any, value: bool) -> None:
    assert decide(small, {"loud": word}).answers["loud"] is value


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Notes API", "notes-api"),
        ("  Über Łódź été 9! ", "uber-lodz-ete-9"),
        ("R&D -- tools", "r-d-tools"),
        ("Заметки", "backend"),
        ("日本 notes", "notes"),
    ],
)
def test_the_slug_is_ascii(questionnaire: Questionnaire, name: str, slug: str) -> None:
    assert decide(questionnaire, {"name": name}).context["slug"] == slug


@pytest.mark.parametrize(
    "name", ["", "   ", "a\nb", 'say "hi"', "back\\slash", "{{ x }}", "x" * 61]
)
def test_names_that_would_break_a_file_are_refused(questionnaire: Questionnaire, name: str) -> None:
    (problem,) = problems(questionnaire, name=name)
    assert problem.startswith("name: ")


def test_every_preset_is_valid(questionnaire: Questionnaire) -> None:
    for answers in questionnaire.presets.values():
        decide(questionnaire, answers)

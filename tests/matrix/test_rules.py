"""The deciding step against a second opinion, over every combination of answers, in memory."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest

from scaffold.decide import decide
from scaffold.errors import InvalidAnswers
from scaffold.questions import load

from . import oracle
from .combinations import answers, axes, every, possible, rendered, running

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scaffold.questions import Questionnaire


@pytest.fixture(scope="module")
def questionnaire() -> Questionnaire:
    return load()


def given_answers() -> Iterator[dict[str, str]]:
    """Enough full sets of answers, and every way to answer at most two of the questions.

    Every combination of what changes how the application runs is among them, and every one of the
    rest with each database; to multiply both would be millions, of which no rule knows.
    """
    delivery = [axis for axis in oracle.AXES if axis not in oracle.RUNNING]
    ways = list(itertools.product(*(oracle.AXES[axis] for axis in delivery)))
    rows = itertools.product(*(oracle.AXES[axis] for axis in oracle.RUNNING))
    for turn, row in enumerate(rows):
        way = ways[7 * turn % len(ways)]
        yield dict(zip([*oracle.RUNNING, *delivery], (*row, *way), strict=True))
    for database, way in itertools.product(oracle.AXES["database"], ways):
        yield {"database": database, **dict(zip(delivery, way, strict=True))}
    for few in range(3):
        for some in itertools.combinations(oracle.AXES, few):
            for row in itertools.product(*(oracle.AXES[axis] for axis in some)):
                yield dict(zip(some, row, strict=True))


def completed(given: dict[str, str]) -> dict[str, str]:
    return {axis: given.get(axis, choices[0]) for axis, choices in oracle.AXES.items()}


def test_each_system_can_be_chosen_with_every_other(questionnaire: Questionnaire) -> None:
    for count in range(len(oracle.SYSTEMS) + 1):
        for systems in itertools.permutations(oracle.SYSTEMS, count):
            plan = decide(questionnaire, {"ci": list(systems)})
            assert plan.answers["ci"] == [one for one in oracle.SYSTEMS if one in systems]
            expected = completed({"ci": ",".join(systems)})
            assert plan.context["chosen"] == oracle.chosen(expected)
            assert decide(questionnaire, {"ci": ",".join(systems)}) == plan


def test_the_questionnaire_offers_what_the_design_says() -> None:
    assert {axis: sorted(choices) for axis, choices in axes().items()} == {
        axis: sorted(choices) for axis, choices in oracle.AXES.items()
    }
    assert list(axes()) == list(oracle.AXES)


def test_every_combination_is_decided_as_the_oracle_says(questionnaire: Questionnaire) -> None:
    for given in given_answers():
        before, expected = dict(given), completed(given)
        if not oracle.possible(expected):
            with pytest.raises(InvalidAnswers):
                decide(questionnaire, given)
            continue
        plan = decide(questionnaire, given)
        kept = oracle.as_kept(expected)
        assert plan.answers == {"name": oracle.DEFAULT_NAME, **kept}, given
        assert plan.context == {**plan.answers, **oracle.computed(expected)}, given
        assert given == before, "answers are read, never changed"
        assert decide(questionnaire, plan.answers) == plan, "its own answers decide the same"


def test_the_oracle_and_the_list_of_combinations_agree() -> None:
    rows = itertools.product(*oracle.AXES.values())
    for row in itertools.islice(rows, 0, None, 53):
        assert possible(row) == oracle.possible(dict(zip(oracle.AXES, row, strict=True))), row
    assert list(running()) == oracle.RUNNING
    first = [
        choices if axis in oracle.RUNNING else choices[:1] for axis, choices in oracle.AXES.items()
    ]
    every_way = itertools.product(*first)
    assert set(every()) == {row for row in every_way if oracle.possible(answers(row))}


def test_renders_are_of_every_answer() -> None:
    """All that is always asked in every combination, and each other answer at least once."""
    always = ["framework", "database", "auth", "queue", "events", "cache", "container"]
    found = {tuple(answers(row)[axis] for axis in always) for row in rendered()}
    all_ways = itertools.product(*(oracle.AXES[axis] for axis in always))
    wanted = {
        way for way in all_ways if oracle.possible(completed(dict(zip(always, way, strict=True))))
    }
    assert found == wanted
    for place, axis in enumerate(oracle.AXES):
        assert {row[place] for row in rendered()} == set(oracle.AXES[axis])


@pytest.mark.parametrize("axis", oracle.AXES)
@pytest.mark.parametrize("wrong", ["?", "oracle", "SQLITE", " jwt", "none ", "fastapi,flask"])
def test_what_is_not_offered_is_refused(
    questionnaire: Questionnaire, axis: str, wrong: str
) -> None:
    with pytest.raises(InvalidAnswers) as raised:
        decide(questionnaire, {axis: wrong})
    assert axis in str(raised.value)


@pytest.mark.parametrize("axis", oracle.AXES)
@pytest.mark.parametrize("wrong", [None, 1, ["jwt"], {"jwt": 1}, [1]], ids=repr)
def test_what_is_no_text_is_refused(questionnaire: Questionnaire, axis: str, wrong: object) -> None:
    with pytest.raises(InvalidAnswers) as raised:
        decide(questionnaire, {axis: wrong})
    assert axis in str(raised.value)


@pytest.mark.parametrize(
    "axis", [axis for axis, choices in oracle.AXES.items() if choices == ["no", "yes"]]
)
def test_yaml_reads_an_unquoted_yes_as_true(questionnaire: Questionnaire, axis: str) -> None:
    assert decide(questionnaire, {axis: True}).answers[axis] == "yes"
    assert decide(questionnaire, {axis: False}).answers[axis] == "no"
    with pytest.raises(InvalidAnswers, match="auth"):
        decide(questionnaire, {"auth": True})


def test_no_answer_is_no_choice(questionnaire: Questionnaire) -> None:
    """But where several can be chosen, none can."""
    for axis in oracle.AXES:
        if axis == "ci":
            assert decide(questionnaire, {axis: ""}).answers[axis] == []
        else:
            with pytest.raises(InvalidAnswers, match=axis):
                decide(questionnaire, {axis: ""})


@pytest.mark.parametrize("key", ["slug", "chosen", "wired", "ownership"])
def test_what_is_derived_cannot_be_given(questionnaire: Questionnaire, key: str) -> None:
    with pytest.raises(InvalidAnswers, match=key):
        decide(questionnaire, {key: "x"})


@pytest.mark.parametrize("key", ["frameworks", "Framework", "_exclude", "_envops", ""])
def test_what_was_not_asked_is_refused(questionnaire: Questionnaire, key: str) -> None:
    with pytest.raises(InvalidAnswers) as raised:
        decide(questionnaire, {key: "flask"})
    assert f"{key}: " in str(raised.value)


def test_every_mistake_is_named_at_once(questionnaire: Questionnaire) -> None:
    with pytest.raises(InvalidAnswers) as raised:
        decide(questionnaire, {"framework": "x", "database": "y", "name": "", "colour": "red"})
    for key in ("framework", "database", "name", "colour"):
        assert key in str(raised.value)


@pytest.mark.parametrize(("name", "slug"), oracle.SLUGS.items())
def test_a_name_becomes_a_package(questionnaire: Questionnaire, name: str, slug: str) -> None:
    plan = decide(questionnaire, {"name": name})
    assert plan.context["slug"] == slug
    assert plan.answers["name"] == name


@pytest.mark.parametrize("name", oracle.WRONG_NAMES, ids=repr)
def test_a_name_that_would_break_files_is_refused(questionnaire: Questionnaire, name: str) -> None:
    with pytest.raises(InvalidAnswers, match="name"):
        decide(questionnaire, {"name": name})


def test_presets_are_what_they_are_said_to_be(questionnaire: Questionnaire) -> None:
    assert dict(questionnaire.presets) == oracle.PRESETS
    for preset in questionnaire.presets.values():
        answers = decide(questionnaire, preset).answers
        kept = oracle.as_kept(completed(dict(preset)))
        assert answers == {"name": oracle.DEFAULT_NAME, **kept}

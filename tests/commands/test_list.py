from __future__ import annotations

import json
from typing import TYPE_CHECKING

from scaffold import report

if TYPE_CHECKING:
    import pytest

    from scaffold.questions import Questionnaire
    from tests.conftest import Run


def test_everything_is_listed(run: Run, questionnaire: Questionnaire) -> None:
    done = run("list")
    assert done.returncode == 0
    for question in questionnaire.asked:
        assert question.flag in done.stdout
        for choice in question.choices:
            assert choice.label in done.stdout
    for preset in questionnaire.presets:
        assert f"  {preset}: " in done.stdout


def test_json(run: Run, questionnaire: Questionnaire) -> None:
    listing = json.loads(run("list", "--json").stdout)
    assert [question["key"] for question in listing["questions"]] == [
        question.key for question in questionnaire.asked
    ]
    assert listing["presets"] == questionnaire.presets


def test_a_rule_is_listed_in_words(
    small: Questionnaire, capsys: pytest.CaptureFixture[str]
) -> None:
    report.listing(small)
    assert "not always: A file is on one machine. Choose disk network." in capsys.readouterr().out

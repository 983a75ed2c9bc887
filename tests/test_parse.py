from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scaffold.errors import BadAnswersFile
from scaffold.parse import gather, missing, read_answers

if TYPE_CHECKING:
    from pathlib import Path

    from scaffold.questions import Questionnaire


def test_a_flag_wins_over_the_file_and_the_file_over_the_preset(
    small: Questionnaire, tmp_path: Path
) -> None:
    answers = tmp_path / "answers.yml"
    answers.write_text("copies: one\nname: File\n", encoding="utf-8")
    flags = {"name": "Flag", "kind": None, "extras": ()}
    assert gather(small, flags, answers, "big") == {
        "disk": "network",
        "copies": "one",
        "name": "Flag",
    }


def test_the_answers_of_an_earlier_project_can_be_reused(tmp_path: Path) -> None:
    answers = tmp_path / ".copier-answers.yml"
    answers.write_text("_commit: v1\n_src_path: gh:x/y\nname: Café\n", encoding="utf-8")
    assert read_answers(answers) == {"name": "Café"}


def test_a_windows_editors_byte_order_mark_is_no_part_of_a_key(tmp_path: Path) -> None:
    answers = tmp_path / "answers.yml"
    answers.write_bytes(b"\xef\xbb\xbfname: x\r\ndisk: file\r\n")
    assert read_answers(answers) == {"name": "x", "disk": "file"}


def test_an_empty_file_answers_nothing(tmp_path: Path) -> None:
    answers = tmp_path / "answers.yml"
    answers.touch()
    assert read_answers(answers) == {}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"name: [", "is not valid YAML: line 1"),
        (b"- name\n", "one `key: value` line per answer"),
        (b"name: \xff\n", "is not UTF-8"),
    ],
)
def test_a_file_that_is_no_mapping(tmp_path: Path, content: bytes, message: str) -> None:
    answers = tmp_path / "answers.yml"
    answers.write_bytes(content)
    with pytest.raises(BadAnswersFile, match=message):
        read_answers(answers)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadAnswersFile, match="Check the path"):
        read_answers(tmp_path / "nowhere.yml")


def test_more_options_and_conditional_questions_are_never_missing(small: Questionnaire) -> None:
    open_questions = missing(small, {"name": "x", "kind": "web"})
    assert [question.key for question in open_questions] == ["disk", "copies"]

"""A person at a real terminal: a pseudo-terminal is typed into and read."""

from __future__ import annotations

import json
import re
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if sys.platform == "win32":
    pytest.skip("needs a pseudo-terminal", allow_module_level=True)

import pexpect

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SMALL = Path(__file__).parent / "small_template"
DOWN, ENTER, SPACE, CTRL_C = "\x1b[B", "\r", " ", "\x03"
INTERVIEW = """
import json, sys
from pathlib import Path
from scaffold.ask import Interview
from scaffold.questions import load
plan = Interview(load(Path(sys.argv[1])), json.loads(sys.argv[2])).plan()
Path(sys.argv[3]).write_text(json.dumps(plan.answers))
"""


class Terminal:
    """A program at a terminal of 120 columns."""

    def __init__(self, program: Sequence[str], cwd: Path) -> None:
        self.child = pexpect.spawn(
            program[0], list(program[1:]), cwd=str(cwd), encoding="utf-8", dimensions=(40, 120)
        )
        self.child.timeout = 20

    def sees(self, text: str) -> None:
        """Wait for a text, colours aside."""
        gap = r"(?:\x1b\[[0-9;?]*[a-zA-Z])*"
        self.child.expect(gap.join(re.escape(letter) for letter in text))

    def types(self, *keys: str) -> None:
        """Press keys, one at a time, as a person does."""
        for key in keys:
            time.sleep(0.1)
            self.child.send(key)

    def ends(self) -> int | None:
        """Wait for the end and return the exit code; none where a signal ended it."""
        self.child.expect(pexpect.EOF)
        self.child.close()
        return self.child.exitstatus


@pytest.fixture
def interview(tmp_path: Path) -> Iterator[Any]:
    """Start an interview over the small questionnaire; the answers are in a file at its end."""
    terminals = []

    def start(**given: Any) -> Terminal:
        arguments = [str(SMALL), json.dumps(given), str(tmp_path / "answers.json")]
        terminals.append(Terminal([sys.executable, "-c", INTERVIEW, *arguments], tmp_path))
        return terminals[-1]

    yield start
    for terminal in terminals:
        terminal.child.close(force=True)


def answers(tmp_path: Path) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((tmp_path / "answers.json").read_text(encoding="utf-8"))
    return content


def test_every_question_is_asked_with_its_why(interview: Any, tmp_path: Path) -> None:
    terminal = interview()
    terminal.sees("What is it called?")
    terminal.sees("The title.")
    terminal.types("s", ENTER)
    terminal.sees("What is it?")
    terminal.types(ENTER)
    terminal.sees("Where is it kept?")
    terminal.sees("A network disk")
    terminal.types(DOWN, ENTER)
    terminal.sees("How many run?")
    terminal.types(DOWN, ENTER)
    terminal.sees("Which colour?")
    terminal.types(ENTER)
    terminal.sees("More options (extras, loud)?")
    terminal.types("n")
    terminal.sees("Is that right?")
    terminal.types(ENTER)
    assert terminal.ends() == 0
    assert answers(tmp_path)["name"] == "Things"
    assert answers(tmp_path)["disk"] == "network"
    assert answers(tmp_path)["copies"] == "many"


def test_an_impossible_choice_shows_its_reason_and_cannot_be_taken(
    interview: Any, tmp_path: Path
) -> None:
    terminal = interview(name="x", kind="worker", disk="file", extras=[], loud=False)
    terminal.sees("How many run?")
    terminal.sees("Many (A file is on one machine. Choose disk network.)")
    terminal.types(DOWN, ENTER)
    terminal.sees("Is that right?")
    terminal.types(ENTER)
    assert terminal.ends() == 0
    assert answers(tmp_path)["copies"] == "one"


def test_more_options(interview: Any, tmp_path: Path) -> None:
    terminal = interview(name="x", kind="worker", disk="file", copies="one")
    terminal.sees("More options")
    terminal.types("y")
    terminal.sees("What else?")
    terminal.types(DOWN, SPACE, ENTER)
    terminal.sees("Loud?")
    terminal.types("y")
    terminal.sees("Is that right?")
    terminal.types(ENTER)
    assert terminal.ends() == 0
    assert answers(tmp_path)["extras"] == ["spoon"]
    assert answers(tmp_path)["loud"] is True


def test_a_changed_answer_asks_again_what_it_made_impossible(
    interview: Any, tmp_path: Path
) -> None:
    terminal = interview(
        name="x", kind="worker", disk="network", copies="many", extras=[], loud=False
    )
    terminal.sees("Is that right?")
    terminal.types(DOWN, ENTER)
    terminal.sees("Which one?")
    terminal.types(DOWN, DOWN, ENTER)
    terminal.sees("Where is it kept?")
    terminal.types("\x1b[A", ENTER)
    terminal.sees("copies: many is not possible here.")
    terminal.sees("How many run?")
    terminal.types(ENTER)
    terminal.sees("Is that right?")
    terminal.types(ENTER)
    assert terminal.ends() == 0
    assert answers(tmp_path)["disk"] == "file"
    assert answers(tmp_path)["copies"] == "one"


def test_a_wrong_text_is_refused_at_the_prompt(interview: Any, tmp_path: Path) -> None:
    terminal = interview(kind="worker", disk="file", copies="one", extras=[], loud=False)
    terminal.sees("What is it called?")
    terminal.types("1234567890", ENTER)
    terminal.sees("Longer than 10 characters")
    terminal.types(*["\x7f"] * 10, ENTER)
    terminal.sees("Is that right?")
    terminal.types(ENTER)
    assert terminal.ends() == 0
    assert answers(tmp_path)["name"] == "Thing"


def test_the_tool_asks_at_a_terminal_and_creates(tmp_path: Path) -> None:
    terminal = Terminal(
        [sys.executable, "-m", "scaffold", "new", "shop", "--framework", "flask"], tmp_path
    )
    terminal.sees("Where are the notes kept?")
    terminal.types(ENTER)
    terminal.sees("How do people sign in?")
    terminal.types(ENTER)
    terminal.sees("work that a request should not wait for?")
    terminal.types(ENTER)
    terminal.sees("hear what happens to a note?")
    terminal.types(ENTER)
    terminal.sees("too slow to compute each time?")
    terminal.types(ENTER)
    terminal.sees("run in containers?")
    terminal.types(ENTER)
    terminal.sees("More options (server, proxy, ci, cloud, realtime, cdn, tests)?")
    terminal.types(ENTER)
    terminal.sees("Is that right?")
    terminal.types(ENTER)
    terminal.sees("Next:")
    assert terminal.ends() == 0
    assert (tmp_path / "shop" / "pyproject.toml").is_file()


@pytest.mark.parametrize(
    "question", ["framework?", "are the notes kept?", "happens to a note?", "Is that right?"]
)
def test_an_interrupt_at_any_question_leaves_nothing(tmp_path: Path, question: str) -> None:
    terminal = Terminal([sys.executable, "-m", "scaffold", "new", "shop"], tmp_path)
    questions = ("framework?", "are the notes kept?", "sign in?", "should not wait for?")
    for asked in (*questions, "happens to a note?", "each time?", "containers?", "More options"):
        if question == asked:
            break
        terminal.sees(asked)
        terminal.types(ENTER)
    terminal.sees(question)
    terminal.types(CTRL_C)
    terminal.sees("nothing was written")
    assert terminal.ends() == 130
    assert list(tmp_path.iterdir()) == []

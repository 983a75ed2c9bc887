"""Write the tables of questions and presets from `copier.yml`.

python docs/reference.py            write docs/reference.md
python docs/reference.py --check    fail when it is not up to date
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from scaffold.questions import load

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scaffold.questions import Question, Questionnaire

PAGE = Path(__file__).with_name("reference.md")
HEAD = """\
# Questions and presets

This page is written by `python docs/reference.py` from `copier.yml`, where every question is
declared. `scaffold list` prints the same.
"""


def lines(questionnaire: Questionnaire) -> Iterator[str]:
    """Yield the page's lines."""
    yield HEAD
    for question in questionnaire.asked:
        yield from _question(question)
    yield "## Presets\n"
    yield "| `--preset` | answers |"
    yield "|---|---|"
    for name, answers in questionnaire.presets.items():
        chosen = ", ".join(f"{key} `{value}`" for key, value in answers.items())
        yield f"| `{name}` | {chosen} |"


def _question(question: Question) -> Iterator[str]:
    yield f"## {question.key}\n"
    yield f"**{question.text}** {question.why}\n"
    asked = "with “more options”" if question.more else "always"
    yield f"Flag `{question.flag}`, asked {asked}, default `{question.default}`.\n"
    if question.choices:
        yield "| choice | what it is |"
        yield "|---|---|"
        for choice in question.choices:
            yield f"| `{choice.value}` | {choice.label} |"
        yield ""
    for choice in question.choices:
        if choice.validator:
            yield f"Not always `{choice.value}`. {_rule(choice.validator)}\n"


def _rule(validator: str) -> str:
    """Return what a rule says, without the conditions under which it says so."""
    return " ".join(re.sub(r"{%.*?%}", " ", validator).split())


def main() -> int:
    """Write the page, or check it."""
    page = "\n".join(lines(load())) + "\n"
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(page, encoding="utf-8", newline="\n")
    elif PAGE.read_text(encoding="utf-8") != page:
        sys.stderr.write("docs/reference.md is not up to date: run python docs/reference.py\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

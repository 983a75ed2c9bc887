"""Ask what has not been answered yet, at the terminal."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import questionary
from prompt_toolkit.output import create_output

from scaffold.decide import broken_rules, decide, default, is_asked, why_not
from scaffold.errors import InvalidAnswers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from prompt_toolkit.output import Output

    from scaffold.decide import Plan
    from scaffold.questions import Question, Questionnaire

CREATE, CHANGE, CANCEL = "Create the project", "Change an answer", "Cancel"


class Interview:
    """A conversation with the person at the terminal; prompts go to standard error.

    Args:
        questionnaire: the questions.
        given: answers that need no question.

    """

    def __init__(self, questionnaire: Questionnaire, given: Mapping[str, Any]) -> None:
        self.questionnaire = questionnaire
        self.answers = dict(given)
        # Standard output is for the result, so that it can be piped while a person answers.
        self.output: Output = create_output(stdout=sys.stderr)

    def plan(self) -> Plan:
        """Ask, show the summary, and change answers until the person agrees.

        Raises:
            KeyboardInterrupt: the person gave up.

        """
        self._ask_all(question for question in self.questionnaire.asked if not question.more)
        self._ask_more()
        while True:
            plan = self._valid_plan()
            self._show(plan)
            choice = self._select("Is that right?", [CREATE, CHANGE, CANCEL])
            if choice == CREATE:
                return plan
            if choice == CANCEL:
                raise KeyboardInterrupt
            self._change(plan)

    def _ask_all(self, questions: Iterable[Question]) -> None:
        for question in questions:
            if question.key not in self.answers and self._applies(question):
                self.answers[question.key] = self._ask(question)

    def _ask_more(self) -> None:
        questions = [
            question
            for question in self.questionnaire.asked
            if question.more and question.key not in self.answers and self._applies(question)
        ]
        if not questions:
            return
        keys = ", ".join(question.key for question in questions)
        wanted = questionary.confirm(f"More options ({keys})?", default=False, output=self.output)
        if wanted.unsafe_ask():
            self._ask_all(questions)

    def _valid_plan(self) -> Plan:
        """Decide; an answer that a change made impossible is asked again."""
        while True:
            try:
                return decide(self.questionnaire, self.answers)
            except InvalidAnswers as error:
                self._say("\n".join(error.problems))
                broken = {problem.partition(":")[0] for problem in error.problems}
                unknown = broken - {question.key for question in self.questionnaire.asked}
                if unknown:
                    raise
                self._ask_again(broken)

    def _ask_again(self, keys: Iterable[str]) -> None:
        for question in self.questionnaire.asked:
            if question.key in keys:
                self.answers[question.key] = self._ask(question)

    def _change(self, plan: Plan) -> None:
        width = max(map(len, plan.answers))
        choices = [
            questionary.Choice(f"{key.ljust(width)}  {_shown(value)}", value=key)
            for key, value in plan.answers.items()
        ]
        self._ask_again([self._select("Which one?", choices)])

    def _ask(self, question: Question) -> Any:
        context = self._context(question)
        preset = self.answers.get(question.key, default(self.questionnaire, question, context))
        message = f"{question.text}\n  {question.why}\n " if question.why else question.text
        if question.type == "bool":
            prompt = questionary.confirm(message, default=bool(preset), output=self.output)
            return prompt.unsafe_ask()
        if question.choices:
            return self._choose(question, message, preset, context)
        return questionary.text(
            message,
            default=str(preset),
            validate=lambda text: self._problem(question, text, context) or True,
            output=self.output,
        ).unsafe_ask()

    def _choose(
        self, question: Question, message: str, preset: Any, context: Mapping[str, Any]
    ) -> Any:
        chosen = preset if question.multiple else [preset]
        choices = [
            questionary.Choice(
                choice.label,
                value=choice.value,
                disabled=why_not(self.questionnaire, choice.validator, context) or None,
                checked=question.multiple and choice.value in chosen,
            )
            for choice in question.choices
        ]
        if question.multiple:
            return questionary.checkbox(message, choices, output=self.output).unsafe_ask()
        possible = [choice.value for choice in choices if not choice.disabled]
        start = preset if preset in possible else None
        return self._select(message, choices, start)

    def _select(self, message: str, choices: Any, start: str | None = None) -> str:
        prompt = questionary.select(message, choices, default=start, output=self.output)
        answer: str = prompt.unsafe_ask()
        return answer

    def _problem(self, question: Question, text: str, context: Mapping[str, Any]) -> str:
        return " ".join(broken_rules(self.questionnaire, question, text, context))

    def _applies(self, question: Question) -> bool:
        return is_asked(self.questionnaire, question, self._context(question))

    def _context(self, question: Question) -> dict[str, Any]:
        """Return the answers before a question: given, or else their defaults."""
        context: dict[str, Any] = {}
        for earlier in self.questionnaire.asked:
            if earlier is question:
                break
            fallback = default(self.questionnaire, earlier, context)
            context[earlier.key] = self.answers.get(earlier.key, fallback)
        return context

    def _show(self, plan: Plan) -> None:
        width = max(map(len, plan.answers))
        lines = [f"  {key.ljust(width)}  {_shown(value)}" for key, value in plan.answers.items()]
        self._say("\n" + "\n".join(lines) + "\n")

    def _say(self, text: str) -> None:
        questionary.print(text, output=self.output)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return (", ".join(value) or "none") if isinstance(value, list) else str(value)

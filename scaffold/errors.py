"""The errors that a person can cause, each with the fix in its message."""

from collections.abc import Sequence


class ScaffoldError(Exception):
    """A mistake that the person can mend; the command ends with exit code 1."""

    exit_code = 1


class InvalidAnswers(ScaffoldError):
    """Answers that break rules.

    Args:
        problems: one sentence per broken rule, each naming the answer, the reason and the fix.

    """

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(self.problems))


class MissingAnswers(ScaffoldError):
    """Questions that nobody answered where nobody can be asked."""


class BadAnswersFile(ScaffoldError):
    """A file given to ``--answers`` that cannot be read as a mapping of answers."""


class BadDestination(ScaffoldError):
    """A destination that cannot take a new project."""


class CannotWrite(ScaffoldError):
    """The operating system refused to write: no permission, no space, a name it does not take."""


class GitFailed(ScaffoldError):
    """Git is missing or refused to record the project."""

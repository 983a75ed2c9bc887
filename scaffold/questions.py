"""Read the questionnaire, ``copier.yml``: every question, choice, default and rule."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from jinja2 import Environment, Template


@dataclass(frozen=True)
class Choice:
    """One answer that a question offers.

    Attributes:
        value: what is answered and rendered, such as ``postgresql``.
        label: a line that explains it.
        validator: Jinja that renders the reason why it is impossible, or nothing.

    """

    value: str
    label: str
    validator: str = ""


@dataclass(frozen=True)
class Question:
    """One entry of the questionnaire.

    Attributes:
        key: its name in answers files; the flag is the same with hyphens.
        type: ``str``, ``bool`` or ``json``, as in Copier.
        text: the question itself.
        why: one line on what the answer changes.
        default: a value, or Jinja that renders it from the earlier answers.
        choices: what can be answered; empty where any text can.
        multiple: whether several choices can be answered at once.
        validator: Jinja that renders what is wrong with an answer, or nothing.
        when: whether the question is asked: a boolean, or Jinja over the earlier answers.
        more: whether it is asked only on the person's wish for more options.

    """

    key: str
    type: str
    text: str
    why: str
    default: Any
    choices: tuple[Choice, ...]
    multiple: bool
    validator: str
    when: str | bool
    more: bool

    @property
    def flag(self) -> str:
        """The command-line option that answers it."""
        return "--" + self.key.replace("_", "-")

    @property
    def computed(self) -> bool:
        """Whether it is derived from other answers and never asked."""
        return self.when is False


@dataclass(frozen=True)
class Questionnaire:
    """All questions in the order in which they are asked, and the template's settings.

    Attributes:
        root: the folder that holds ``copier.yml`` and ``templates/``.
        questions: asked and computed questions.
        settings: Copier's settings by name, without the leading underscore.

    """

    root: Path
    questions: tuple[Question, ...]
    settings: Mapping[str, Any]

    @property
    def asked(self) -> tuple[Question, ...]:
        """The questions that a person can answer."""
        return tuple(question for question in self.questions if not question.computed)

    @property
    def computed(self) -> tuple[Question, ...]:
        """What is derived from the answers; it stands after all that is asked."""
        return tuple(question for question in self.questions if question.computed)

    @property
    def presets(self) -> Mapping[str, Mapping[str, Any]]:
        """Named sets of answers."""
        presets: Mapping[str, Mapping[str, Any]] = self.settings.get("presets", {})
        return presets

    @cached_property
    def jinja(self) -> Environment:
        """The Jinja environment of questions and templates, set up as Copier sets up its own."""
        from jinja2 import Environment, FileSystemLoader, StrictUndefined

        options = dict(self.settings.get("envops", {}))
        options["undefined"] = StrictUndefined
        environment = Environment(  # noqa: S701 - escaping is for HTML, and would break source code
            loader=FileSystemLoader(self.root),
            cache_size=-1,  # there are more templates than Jinja keeps by default
            **options,
        )
        environment.filters["to_nice_yaml"] = to_nice_yaml
        return environment

    @cached_property
    def template(self) -> Callable[[str], Template]:
        """Return the compiler of defaults, rules and conditions; it compiles each of them once."""
        return cache(self.jinja.from_string)


def template_root() -> Path:
    """Return the folder that holds ``copier.yml``: inside the wheel, or the checkout."""
    package = Path(__file__).resolve().parent
    shipped = package / "template"
    return shipped if shipped.is_dir() else package.parent


def load(root: Path | None = None) -> Questionnaire:
    """Read ``copier.yml``.

    Args:
        root: the folder that holds it; the tool's own by default.

    """
    import yaml

    root = root or template_root()
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    entries = yaml.load((root / "copier.yml").read_text(encoding="utf-8"), Loader=loader)  # noqa: S506
    settings = {key[1:]: value for key, value in entries.items() if key.startswith("_")}
    more = set(settings.get("more_options", ()))
    questions = tuple(
        _question(key, entry, more=key in more)
        for key, entry in entries.items()
        if not key.startswith("_")
    )
    return Questionnaire(root, questions, settings)


def _question(key: str, entry: Mapping[str, Any], *, more: bool) -> Question:
    text, _, why = entry.get("help", key).strip().partition("\n")
    return Question(
        key=key,
        type=entry.get("type", "str"),
        text=text,
        why=why.strip(),
        default=entry.get("default"),
        choices=tuple(
            _choice(label, entry["choices"][label]) for label in entry.get("choices", ())
        ),
        multiple=entry.get("multiselect", False),
        validator=entry.get("validator", ""),
        when=entry.get("when", True),
        more=more,
    )


def _choice(label: str, value: str | Mapping[str, str]) -> Choice:
    if isinstance(value, str):
        return Choice(value, label)
    return Choice(value["value"], label, value.get("validator", ""))


def to_nice_yaml(value: Any) -> str:
    """Render YAML as Copier's filter of the same name does, so that answers files are the same."""
    import yaml

    return str(yaml.dump(value, indent=4, allow_unicode=True, default_flow_style=False))

"""Reads an HTML page the way a browser with a strict policy would."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Self

Attributes = dict[str, str]


@dataclass
class Page:
    """A page in pieces."""

    tags: list[tuple[str, Attributes]] = field(default_factory=list)
    texts: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def parse(cls, html: str) -> Self:
        page = cls()
        reader = _Reader(page)
        reader.feed(html)
        reader.close()
        return page

    def attributes(self, tag: str) -> list[Attributes]:
        return [attributes for name, attributes in self.tags if name == tag]

    @property
    def title(self) -> str:
        return "".join(self.texts.get("title", []))

    @property
    def text(self) -> str:
        """What a person sees, words separated."""
        unseen = {"script", "style", "title"}
        return " ".join(
            word for tag, texts in self.texts.items() if tag not in unseen for word in texts
        )

    @property
    def inline_scripts(self) -> list[str]:
        handlers = [
            f"{name}={value}"
            for _, attributes in self.tags
            for name, value in attributes.items()
            if name.startswith("on")
        ]
        return [text for text in self.texts.get("script", []) if text.strip()] + handlers

    @property
    def inline_styles(self) -> list[str]:
        styled = [attributes["style"] for _, attributes in self.tags if "style" in attributes]
        return self.texts.get("style", []) + styled

    def assets(self) -> list[str]:
        """The files that a browser loads with the page; an icon in the page itself is none."""
        loaded = [attributes.get("src", "") for _, attributes in self.tags]
        loaded += [attributes.get("href", "") for attributes in self.attributes("link")]
        return [url for url in loaded if url and not url.startswith("data:")]


class _Reader(HTMLParser):
    VOID = frozenset({"meta", "link", "img", "br", "hr", "input", "source"})

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.page.tags.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        tag = self.open[-1] if self.open else ""
        self.page.texts.setdefault(tag, []).append(data)

"""The home page: what the project is made of, and whether it works."""

import re

import httpx

from . import checks
from .clients import Target
from .pages import Page


def home(visitor: httpx.Client) -> Page:
    answer = visitor.get("/")
    assert answer.status_code == 200
    assert checks.media_type(answer) == "text/html"
    return Page.parse(answer.text)


def test_the_page_has_a_name_and_a_language(visitor: httpx.Client) -> None:
    page = home(visitor)
    assert page.title.strip()
    assert page.title.strip().split()[0] in page.text
    assert page.attributes("html")[0].get("lang")
    assert any(meta.get("name") == "viewport" for meta in page.attributes("meta"))


def test_each_technology_has_its_state_and_its_file(visitor: httpx.Client) -> None:
    page = home(visitor)
    words = page.text.split()
    files = re.findall(r"\b(?:app|config|tests)/[\w/]*(?:\.py)?", page.text)
    assert "ok" in words, "the database's state"
    assert "failed" not in words
    assert len(set(files)) >= 3, files
    assert any(re.search(r"database", name) for name in files)


def test_the_page_leads_to_the_docs(visitor: httpx.Client) -> None:
    assert "/docs" in [link.get("href") for link in home(visitor).attributes("a")]


def test_nothing_on_the_page_needs_a_network(visitor: httpx.Client, target: Target) -> None:
    page = home(visitor)
    assert page.assets(), "a page of ours has a style"
    for asset in page.assets():
        assert target.is_ours(asset), asset
        assert visitor.get(asset).status_code == 200


def test_the_page_obeys_its_own_policy(visitor: httpx.Client) -> None:
    page = home(visitor)
    assert page.inline_scripts == []
    assert page.inline_styles == []


def test_a_style_is_css(visitor: httpx.Client) -> None:
    styles = [
        link["href"] for link in home(visitor).attributes("link") if link.get("rel") == "stylesheet"
    ]
    assert styles
    for style in styles:
        answer = visitor.get(style)
        assert checks.media_type(answer) == "text/css"
        assert "{" in answer.text


def test_static_files_end_at_their_folder(visitor: httpx.Client, target: Target) -> None:
    folder = home(visitor).assets()[0].rsplit("/", 1)[0]
    for escape in ("..%2f..%2fpyproject.toml", "%2e%2e/%2e%2e/pyproject.toml", "nope.css", ""):
        answer = visitor.get(f"{folder}/{escape}")
        checks.nothing_there(answer, target)

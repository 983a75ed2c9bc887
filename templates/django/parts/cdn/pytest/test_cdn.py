"""Static files under names that change with their content."""

import re
from pathlib import Path
from shutil import rmtree

import pytest
from django.conf import LazySettings
from django.core.exceptions import ImproperlyConfigured
from rest_framework.test import APIClient

from app.static_files import HashedNames
from tests.environment import read

HASHED = re.compile(r'"(/static/[^"]+\.[0-9a-f]{12}\.\w+)"')


def linked(visitor: APIClient, page: str) -> list[str]:
    """The static files that a page links by their hashed names."""
    return HASHED.findall(visitor.get(page).content.decode())


def test_pages_link_hashed_names(visitor: APIClient) -> None:
    for page in ("/", "/docs"):
        names = linked(visitor, page)
        assert len(names) == visitor.get(page).content.decode().count('"/static/')
        assert names


def test_a_hashed_name_is_kept_for_a_year(visitor: APIClient) -> None:
    headers = {"Origin": "https://app.example.com"}
    answer = visitor.get(linked(visitor, "/")[0], headers=headers)
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer
    assert answer["Content-Type"].startswith("text/css")


def test_the_style_links_the_font(visitor: APIClient) -> None:
    style = b"".join(visitor.get(linked(visitor, "/")[0])).decode()
    font = re.search(r"states\.[0-9a-f]{12}\.woff2", style)
    assert font
    answer = visitor.get(f"/static/{font.group()}")
    assert answer["Content-Type"] == "font/woff2"
    assert "immutable" in answer["Cache-Control"]


def test_a_plain_name_is_asked_for_each_time(visitor: APIClient) -> None:
    assert visitor.get("/static/style.css")["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("name", ["style.000000000000.css", "staticfiles.json"])
def test_unknown_names(visitor: APIClient, name: str) -> None:
    assert visitor.get(f"/static/{name}").status_code == 404


def test_names_are_made_once(settings: LazySettings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    first = HashedNames()
    [folder] = tmp_path.iterdir()
    made = folder.stat().st_ino
    assert HashedNames().url("style.css") == first.url("style.css")
    assert [each.stat().st_ino for each in tmp_path.iterdir()] == [made]
    rmtree(folder)
    assert HashedNames().url("style.css") == first.url("style.css")


def test_the_network() -> None:
    found = read("static", CDN_URL="https://cdn.example.com/notes/")
    assert found["STATIC_URL"] == "https://cdn.example.com/notes/static/"
    assert found["CONTENT_SECURITY_POLICY"]["font-src"] == "'self' https://cdn.example.com"
    assert found["CONTENT_SECURITY_POLICY"]["default-src"] == "'self'"


def test_no_network() -> None:
    assert read("static")["STATIC_URL"] == "/static/"
    with pytest.raises(ImproperlyConfigured):
        read("static", CDN_URL="cdn.example.com")

"""Static files under names that change with their content."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from fastapi.testclient import TestClient
from pydantic import ValidationError

from app.main import create_app
from app.settings import explain
from app.static_files import CdnSettings
from tests.support import open_client

NETWORK = "https://cdn.example.com"
ELSEWHERE = "https://app.example.com"
KINDS = ("script-src", "style-src", "font-src", "img-src")


@contextmanager
def client_with(monkeypatch: pytest.MonkeyPatch, **settings: str) -> Iterator[TestClient]:
    """Open a client of an application with other settings."""
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    with open_client(create_app()) as client:
        yield client


def links(client: TestClient) -> list[str]:
    """Return the files that the pages link, and those that their style sheet links."""
    pages = client.get("/").text + client.get("/docs").text
    found = re.findall(r'(?:href|src)="([^"]+\.\w+)"', pages)
    style = next(link for link in found if "/style." in link)
    fonts = re.findall(r'url\("([^"]+)"\)', client.get(style.removeprefix(NETWORK)).text)
    return found + [f"{style.rpartition('/')[0]}/{font}" for font in fonts]


def test_names_hold_a_hash(guest: TestClient) -> None:
    found = links(guest)
    assert len(found) == 6
    for link in found:
        assert re.fullmatch(r"/static/[\w-]+\.[0-9a-f]{12}\.(css|js|png|woff2)", link)


def test_they_are_kept_for_a_year_and_by_anybody(monkeypatch: pytest.MonkeyPatch) -> None:
    with client_with(monkeypatch, CORS_ORIGINS=ELSEWHERE) as client:
        for link in links(client):
            headers = client.get(link, headers={"Origin": ELSEWHERE}).headers
            assert headers["Cache-Control"] == "public, max-age=31536000, immutable"
            assert headers.get_list("Access-Control-Allow-Origin") == ["*"]
            assert "Access-Control-Allow-Credentials" not in headers
            assert "Vary" not in headers


def test_types(guest: TestClient) -> None:
    types = {
        link.rpartition(".")[2]: guest.get(link).headers["Content-Type"] for link in links(guest)
    }
    assert types == {
        "css": "text/css; charset=utf-8",
        "js": "text/javascript; charset=utf-8",
        "png": "image/png",
        "woff2": "font/woff2",
    }


@pytest.mark.parametrize("name", ["style.css", "style.000000000000.css", "..%2fsettings.py", ""])
def test_other_names_are_none(guest: TestClient, name: str) -> None:
    answer = guest.get(f"/static/{name}")
    assert answer.status_code == 404
    assert "Cache-Control" not in answer.headers


@pytest.mark.parametrize("url", [NETWORK, f"{NETWORK}/", f"{NETWORK}:8443/notes/"])
def test_a_network_serves_them(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    with client_with(monkeypatch, CDN_URL=url) as client:
        pages = client.get("/"), client.get("/docs")
        api = client.get("/health/live")
    origin = re.sub(r"(:\d+)?/.*", r"\1", url.removeprefix("https://"))
    for page in pages:
        found = re.findall(r'(?:href|src)="([^"]+\.\w+)"', page.text)
        assert all(link.startswith(f"{url.rstrip('/')}/static/") for link in found)
        policy = page.headers["Content-Security-Policy"].split("; ")
        sources = dict(directive.split(" ", 1) for directive in policy)
        assert all(sources[kind].split()[-1] == f"https://{origin}" for kind in KINDS)
        assert sources["default-src"] == "'self'"
    assert NETWORK not in api.headers["Content-Security-Policy"]


@pytest.mark.parametrize("url", ["cdn.example.com", "https://", f"{NETWORK}; x", f"{NETWORK}?a=b"])
def test_what_is_no_address_is_refused(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("CDN_URL", url)
    with pytest.raises(ValidationError) as caught:
        CdnSettings()
    assert explain(caught.value).startswith("CDN_URL: must be an address such as https://")

"""Static files by names that change with their content."""

import re
from unittest.mock import patch

import pytest
from flask.testing import FlaskClient

from app import security
from app.static_files import CdnSettings, static_url
from tests.support import assert_problem

NETWORK = "https://cdn.example.com/notes"
FILES = ["style.css", "states.woff2", "docs.js", "swagger-ui/swagger-ui.css"]


@pytest.mark.parametrize("page", ["/", "/docs"])
def test_pages_link_hashed_names(visitor: FlaskClient, page: str) -> None:
    text = visitor.get(page).text
    hashed = re.findall(r'"/static/[\w/-]+\.[0-9a-f]{16}\.\w+"', text)
    assert len(hashed) == text.count("/static/") > 0


@pytest.mark.parametrize("name", FILES)
def test_a_hashed_name_is_kept_for_a_year(visitor: FlaskClient, name: str) -> None:
    response = visitor.get(static_url(name), headers={"Origin": "https://app.example"})
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response.headers.getlist("Access-Control-Allow-Origin") == ["*"]
    assert "Access-Control-Allow-Credentials" not in response.headers
    assert "Vary" not in response.headers
    again = visitor.get(static_url(name), headers={"If-None-Match": response.headers["ETag"]})
    assert again.status_code == 304


def test_the_style_links_the_font(visitor: FlaskClient) -> None:
    style = visitor.get(static_url("style.css"))
    assert style.content_type == "text/css; charset=utf-8"
    assert static_url("states.woff2").removeprefix("/static/") in style.text
    font = visitor.get(static_url("states.woff2"))
    assert font.content_type == "font/woff2"
    assert font.data.startswith(b"wOF2")


@pytest.mark.parametrize("name", FILES)
def test_a_plain_name_is_asked_for_each_time(visitor: FlaskClient, name: str) -> None:
    response = visitor.get(f"/static/{name}")
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("name", ["style.0000000000000000.css", "none.css", "../main.py"])
def test_other_names(visitor: FlaskClient, name: str) -> None:
    assert_problem(visitor.get(f"/static/{name}"), 404)


def test_the_network_serves_the_files(visitor: FlaskClient) -> None:
    with patch("app.static_files._cdn_url", return_value=NETWORK):
        page = visitor.get("/").text
        policy = security.content_security_policy()
    assert f'"{NETWORK}/static/style.' in page
    for kind in ("style", "script", "font", "img"):
        assert f"{kind}-src 'self' https://cdn.example.com;" in policy
    assert "default-src 'self';" in policy


@pytest.mark.parametrize("url", ["cdn.example.com", "ftp://cdn.example.com", "https://a/?b"])
def test_an_address_that_is_none(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("CDN_URL", url)
    with pytest.raises(SystemExit, match="CDN_URL: this is no address"):
        CdnSettings.load()


def test_a_slash_at_the_end_means_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CDN_URL", f"{NETWORK}/")
    assert CdnSettings.load().cdn_url == NETWORK

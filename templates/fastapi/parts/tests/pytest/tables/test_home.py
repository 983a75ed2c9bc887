"""The home page."""

import re

import pytest
from fastapi.testclient import TestClient

from app import embedded, health, home
from app.settings import PROJECT_FOLDER


def test_it_lists_the_technologies(guest: TestClient) -> None:
    answer = guest.get("/")
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    for technology in home.TECHNOLOGIES:
        assert technology.name in answer.text
        assert technology.file in answer.text
        assert (PROJECT_FOLDER / technology.file).exists()


def test_it_tells_what_failed(guest: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "failed" not in guest.get("/").text
    monkeypatch.setattr(health, "SECONDS_TO_ANSWER", -1)
    assert "failed" in guest.get("/").text


def test_it_tells_that_the_database_is_embedded(
    guest: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "embedded SQLite" not in guest.get("/").text
    monkeypatch.setenv("DATABASE_URL", embedded.DEFAULT_URL)
    assert "embedded SQLite" in guest.get("/").text


def test_its_style_sheet_is_served(guest: TestClient) -> None:
    link = re.search(r'rel="stylesheet" href="([^"]+)"', guest.get("/").text)
    assert link
    assert guest.get(link[1]).headers["Content-Type"].startswith("text/css")

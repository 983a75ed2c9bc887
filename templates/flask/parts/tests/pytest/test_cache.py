"""The cache: the embedded one, and the server that TEST_CACHE_URL names, if it is set."""

import os
from unittest.mock import patch
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import cache
from app.embedded_cache import MOST_ENTRIES, EmbeddedCache
from tests.support import assert_problem

# Nothing listens on this port.
AWAY = "{{ cache }}://127.0.0.1:9"


@pytest.fixture(params=[None, os.environ.get("TEST_CACHE_URL")])
def store(request: pytest.FixtureRequest) -> cache.Cache:
    return cache.open_cache(request.param)


def test_a_value_is_kept(store: cache.Cache) -> None:
    key = uuid4().hex
    assert store.get(key) is None
    store.set(key, "é", 60)
    assert store.get(key) == "é"
    store.delete(key)
    assert store.get(key) is None
    store.ping()


def test_only_the_first_adds(store: cache.Cache) -> None:
    key = uuid4().hex
    assert store.add(key, "first", 60)
    assert not store.add(key, "second", 60)
    assert store.get(key) == "first"


def test_a_value_is_forgotten_in_time() -> None:
    store = EmbeddedCache()
    store.set("key", "value", 0)
    assert store.get("key") is None
    assert store.add("key", "value", 60)


def test_the_oldest_makes_room() -> None:
    store = EmbeddedCache()
    for number in range(MOST_ENTRIES + 1):
        store.set(str(number), "value", 60)
    assert (store.get("0"), store.get("1")) == (None, "value")


def test_a_server_that_is_away_is_noticed(app: Flask, visitor: FlaskClient) -> None:
    store = cache.open_cache(AWAY)
    with pytest.raises(cache.ERRORS):
        store.get("key")
    with patch.dict(app.extensions["health_checks"], {"cache": store.ping}):
        problem = assert_problem(visitor.get("/health/ready"), 503)
    assert problem["checks"]["cache"] == "failed"


@pytest.mark.parametrize(
    ("url", "reason"),
    [("http://localhost", "this project reads {{ cache }}://"), ("{{ cache }}://localhost:x", "")],
)
def test_another_url_is_refused(monkeypatch: pytest.MonkeyPatch, url: str, reason: str) -> None:
    monkeypatch.setenv("CACHE_URL", url)
    with pytest.raises(SystemExit, match=f"CACHE_URL: {reason}"):
        cache.CacheSettings.load()

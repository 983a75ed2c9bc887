"""The cache: the one in memory, and the server that TEST_CACHE_URL names, if it is set."""

import os
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.core.cache import BaseCache, caches
from django.core.exceptions import ImproperlyConfigured
from rest_framework.test import APIClient

from app.cache import ERRORS, connect

# Nothing listens on this port.
AWAY = "{{ cache }}://127.0.0.1:9"

Connect = Callable[[str], BaseCache]


@pytest.fixture
def connected(settings: LazySettings) -> Connect:
    """Makes the application use this cache."""

    def use(url: str) -> BaseCache:
        settings.CACHES = {**settings.CACHES, "answers": connect(url)}
        return caches["answers"]

    return use


@pytest.mark.parametrize("url", {"", os.environ.get("TEST_CACHE_URL", "")})
def test_a_value_is_kept(connected: Connect, url: str) -> None:
    cache, key = connected(url), uuid4().hex
    assert cache.get(key) is None
    cache.set(key, {"word": "é"}, 60)
    assert cache.get(key) == {"word": "é"}
    assert not cache.add(key, "another", 60)
    cache.close()
    cache.delete(key)
    assert cache.add(key, "another", 60)


def test_a_server_that_is_away_is_noticed(connected: Connect, visitor: APIClient) -> None:
    with pytest.raises(ERRORS):
        connected(AWAY).get("key")
    answer = visitor.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["checks"]["cache"] == "failed"


@pytest.mark.parametrize("url", ["http://localhost", "{{ cache }}://localhost:x", "localhost"])
def test_another_url_is_refused(url: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="CACHE_URL"):
        connect(url)

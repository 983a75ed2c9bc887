"""The cache: in this process, and when its server is away."""

import asyncio

import pytest
from pydantic import ValidationError

from app import embedded_cache
from app.cache import CacheSettings
from app.embedded_cache import EmbeddedCache
from app.main import create_app
from tests.clients import api_client


def test_a_value_is_kept_for_its_time() -> None:
    async def work() -> None:
        cache = EmbeddedCache()
        await cache.set("key", "old", 60)
        await cache.set("key", "new", 60)
        assert await cache.get("key") == "new"
        await cache.set("key", "over", 0)
        assert await cache.get("key") is None

    asyncio.run(work())


def test_only_the_first_value_is_added() -> None:
    async def work() -> None:
        cache = EmbeddedCache()
        assert await cache.add("key", "first", 60)
        assert not await cache.add("key", "second", 60)
        assert await cache.get("key") == "first"
        await cache.delete("key")
        assert await cache.add("key", "third", 60)

    asyncio.run(work())


def test_it_does_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded_cache, "MOST_ENTRIES", 2)

    async def work() -> None:
        cache = EmbeddedCache()
        for key in ("one", "two", "three"):
            await cache.set(key, key, 60)
        assert [await cache.get(key) for key in ("one", "two", "three")] == [None, "two", "three"]

    asyncio.run(work())


@pytest.mark.parametrize("url", ["nosql://127.0.0.1", "127.0.0.1:6379"])
def test_unknown_caches_are_refused(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("CACHE_URL", url)
    with pytest.raises(ValidationError, match="cache_url"):
        CacheSettings()


def test_without_its_server_all_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CACHE_URL", "{{ cache }}://127.0.0.1:1")
    with api_client(app=create_app()) as client:
        assert client.post("/api/notes", json={"title": "Groceries"}).status_code == 201
        for _ in range(2):
            answer = client.get("/api/notes/stats")
            assert answer.headers["X-Cache"] == "MISS"
            assert answer.json()["total"] == 1
        ready = client.get("/health/ready")
        assert ready.status_code == 503
        assert ready.json()["checks"]["cache"] == "failed"

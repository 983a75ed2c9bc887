"""The cache: in this process, and when its server is away."""

import os
import unittest
from unittest.mock import patch

from pydantic import ValidationError

from app import embedded_cache
from app.cache import CacheSettings
from app.embedded_cache import EmbeddedCache
from app.main import create_app
from tests.base import DatabaseTest
from tests.clients import api_client


class EmbeddedCacheTest(unittest.IsolatedAsyncioTestCase):
    """The cache in the memory of this process."""

    async def test_a_value_is_kept_for_its_time(self) -> None:
        cache = EmbeddedCache()
        await cache.set("key", "old", 60)
        await cache.set("key", "new", 60)
        self.assertEqual(await cache.get("key"), "new")
        await cache.set("key", "over", 0)
        self.assertIsNone(await cache.get("key"))

    async def test_only_the_first_value_is_added(self) -> None:
        cache = EmbeddedCache()
        self.assertTrue(await cache.add("key", "first", 60))
        self.assertFalse(await cache.add("key", "second", 60))
        self.assertEqual(await cache.get("key"), "first")
        await cache.delete("key")
        self.assertTrue(await cache.add("key", "third", 60))

    async def test_it_does_not_fill_the_memory(self) -> None:
        self.enterContext(patch.object(embedded_cache, "MOST_ENTRIES", 2))
        cache = EmbeddedCache()
        for key in ("one", "two", "three"):
            await cache.set(key, key, 60)
        kept = [await cache.get(key) for key in ("one", "two", "three")]
        self.assertEqual(kept, [None, "two", "three"])


class CacheServerTest(DatabaseTest):
    """The cache on a server."""

    def test_unknown_caches_are_refused(self) -> None:
        for url in ["nosql://127.0.0.1", "127.0.0.1:6379"]:
            with (
                self.subTest(url=url),
                patch.dict(os.environ, CACHE_URL=url),
                self.assertRaisesRegex(ValidationError, "cache_url"),
            ):
                CacheSettings()

    def test_without_it_all_goes_on(self) -> None:
        self.enterContext(patch.dict(os.environ, CACHE_URL="{{ cache }}://127.0.0.1:1"))
        client = self.enterContext(api_client(app=create_app()))
        self.assertEqual(client.post("/api/notes", json={"title": "x"}).status_code, 201)
        for _ in range(2):
            answer = client.get("/api/notes/stats")
            self.assertEqual(answer.headers["X-Cache"], "MISS")
            self.assertEqual(answer.json()["total"], 1)
        ready = client.get("/health/ready")
        self.assertEqual(ready.status_code, 503)
        self.assertEqual(ready.json()["checks"]["cache"], "failed")

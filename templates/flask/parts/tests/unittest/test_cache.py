"""The cache: the embedded one, and the server that TEST_CACHE_URL names, if it is set."""

import os
from unittest.mock import patch
from uuid import uuid4

from app import cache
from app.embedded_cache import MOST_ENTRIES, EmbeddedCache
from tests.base import ApiTestCase
from tests.support import assert_problem

# Nothing listens on this port.
AWAY = "{{ cache }}://127.0.0.1:9"
STORES = [cache.open_cache(url) for url in (None, os.environ.get("TEST_CACHE_URL"))]


class CacheTest(ApiTestCase):
    """What a cache does."""

    def test_a_value_is_kept(self) -> None:
        key = uuid4().hex
        for store in STORES:
            with self.subTest(store):
                self.assertIsNone(store.get(key))
                store.set(key, "é", 60)
                self.assertEqual(store.get(key), "é")
                store.delete(key)
                self.assertIsNone(store.get(key))
                store.ping()

    def test_only_the_first_adds(self) -> None:
        key = uuid4().hex
        for store in STORES:
            with self.subTest(store):
                self.assertTrue(store.add(key, "first", 60))
                self.assertFalse(store.add(key, "second", 60))
                self.assertEqual(store.get(key), "first")

    def test_a_value_is_forgotten_in_time(self) -> None:
        store = EmbeddedCache()
        store.set("key", "value", 0)
        self.assertIsNone(store.get("key"))
        self.assertTrue(store.add("key", "value", 60))

    def test_the_oldest_makes_room(self) -> None:
        store = EmbeddedCache()
        for number in range(MOST_ENTRIES + 1):
            store.set(str(number), "value", 60)
        self.assertEqual((store.get("0"), store.get("1")), (None, "value"))

    def test_a_server_that_is_away_is_noticed(self) -> None:
        store = cache.open_cache(AWAY)
        with self.assertRaises(cache.ERRORS):
            store.get("key")
        with patch.dict(self.app.extensions["health_checks"], {"cache": store.ping}):
            problem = assert_problem(self.visitor.get("/health/ready"), 503)
        self.assertEqual(problem["checks"]["cache"], "failed")

    def test_another_url_is_refused(self) -> None:
        for url in ("http://localhost", "{{ cache }}://localhost:x"):
            with (
                self.subTest(url),
                patch.dict(os.environ, {"CACHE_URL": url}),
                self.assertRaisesRegex(SystemExit, "CACHE_URL: "),
            ):
                cache.CacheSettings.load()

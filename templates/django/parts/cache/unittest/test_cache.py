"""The cache: the one in memory, and the server that TEST_CACHE_URL names, if it is set."""

import os
from uuid import uuid4

from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import ImproperlyConfigured

from app.cache import ERRORS, connect
from tests.base import ApiTestCase

# Nothing listens on this port.
AWAY = "{{ cache }}://127.0.0.1:9"


class CacheTest(ApiTestCase):
    """What a cache does."""

    def use(self, url: str) -> None:
        """Make the application use this cache until the test ends."""
        self.enterContext(self.settings(CACHES={**settings.CACHES, "answers": connect(url)}))

    def test_a_value_is_kept(self) -> None:
        for url in {"", os.environ.get("TEST_CACHE_URL", "")}:
            with self.subTest(url=url):
                self.use(url)
                cache, key = caches["answers"], uuid4().hex
                self.assertIsNone(cache.get(key))
                cache.set(key, {"word": "é"}, 60)
                self.assertEqual(cache.get(key), {"word": "é"})
                self.assertFalse(cache.add(key, "another", 60))
                cache.close()
                cache.delete(key)
                self.assertTrue(cache.add(key, "another", 60))

    def test_a_server_that_is_away_is_noticed(self) -> None:
        self.use(AWAY)
        with self.assertRaises(ERRORS):
            caches["answers"].get("key")
        answer = self.visitor.get("/health/ready")
        self.assertEqual(answer.status_code, 503)
        self.assertEqual(answer.json()["checks"]["cache"], "failed")

    def test_another_url_is_refused(self) -> None:
        for url in ("http://localhost", "{{ cache }}://localhost:x", "localhost"):
            with self.subTest(url=url), self.assertRaisesRegex(ImproperlyConfigured, "CACHE_URL"):
                connect(url)

"""The cache breaks: that costs time, and never an answer."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from .stacks import wait_until

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from tests.services.service import Service

    from .stacks import Api, Stack

pytestmark = pytest.mark.services

LONGEST_SECONDS = 2.0
CACHE_SECONDS = 4


def stats(api: Api) -> tuple[str, dict[str, object]]:
    """Whether the answer was kept, and the answer."""
    began = time.monotonic()
    answer = api.client.get("/api/notes/stats")
    assert answer.status_code == 200, answer.text
    assert time.monotonic() - began < LONGEST_SECONDS
    return answer.headers["X-Cache"], answer.json()


def away(cache: Service) -> AbstractContextManager[None]:
    return cache.away()


def hung(cache: Service) -> AbstractContextManager[None]:
    return cache.hung()


@pytest.mark.parametrize("broken", [away, hung])
def test_a_cache_that_does_not_answer(stack: Stack, broken: object) -> None:
    assert callable(broken)
    cache = stack.services.shares.private(stack.project.answers["cache"])
    with stack.serving(CACHE_SECONDS=str(CACHE_SECONDS)) as api:
        api.note()
        assert stats(api)[0] == "MISS"
        assert stats(api)[0] == "HIT"
        with broken(cache):
            for _ in range(3):
                kept, _ = stats(api)
                assert kept == "MISS"
            began = time.monotonic()
            api.note()
            assert time.monotonic() - began < LONGEST_SECONDS
            assert stats(api)[1]["total"] == 2
            # Redis is this project's cache, and may be another's broker, so only this is asked.
            assert "cache" in api.failed_checks()
        wait_until(lambda: api.failed_checks() == set(), 30, "the cache is back")
        wait_until(lambda: stats(api)[0] == "HIT", 10, "it keeps answers again")
        # It could not be told of the change: what it kept before shows until its time is over.
        wait_until(lambda: stats(api)[1]["total"] == 2, CACHE_SECONDS + 5, "the change shows")

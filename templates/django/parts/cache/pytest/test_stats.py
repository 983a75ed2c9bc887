"""The sums over all notes, and how long they are kept."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from time import sleep
from typing import Any
from unittest.mock import patch

import pytest
from django.conf import LazySettings
from django.core.cache import caches
from pytest_django import DjangoCaptureOnCommitCallbacks
from rest_framework.test import APIClient

from app import stats
from app.cache import connect
from app.models import Note
from tests.clients import somebody

# Nothing listens on this port.
AWAY = "{{ cache }}://127.0.0.1:9"

compute = stats.compute
Send = Callable[..., Any]


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    caches["answers"].clear()


@pytest.fixture
def send(
    api: APIClient, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> Send:
    """Sends a change, and does what follows the commit: a test itself commits nothing.

    https://docs.djangoproject.com/en/5.2/topics/testing/tools/#django.test.TestCase.captureOnCommitCallbacks
    """

    def request(method: str, path: str, body: str = "") -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return getattr(api, method)(path, {"title": "Milk", "body": body})

    return request


def read(api: APIClient) -> tuple[str, dict[str, Any]]:
    answer = api.get("/api/notes/stats")
    assert answer.status_code == 200
    return answer["X-Cache"], answer.json()


def test_the_sums_are_computed_and_then_kept(api: APIClient, send: Send) -> None:
    assert read(api) == ("MISS", {"total": 0, "characters": 0, "last_updated_at": None})
    send("post", "/api/notes", "Two bottles")
    note = send("post", "/api/notes", "é").json()
    sums = {"total": 2, "characters": 12, "last_updated_at": note["updated_at"]}
    assert read(api) == ("MISS", sums)
    assert read(api) == ("HIT", sums)


def test_every_change_is_heard_of(api: APIClient, send: Send) -> None:
    path = send("post", "/api/notes")["Location"]
    assert read(api)[1]["total"] == 1
    send("patch", path, "12345")
    assert read(api)[1]["characters"] == 5
    send("delete", path)
    assert read(api)[1]["total"] == 0


def test_only_visible_notes_count(api: APIClient, send: Send) -> None:
    send("post", "/api/notes")
    read(api)
    other = somebody()
    assert read(other)[1]["total"] == other.get("/api/notes").json()["total"]


def test_a_slow_reader_does_not_keep_what_is_outdated(api: APIClient, send: Send) -> None:
    def compute_slowly(notes: Any) -> dict[str, Any]:
        sums = compute(notes)
        send("post", "/api/notes")
        return sums

    with patch("app.stats.compute", compute_slowly):
        assert read(api)[1]["total"] == 0
    assert read(api)[1]["total"] == 1


def test_many_readers_at_once_compute_once() -> None:
    ready = Barrier(8)

    def compute_slowly(_notes: Any) -> dict[str, Any]:
        sleep(0.05)
        return {"total": 1}

    def read_together(_: int) -> str:
        ready.wait()
        return stats.find_or_compute("somebody", Note.objects)[0]

    with patch("app.stats.compute", compute_slowly), ThreadPoolExecutor(8) as threads:
        assert sorted(threads.map(read_together, range(8))) == ["HIT"] * 7 + ["MISS"]


def test_who_waits_too_long_computes(api: APIClient) -> None:
    with patch("app.stats.SECONDS_TO_COMPUTE", 0):
        assert read(api)[0] == "MISS"


def test_without_a_cache_everything_works(
    api: APIClient, send: Send, settings: LazySettings
) -> None:
    settings.CACHES = {**settings.CACHES, "answers": connect(AWAY)}
    assert send("post", "/api/notes").status_code == 201
    assert [read(api)[0] for _ in range(2)] == ["MISS", "MISS"]

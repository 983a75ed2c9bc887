"""Health, for whoever runs the server; the failing database is each project's own test."""

import time

import httpx
import pytest

from . import checks
from .clients import Target


def test_alive(visitor: httpx.Client) -> None:
    answer = visitor.get("/health/live")
    assert answer.status_code == 200
    assert checks.media_type(answer) == "application/json"
    assert answer.json() == {"status": "ok"}


def test_ready(visitor: httpx.Client, target: Target) -> None:
    answer = visitor.get("/health/ready")
    assert answer.status_code == 200
    assert checks.media_type(answer) == "application/json"
    chosen = ["database", *filter(target.has, ["cache", "queue", "events"])]
    assert answer.json() == {"status": "ok", "checks": dict.fromkeys(chosen, "ok")}


@pytest.mark.parametrize("path", ["/health/live", "/health/ready"])
def test_health_is_answered_at_once(visitor: httpx.Client, path: str) -> None:
    visitor.get(path)
    started = time.monotonic()
    visitor.get(path)
    assert time.monotonic() - started < 2

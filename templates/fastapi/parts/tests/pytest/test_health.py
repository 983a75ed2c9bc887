"""The two health endpoints."""

import asyncio

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app import health


def test_live(guest: TestClient) -> None:
    assert guest.get("/health/live").json() == {"status": "ok"}


def test_ready(guest: TestClient) -> None:
    answer = guest.get("/health/ready")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "checks": dict.fromkeys(health.checks, "ok")}


async def fail(_app: FastAPI) -> None:
    """Fail as a database does that is not there."""
    raise ConnectionError


async def hang(_app: FastAPI) -> None:
    """Hang as a broken network does."""
    await asyncio.sleep(60)


@pytest.mark.parametrize("check", [fail, hang])
def test_not_ready(guest: TestClient, monkeypatch: pytest.MonkeyPatch, check: health.Check) -> None:
    monkeypatch.setitem(health.checks, "database", check)
    monkeypatch.setattr(health, "SECONDS_TO_ANSWER", 0.05)
    answer = guest.get("/health/ready")
    problem = answer.json()
    assert answer.status_code == 503
    assert problem["checks"] == {**dict.fromkeys(health.checks, "ok"), "database": "failed"}
    assert "database" in problem["detail"]
    assert guest.get("/health/live").status_code == 200

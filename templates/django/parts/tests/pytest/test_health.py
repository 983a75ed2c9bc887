"""The probes."""

import pytest
from rest_framework.test import APIClient

from app import health


def test_live(visitor: APIClient) -> None:
    assert visitor.get("/health/live").json() == {"status": "ok"}


def test_ready(visitor: APIClient) -> None:
    answer = visitor.get("/health/ready")
    assert answer.json() == {"status": "ok", "checks": dict.fromkeys(health.checks, "ok")}


def test_not_ready(visitor: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise ConnectionError

    monkeypatch.setitem(health.checks, "database", fail)
    answer = visitor.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json()["checks"]["database"] == "failed"
    assert "database" in answer.json()["detail"]

"""The two health endpoints."""

import asyncio
from unittest.mock import patch

from fastapi import FastAPI

from app import health
from tests.base import GuestTest


async def fail(_app: FastAPI) -> None:
    """Fail as a database does that is not there."""
    raise ConnectionError


async def hang(_app: FastAPI) -> None:
    """Hang as a broken network does."""
    await asyncio.sleep(60)


class HealthTest(GuestTest):
    """The answers while all is well, and while not."""

    def test_live(self) -> None:
        self.assertEqual(self.guest.get("/health/live").json(), {"status": "ok"})

    def test_ready(self) -> None:
        answer = self.guest.get("/health/ready")
        self.assertEqual(answer.status_code, 200)
        checks = dict.fromkeys(health.checks, "ok")
        self.assertEqual(answer.json(), {"status": "ok", "checks": checks})

    def test_not_ready(self) -> None:
        for check in [fail, hang]:
            with self.subTest(check=check):
                with (
                    patch.dict(health.checks, {"database": check}),
                    patch.object(health, "SECONDS_TO_ANSWER", 0.05),
                ):
                    answer = self.guest.get("/health/ready")
                problem = answer.json()
                self.assertEqual(answer.status_code, 503)
                self.assertEqual(problem["checks"]["database"], "failed")
                self.assertIn("database", problem["detail"])
                self.assertEqual(self.guest.get("/health/live").status_code, 200)

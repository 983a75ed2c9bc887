"""The probes."""

from unittest.mock import Mock, patch

from app import health
from tests.base import ApiTestCase


class HealthTest(ApiTestCase):
    def test_live(self) -> None:
        self.assertEqual(self.visitor.get("/health/live").json(), {"status": "ok"})

    def test_ready(self) -> None:
        answer = self.visitor.get("/health/ready")
        checks = dict.fromkeys(health.checks, "ok")
        self.assertEqual(answer.json(), {"status": "ok", "checks": checks})

    def test_not_ready(self) -> None:
        with patch.dict(health.checks, database=Mock(side_effect=ConnectionError)):
            answer = self.visitor.get("/health/ready")
        self.assertEqual(answer.status_code, 503)
        self.assertEqual(answer.json()["checks"]["database"], "failed")
        self.assertIn("database", answer.json()["detail"])

"""Health: alive, and ready when every check passes."""

from concurrent.futures import Future
from unittest.mock import patch

from tests.base import ApiTestCase
from tests.support import assert_problem


class HealthTest(ApiTestCase):
    """What a load balancer sees."""

    def test_alive(self) -> None:
        self.assertEqual(self.visitor.get("/health/live").json, {"status": "ok"})

    def test_ready(self) -> None:
        response = self.visitor.get("/health/ready")
        self.assertEqual(response.status_code, 200)
        checks = dict.fromkeys(self.app.extensions["health_checks"], "ok")
        self.assertEqual(response.json, {"status": "ok", "checks": checks})

    def test_a_failing_check_is_named(self) -> None:
        def fail() -> None:
            raise ConnectionError("the password is secret")

        with patch.dict(self.app.extensions["health_checks"], {"database": fail}):
            response = self.visitor.get("/health/ready")
        problem = assert_problem(response, 503)
        self.assertEqual(problem["checks"]["database"], "failed")
        self.assertIn("database", problem["detail"])
        self.assertNotIn("secret", response.text)

    def test_a_check_that_hangs_has_failed(self) -> None:
        never: Future[None] = Future()
        with (
            patch("app.health.TIMEOUT_SECONDS", 0.01),
            patch("app.health._threads.submit", return_value=never),
        ):
            assert_problem(self.visitor.get("/health/ready"), 503)

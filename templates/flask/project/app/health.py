"""Health: a registry of checks, and the two endpoints that a load balancer asks."""

from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from http import HTTPStatus
from typing import TYPE_CHECKING

import structlog
from flask import Flask, Response, current_app

from app.api import Api, Resource
from app.docs import describe
from app.errors import problem
from app.schemas import Live, Ready

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Check = Callable[[], None]

TIMEOUT_SECONDS = 2

log = structlog.get_logger()
# A check that hangs must not hang the answer, so each runs in a thread of its own.
_threads = ThreadPoolExecutor(max_workers=4, thread_name_prefix="health")


def init_app(app: Flask) -> None:
    """Register the endpoints."""
    api = Api(app, prefix="/health")
    api.add_resource(Liveness, "/live")
    api.add_resource(Readiness, "/ready")


def register(app: Flask, name: str, check: Check) -> None:
    """Add a check: it returns when all is well and raises when not."""
    app.extensions.setdefault("health_checks", {})[name] = check


def run_checks() -> dict[str, str]:
    """Run every check; the outcome by name is "ok" or "failed"."""
    checks: dict[str, Check] = current_app.extensions["health_checks"]
    running = {name: _threads.submit(check) for name, check in checks.items()}
    return {name: _outcome(name, future) for name, future in running.items()}


class AnswerLive:
    """Answers for the resource below before Flask looks for it: somebody asks each second."""

    def __init__(self, wsgi_app: "WSGIApplication") -> None:
        self.wsgi_app = wsgi_app
        self.body = Live().model_dump_json().encode()
        self.headers = [
            ("Content-Type", "application/json"),
            ("Content-Length", str(len(self.body))),
        ]

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Pass everything else on."""
        if environ["PATH_INFO"] == "/health/live" and environ["REQUEST_METHOD"] == "GET":
            start_response("200 OK", self.headers)
            return [self.body]
        return self.wsgi_app(environ, start_response)


class Liveness(Resource):
    """Whether the process answers; it asks nobody else."""

    @describe("Is the process alive?", answers={200: Live})
    def get(self) -> Live:
        """Answer."""
        return Live()


class Readiness(Resource):
    """Whether everything that the application needs is there."""

    @describe("Can requests be served?", answers={200: Ready}, problems=[503])
    def get(self) -> Ready | Response:
        """Run the checks, and name those that fail."""
        checks = run_checks()
        failed = [name for name, outcome in checks.items() if outcome == "failed"]
        if failed:
            detail = f"These checks failed: {', '.join(failed)}."
            return problem(HTTPStatus.SERVICE_UNAVAILABLE, detail, checks=checks)
        return Ready(checks=checks)


def _outcome(name: str, running: Future[None]) -> str:
    try:
        running.result(timeout=TIMEOUT_SECONDS)
    except Exception:
        log.warning("health_check_failed", check=name, exc_info=True)
        return "failed"
    return "ok"

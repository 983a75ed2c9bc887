"""Whether the process runs, and whether everything that it needs answers.

A failing `live` tells an orchestrator to restart the process, a failing `ready` tells a proxy to
send requests elsewhere.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import structlog
from django.http import HttpRequest, HttpResponse
from django.urls import path
from drf_spectacular.utils import OpenApiResponse, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from app.api import PublicEndpoint
from app.errors import GetResponse, problem

TIMEOUT_SECONDS = 2
ALIVE = b'{"status":"ok"}'
ABOUT_ALIVE = {"Content-Type": "application/json", "Content-Length": str(len(ALIVE))}

log = structlog.get_logger(__name__)
workers = ThreadPoolExecutor(thread_name_prefix="health")
checks: dict[str, Callable[[], None]] = {}


def register(name: str, check: Callable[[], None]) -> None:
    """Add a check; it raises when what it looks at does not answer."""
    checks[name] = check


def states() -> dict[str, str]:
    """The state of each check: ok or failed. They run side by side, and none may hang."""
    running = {name: workers.submit(check) for name, check in checks.items()}
    return {name: _state(name, future) for name, future in running.items()}


def _state(name: str, future: Future[None]) -> str:
    try:
        future.result(timeout=TIMEOUT_SECONDS)
    except Exception as error:
        log.warning("check failed", check=name, error=repr(error))
        return "failed"
    return "ok"


def answer_live(get_response: GetResponse) -> GetResponse:
    """Middleware: answers for the view below before Django looks for it: it is asked often."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path_info == "/health/live" and request.method in {"GET", "HEAD"}:
            request.get_host()  # refuses a host that is not one of ALLOWED_HOSTS
            return HttpResponse(ALIVE, headers=ABOUT_ALIVE)
        return get_response(request)

    return middleware


class LiveView(PublicEndpoint):
    """The probe that decides about a restart."""

    @extend_schema(responses=inline_serializer("Live", {"status": serializers.CharField()}))
    def get(self, request: Request) -> Response:
        """Whether the process runs; this touches nothing else."""
        return Response({"status": "ok"})


class ReadyView(PublicEndpoint):
    """The probe that decides about traffic."""

    @extend_schema(
        responses={
            200: inline_serializer(
                "Ready",
                {
                    "status": serializers.CharField(),
                    "checks": serializers.DictField(child=serializers.CharField()),
                },
            ),
            503: OpenApiResponse(description="A check failed: `checks` tells which."),
        }
    )
    def get(self, request: Request) -> HttpResponse:
        """Whether everything that the application needs answers."""
        found = states()
        failed = [name for name, state in found.items() if state == "failed"]
        if failed:
            return problem(503, f"These checks failed: {', '.join(failed)}.", checks=found)
        return Response({"status": "ok", "checks": found})


urlpatterns = [
    path("health/live", LiveView.as_view()),
    path("health/ready", ReadyView.as_view()),
]

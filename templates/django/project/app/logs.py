"""One line per request, with an id that the answer carries too."""

import re
from time import perf_counter
from uuid import uuid4

import structlog
from django.http import HttpRequest, HttpResponse

from app.errors import GetResponse

# An id from a client goes to the log, so it must not bring anything else along.
SAFE_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")

log = structlog.get_logger("app.request")


def request_log(get_response: GetResponse) -> GetResponse:
    """Middleware: gives each request an id, and logs how it was answered."""

    def middleware(request: HttpRequest) -> HttpResponse:
        started = perf_counter()
        client_id = request.headers.get("X-Request-ID", "")
        request_id = client_id if SAFE_ID.fullmatch(client_id) else uuid4().hex
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        response = get_response(request)
        response.headers["X-Request-ID"] = request_id
        log.info(
            "request",
            method=request.method,
            path=request.path,
            status=response.status_code,
            duration_ms=round((perf_counter() - started) * 1000, 2),
        )
        return response

    return middleware

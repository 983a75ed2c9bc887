"""One line per request, with an id that the answer carries too."""

import json
import logging
import re
import sys
from datetime import UTC, datetime
from random import getrandbits
from time import perf_counter

import structlog
from django.http import HttpRequest, HttpResponse

from app.errors import GetResponse

# An id from a client goes to the log, so it must not bring anything else along.
SAFE_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")

requests = logging.getLogger("app.request")


def request_log(get_response: GetResponse) -> GetResponse:
    """Middleware: gives each request an id, and logs how it was answered."""

    def middleware(request: HttpRequest) -> HttpResponse:
        started = perf_counter()
        request_id = choose_request_id(request)
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        response = get_response(request)
        response.headers["X-Request-ID"] = request_id
        if requests.isEnabledFor(logging.INFO):
            write_request(request, request_id, response.status_code, perf_counter() - started)
        return response

    return middleware


def choose_request_id(request: HttpRequest) -> str:
    """Take the client's id where it is harmless, so that its logs and ours can be joined."""
    offered = request.META.get("HTTP_X_REQUEST_ID")
    if offered and SAFE_ID.fullmatch(offered):
        return str(offered)
    # It tells requests apart and guards nothing, so it need not be hard to guess.
    return f"{getrandbits(128):032x}"


def write_request(request: HttpRequest, request_id: str, status: int, seconds: float) -> None:
    """Write the line without `logging`, which would take longer than a small view does."""
    # Neither the query string nor a body: they may hold what nobody should read here.
    line = {
        "method": request.method,
        "path": request.path,
        "status": status,
        "duration_ms": round(seconds * 1000, 2),
        "event": "request",
        "request_id": request_id,
        "level": "info",
        "logger": requests.name,
        "timestamp": f"{datetime.now(UTC).isoformat()[:-6]}Z",
    }
    sys.stdout.write(f"{json.dumps(line)}\n")
    sys.stdout.flush()

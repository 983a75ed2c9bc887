"""Logs: one JSON object per line on standard output, with the request's id in each."""

import logging
import re
import sys
from collections.abc import Iterable
from contextvars import ContextVar
from datetime import UTC, datetime
from random import getrandbits
from time import perf_counter
from typing import TYPE_CHECKING, Any

import pydantic_core
import structlog
from flask import Flask
from structlog.types import EventDict, Processor

from app.settings import get_settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Headers = list[tuple[str, str]]

FITTING_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")

current_request: ContextVar[str] = ContextVar("current_request", default="")


def add_request_id(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Name the request that the line belongs to, if any."""
    if request_id := current_request.get():
        event["request_id"] = request_id
    return event


ABOUT_THE_LINE: list[Processor] = [
    add_request_id,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]
TO_JSON: list[Processor] = [
    structlog.processors.format_exc_info,
    structlog.processors.JSONRenderer(),
]

log = structlog.get_logger()


class RequestLog:
    """Gives each request an id, and writes a line when its answer starts."""

    def __init__(self, wsgi_app: "WSGIApplication") -> None:
        self.wsgi_app = wsgi_app

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer a request, as https://peps.python.org/pep-3333/ describes."""
        started = perf_counter()
        request_id = choose_request_id(environ)
        current_request.set(request_id)

        def start(status: str, headers: Headers, exc_info: Any = None) -> Any:
            if logging.getLogger().isEnabledFor(logging.INFO):
                write_request(environ, request_id, int(status[:3]), perf_counter() - started)
            return start_response(status, [*headers, ("X-Request-ID", request_id)], exc_info)

        return self.wsgi_app(environ, start)


def choose_request_id(environ: "WSGIEnvironment") -> str:
    """Take the client's id where it is harmless, so that its logs and ours can be joined."""
    offered = environ.get("HTTP_X_REQUEST_ID")
    if offered and FITTING_ID.fullmatch(offered):
        return str(offered)
    # It tells requests apart and guards nothing, so it need not be hard to guess.
    return f"{getrandbits(128):032x}"


def write_request(environ: "WSGIEnvironment", request_id: str, status: int, seconds: float) -> None:
    """Write the line without structlog, which would take longer than a small route does."""
    # Neither the query string nor a body: they may hold what nobody should read here.
    line = {
        "method": environ["REQUEST_METHOD"],
        # WSGI hands over the path's UTF-8 as if it were Latin-1.
        "path": environ["PATH_INFO"].encode("latin-1").decode(errors="replace"),
        "status": status,
        "duration_ms": round(seconds * 1000, 2),
        "event": "request",
        "request_id": request_id,
        "level": "info",
        "timestamp": f"{datetime.now(UTC).isoformat()[:-6]}Z",
    }
    sys.stdout.write(f"{pydantic_core.to_json(line, ensure_ascii=True).decode()}\n")
    sys.stdout.flush()


def init_app(app: Flask) -> None:
    """Set up the logs."""
    _configure(get_settings().log_level)


def json_formatter() -> logging.Formatter:
    """Make the formatter that writes the lines of libraries and of the server as JSON."""
    # https://www.structlog.org/en/stable/standard-library.html
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*ABOUT_THE_LINE, structlog.stdlib.add_logger_name],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *TO_JSON],
    )


def _configure(level: str) -> None:
    structlog.configure(
        processors=[*ABOUT_THE_LINE, *TO_JSON],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(sys.stdout),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(json_formatter())
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.captureWarnings(capture=True)

"""Logs: one JSON object per line on standard output, with the request's id in each."""

import logging
import re
import sys
from collections.abc import Iterable
from time import perf_counter
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import structlog
from flask import Flask
from structlog.types import Processor

from app.settings import get_settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Headers = list[tuple[str, str]]

FITTING_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")

ABOUT_THE_LINE: list[Processor] = [
    structlog.contextvars.merge_contextvars,
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
        given = environ.get("HTTP_X_REQUEST_ID", "")
        request_id = given if FITTING_ID.fullmatch(given) else uuid4().hex
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)

        def start(status: str, headers: Headers, exc_info: Any = None) -> Any:
            # Neither the query string nor a body: they may hold what nobody should read here.
            log.info(
                "request",
                method=environ["REQUEST_METHOD"],
                # WSGI hands over the path's UTF-8 as if it were Latin-1.
                path=environ["PATH_INFO"].encode("latin-1").decode(errors="replace"),
                status=int(status[:3]),
                duration_ms=round((perf_counter() - started) * 1000, 2),
            )
            return start_response(status, [*headers, ("X-Request-ID", request_id)], exc_info)

        return self.wsgi_app(environ, start)


def init_app(app: Flask) -> None:
    """Set up the logs, and write a line for each request."""
    _configure(get_settings().log_level)
    # Around all of Flask, so that no answer is missed:
    # https://flask.palletsprojects.com/en/stable/quickstart/#hooking-in-wsgi-middleware
    app.wsgi_app = RequestLog(app.wsgi_app)  # type: ignore[method-assign]


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

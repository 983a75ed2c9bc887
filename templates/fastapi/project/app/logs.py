"""Logs are lines of JSON on standard output, each with the id of its request.

https://www.structlog.org/en/stable/
"""

import json
import logging
import re
import sys
from time import perf_counter
from uuid import uuid4

import structlog
from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.settings import Settings

REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")
COMMON: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso"),
    structlog.processors.format_exc_info,
]

encoder = json.JSONEncoder(default=repr)


def init_app(app: FastAPI) -> None:
    """Log each request, as the outermost middleware."""
    configure(Settings().log_level)
    app.user_middleware.append(Middleware(LogRequests))


def configure(level: str) -> None:
    """Write the application's lines, and those of libraries and the server, as JSON."""
    number = logging.getLevelNamesMapping()[level]
    structlog.configure(
        processors=[*COMMON, structlog.processors.JSONRenderer(to_json)],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(sys.stdout),
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=COMMON,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(to_json),
            ],
        )
    )
    logging.basicConfig(handlers=[handler], level=number, force=True)
    logging.captureWarnings(True)


def to_json(line: object, **_options: object) -> str:
    """Encode a line; `json.dumps` would make an encoder for each."""
    return encoder.encode(line)


class LogRequests:
    """Give each request an id, and write one line when it is answered."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.log = structlog.get_logger().bind()  # once, as it takes as long as to write a line

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and note the status and the time it took."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = choose_request_id(scope)
        structlog.contextvars.bind_contextvars(request_id=request_id)
        started, status = perf_counter(), 500

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [
                    *message["headers"],
                    (b"x-request-id", request_id.encode()),
                ]
            await send(message)

        try:
            await self.app(scope, receive, send_with_id)
        finally:
            self.log.info(
                "request",
                method=scope["method"],
                path=scope["path"],
                status=status,
                duration_ms=round((perf_counter() - started) * 1000, 1),
            )
            structlog.contextvars.clear_contextvars()


def choose_request_id(scope: Scope) -> str:
    """Take the client's id where it is harmless, so that its logs and ours can be joined."""
    offered = Headers(scope=scope).get("x-request-id", "")
    return offered if REQUEST_ID.fullmatch(offered) else uuid4().hex

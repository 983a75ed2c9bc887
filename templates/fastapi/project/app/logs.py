"""Logs are lines of JSON on standard output, each with the id of its request.

https://www.structlog.org/en/stable/
"""

import json
import logging
import re
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from secrets import token_hex
from time import perf_counter

import pydantic_core
import structlog
from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.settings import Settings

REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{1,64}")

request_id_of_task: ContextVar[str] = ContextVar("request_id")


def add_request_id(
    _logger: object, _method: str, line: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """Name the request that a line belongs to, where there is one."""
    if request_id := request_id_of_task.get(""):
        line["request_id"] = request_id
    return line


COMMON: list[structlog.typing.Processor] = [
    add_request_id,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso"),
    structlog.processors.format_exc_info,
]

encoder = json.JSONEncoder(default=repr)


def init_app(app: FastAPI) -> None:
    """Log each request, as the outermost middleware."""
    level = Settings().log_level
    configure(level)
    app.user_middleware.append(Middleware(LogRequests, enabled=level in {"DEBUG", "INFO"}))


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

    def __init__(self, app: ASGIApp, enabled: bool) -> None:
        self.app = app
        self.enabled = enabled

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and note the status and the time it took."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id = choose_request_id(scope)
        request_id_of_task.set(request_id)
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
            if self.enabled:
                write_request(scope, request_id, status, perf_counter() - started)


def write_request(scope: Scope, request_id: str, status: int, seconds: float) -> None:
    """Write the line without structlog, which would take longer than a small route does."""
    line = {
        "method": scope["method"],
        "path": scope["path"],
        "status": status,
        "duration_ms": round(seconds * 1000, 1),
        "event": "request",
        "request_id": request_id,
        "level": "info",
        "timestamp": f"{datetime.now(UTC).isoformat()[:-6]}Z",
    }
    sys.stdout.write(f"{pydantic_core.to_json(line, ensure_ascii=True).decode()}\n")
    sys.stdout.flush()


def choose_request_id(scope: Scope) -> str:
    """Take the client's id where it is harmless, so that its logs and ours can be joined."""
    offered = dict(scope["headers"]).get(b"x-request-id", b"").decode("latin-1")
    return offered if REQUEST_ID.fullmatch(offered) else token_hex(16)

"""Every error is answered as a problem document: https://www.rfc-editor.org/rfc/rfc9457.html."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, cast

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from fastapi.routing import iter_route_contexts
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import compile_path
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = structlog.get_logger(__name__)

PROBLEM_JSON = "application/problem+json"
DETAILS = {
    404: "There is nothing at this address.",
    405: "This address does not answer to that method.",
    500: "Something went wrong here. The request id leads to the line in the log.",
}


class Problem(BaseModel):
    """What went wrong, in a shape that programs understand."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: dict[str, list[str]] = {}


def init_app(app: FastAPI) -> None:
    """Answer exceptions with problem documents."""
    app.add_exception_handler(HTTPException, answer_http_error)
    app.add_exception_handler(RequestValidationError, answer_invalid_request)
    app.user_middleware.append(Middleware(CatchUnexpected))


def problem(
    status: int, detail: str, headers: Mapping[str, str] | None = None, **members: object
) -> JSONResponse:
    """Build a problem document; `members` are fields of its own."""
    title = HTTPStatus(status).phrase
    content = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return JSONResponse({**content, **members}, status, headers, PROBLEM_JSON)


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Document the problems that a route can answer with."""
    schema = {"$ref": "#/components/schemas/Problem"}
    content = {PROBLEM_JSON: {"schema": schema}}
    return {s: {"description": HTTPStatus(s).phrase, "content": content} for s in statuses}


async def answer_http_error(request: Request, error: Exception) -> JSONResponse:
    """Answer what a route or the framework raised on purpose."""
    error = cast("HTTPException", error)  # it is registered for this class only
    detail = error.detail
    if detail == HTTPStatus(error.status_code).phrase:
        detail = DETAILS.get(error.status_code, f"{detail}.")
    headers = dict(error.headers or {})
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(allowed_methods(request))
    return problem(error.status_code, detail, headers)


def allowed_methods(request: Request) -> list[str]:
    """List what a path answers to: the framework only names the methods of its first route."""
    methods: set[str] = set()
    for route in iter_route_contexts(request.app.routes):
        if route.path and compile_path(route.path)[0].match(request.url.path):
            methods |= route.methods or {"GET"}
    return sorted(methods | ({"HEAD"} if "GET" in methods else set()))


async def answer_invalid_request(request: Request, error: Exception) -> JSONResponse:
    """Answer a request that does not fit the declared types."""
    error = cast("RequestValidationError", error)  # it is registered for this class only
    errors: dict[str, list[str]] = {}
    for item in error.errors():
        place, *field = item["loc"]
        if item["type"] == "json_invalid":
            return problem(400, "The body is not valid JSON.")
        if place == "path":  # a malformed identifier names nothing
            return problem(404, DETAILS[404])
        message = item["msg"].removeprefix("Value error, ")
        errors.setdefault(".".join(map(str, field)) or place, []).append(message)
    return problem(422, "Some fields are not valid.", errors=errors)


class CatchUnexpected:
    """Log an exception that nobody expected, and answer 500 without its details."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and catch what comes back."""
        started = False

        async def watch(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self.app(scope, receive, watch)
        except Exception:
            if scope["type"] != "http" or started:
                raise
            log.exception("unexpected error")
            await problem(500, DETAILS[500])(scope, receive, send)

"""Whether the process runs, and whether what it depends on answers."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Receive, Scope, Send

from app.errors import problem, problems

log = structlog.get_logger(__name__)

SECONDS_TO_ANSWER = 2

Check = Callable[[FastAPI], Awaitable[None]]
checks: dict[str, Check] = {}


class Live(BaseModel):
    """The process runs."""

    status: str = "ok"


class Ready(BaseModel):
    """Everything answers."""

    status: str = "ok"
    checks: dict[str, str]


def init_app(app: FastAPI) -> None:
    """Add the routes."""
    app.user_middleware.append(Middleware(AnswerLive))
    app.add_api_route("/health/live", live, tags=["health"])
    app.add_api_route(
        "/health/ready", ready, tags=["health"], response_model=Ready, responses=problems(503)
    )


def check(name: str) -> Callable[[Check], Check]:
    """Register a function that raises when something does not answer."""

    def register(function: Check) -> Check:
        checks[name] = function
        return function

    return register


async def run_checks(app: FastAPI) -> dict[str, str]:
    """Run all checks at once; tell for each whether it is ok or failed."""
    states = await asyncio.gather(*(run_check(app, name) for name in checks))
    return dict(zip(checks, states, strict=True))


async def run_check(app: FastAPI, name: str) -> str:
    """Run a check, but not for long: a broken network hangs rather than fails."""
    try:
        async with asyncio.timeout(SECONDS_TO_ANSWER):
            await checks[name](app)
    except Exception as error:
        log.warning("check failed", check=name, error=repr(error))
        return "failed"
    return "ok"


class AnswerLive:
    """Answers for the route below before the framework looks for it: somebody asks each second."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.answer = JSONResponse(Live().model_dump())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything else on."""
        if scope["type"] == "http" and scope["path"] == "/health/live" and scope["method"] == "GET":
            await self.answer(scope, receive, send)
        else:
            await self.app(scope, receive, send)


async def live() -> Live:
    """Answer while the process runs; who watches it restarts it otherwise."""
    return Live()


async def ready(request: Request) -> Ready | JSONResponse:
    """Answer 503 while a check fails; who balances the load sends requests elsewhere."""
    states = await run_checks(request.app)
    failed = [name for name, state in states.items() if state != "ok"]
    if failed:
        return problem(503, f"Not ready: {', '.join(failed)} failed.", checks=states)
    return Ready(checks=states)

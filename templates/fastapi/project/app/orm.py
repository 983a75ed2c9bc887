"""SQLAlchemy: a pool of connections for the process, a session for each request.

https://docs.sqlalchemy.org/en/21/orm/extensions/asyncio.html
"""

import asyncio
import sys
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Annotated, Any, TypeVar

import structlog
from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.responses import JSONResponse
from sqlalchemy import text
from sqlalchemy.exc import InterfaceError, OperationalError, TimeoutError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from app import health
from app.errors import problem

log = structlog.get_logger(__name__)

T = TypeVar("T")


def init_app(app: FastAPI, engine: AsyncEngine) -> None:
    """Hand out sessions of this engine, and close its pool when the application stops."""
    app.state.engine = engine
    app.state.sessions = async_sessionmaker(engine, expire_on_commit=False, info={"app": app})
    app.include_router(APIRouter(lifespan=close_pool))
    # What a driver says of a server that does not answer, and the pool when all is taken.
    # https://docs.sqlalchemy.org/en/21/errors.html#operationalerror
    for error in (OperationalError, InterfaceError, TimeoutError):
        app.add_exception_handler(error, answer_away)


@asynccontextmanager
async def close_pool(app: FastAPI) -> AsyncIterator[None]:
    """Give the connections back at the end of the process."""
    yield
    await app.state.engine.dispose()


async def open_session(request: Request) -> AsyncIterator[AsyncSession]:
    """Lend a session to one request; what it did not commit is undone."""
    async with request.app.state.sessions() as session:
        yield session


Session = Annotated[AsyncSession, Depends(open_session)]


async def answer_away(_request: Request, error: Exception) -> JSONResponse:
    """Answer 503: whoever asks again in a moment may have better luck."""
    # The driver's own error: SQLAlchemy's would tell what was to be written.
    log.warning("the database is away", error=repr(error.__cause__ or error))
    detail = "The database does not answer. Try again in a moment."
    return problem(503, detail, {"Retry-After": "5"})


@health.check("database")
async def ping(app: FastAPI) -> None:
    """Fail when the database does not answer."""
    async with app.state.engine.connect() as connection:
        await connection.execute(text("SELECT 1"))


def run(work: Coroutine[Any, Any, T]) -> T:
    """Run database work outside of the server, to its end."""
    # Windows' own event loop cannot watch sockets, which drivers ask for.
    loop = asyncio.SelectorEventLoop if sys.platform == "win32" else None
    with asyncio.Runner(loop_factory=loop) as runner:
        return runner.run(work)

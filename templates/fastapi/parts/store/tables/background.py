"""What programs beside the server have in common: they run until somebody stops them."""

import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress

import structlog
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from app import logs, orm
from app.database import DatabaseSettings, create_engine
from app.events import EventSettings
from app.settings import Settings, explain

log = structlog.get_logger(__name__)

SECONDS_TO_END = 5

Sessions = async_sessionmaker[AsyncSession]
Work = Callable[[Sessions, EventSettings, asyncio.Event], Awaitable[None]]


def run(work: Work) -> None:
    """Do the work until Ctrl+C or SIGTERM."""
    try:
        settings = EventSettings()
        logs.configure(Settings().log_level)
        database_url = DatabaseSettings().database_url
    except ValidationError as error:
        sys.exit(explain(error))
    if not settings.kafka_bootstrap_servers:
        sys.exit("Set KAFKA_BOOTSTRAP_SERVERS: without Kafka, events stay in the application.")
    failure = orm.run(run_until_stopped(work, settings, database_url))
    if failure:
        log.error("unexpected error", exc_info=failure)
        sys.exit(1)


async def run_until_stopped(
    work: Work, settings: EventSettings, database_url: str
) -> BaseException | None:
    """Return what went wrong, once the work has ended or was told to."""
    engine = create_engine(database_url)
    sessions = async_sessionmaker(engine, expire_on_commit=False)
    stopped = asyncio.Event()
    stop_on_signals(stopped)
    task = asyncio.ensure_future(work(sessions, settings, stopped))
    watch = asyncio.ensure_future(stopped.wait())
    await asyncio.wait({task, watch}, return_when=asyncio.FIRST_COMPLETED)
    watch.cancel()
    await asyncio.wait({task}, timeout=SECONDS_TO_END)
    while not task.done():
        task.cancel()  # more than once, as a library may keep one for itself
        await asyncio.wait({task}, timeout=1)
    await engine.dispose()
    return None if task.cancelled() else task.exception()


def stop_on_signals(stopped: asyncio.Event) -> None:
    """Set an event on Ctrl+C and SIGTERM, on every operating system."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: loop.call_soon_threadsafe(stopped.set))


async def pause(stopped: asyncio.Event, seconds: float) -> None:
    """Wait a while, or until it is time to stop."""
    with suppress(TimeoutError):
        await asyncio.wait_for(stopped.wait(), seconds)

"""SQLite in a file of this project: needs no server, and nothing to install."""

from pathlib import Path
from typing import Any

from sqlalchemy import AsyncAdaptedQueuePool, event, make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from app.settings import PROJECT_FOLDER

DEFAULT_URL = f"sqlite:///{(PROJECT_FOLDER / 'var' / 'app.db').as_posix()}"


def is_sqlite(url: str) -> bool:
    """Whether a URL names a SQLite file rather than a server."""
    return url.startswith("sqlite:")


def create_engine(url: str) -> AsyncEngine:
    """Open a pool of connections to the file; its folder is made when it is missing."""
    address = make_url(url).set(drivername="sqlite+aiosqlite")
    if address.database:
        Path(address.database).parent.mkdir(parents=True, exist_ok=True)
    # What is above the size would be closed again after each use, and each one is a thread.
    engine = create_async_engine(
        address, poolclass=AsyncAdaptedQueuePool, pool_size=15, max_overflow=0
    )
    event.listen(engine.sync_engine, "connect", prepare_connection)
    return engine


def prepare_connection(connection: Any, _record: object) -> None:
    """Make SQLite keep its promises: https://www.sqlite.org/pragma.html."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")  # off unless asked for
    cursor.execute("PRAGMA journal_mode = WAL")  # readers do not wait for the writer
    cursor.execute("PRAGMA synchronous = NORMAL")  # safe with WAL, and faster
    cursor.execute("PRAGMA busy_timeout = 5000")  # milliseconds that a writer waits its turn
    cursor.close()
    # SQLite's own lower() knows A to Z only, so a search for "É" would miss "é".
    connection.create_function("lower", 1, lower, deterministic=True)


def lower(text: str | None) -> str | None:
    """Lower-case any alphabet."""
    return text.lower() if text is not None else None

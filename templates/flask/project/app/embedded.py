"""The embedded database: a SQLite file in the project's folder, so nothing has to run first."""

from collections.abc import Callable

from alembic import command
from alembic.config import Config
from sqlalchemy import URL, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from app.settings import PROJECT

DEFAULT_URL = "sqlite:///var/app.db"


def accepts(*schemes: str) -> Callable[[str], str]:
    """Make the check that a database URL is an embedded one or has one of these schemes."""
    accepted = ("sqlite", *schemes)

    def check(value: str) -> str:
        scheme = value.partition("://")[0].partition("+")[0]
        if scheme not in accepted:
            expected = " or ".join(f"{name}://" for name in accepted)
            raise ValueError(f"this project reads {expected}, not {scheme}://")
        return value

    return check


def is_embedded(url: str) -> bool:
    """Whether the URL names a SQLite file."""
    return make_url(url).get_backend_name() == "sqlite"


def migrate_if_embedded(url: str) -> None:
    """Bring an embedded database up to date; another one is migrated on purpose only."""
    if is_embedded(url):
        command.upgrade(Config(PROJECT / "alembic.ini"), "head")


def open_embedded(url: str) -> Engine:
    """Open the SQLite file of the URL; a relative path starts at the project's folder."""
    path = PROJECT / (make_url(url).database or "var/app.db")
    path.parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(URL.create("sqlite", database=str(path)))
    event.listen(engine, "connect", _prepare)
    return engine


def _prepare(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    # SQLite ignores foreign keys unless told: https://www.sqlite.org/foreignkeys.html#fk_enable
    cursor.execute("PRAGMA foreign_keys = ON")
    # Readers do not wait for the writer: https://www.sqlite.org/wal.html
    cursor.execute("PRAGMA journal_mode = WAL")
    # A second writer waits its turn: https://www.sqlite.org/pragma.html#pragma_busy_timeout
    cursor.execute("PRAGMA busy_timeout = 5000")
    cursor.close()
    # SQLite's own lower() knows ASCII only: https://www.sqlite.org/lang_corefunc.html#lower
    connection.create_function("lower", 1, _lower, deterministic=True)


def _lower(value: str | None) -> str | None:
    return value.lower() if value is not None else None

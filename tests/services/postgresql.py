"""A private PostgreSQL, and fresh databases on any PostgreSQL."""

from __future__ import annotations

import re
import signal
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from .service import Service, folder_with

if TYPE_CHECKING:
    from collections.abc import Sequence

DEBIAN = Path("/usr/lib/postgresql")
# Nothing here outlives the tests, so nothing waits for the disk.
FAST = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]


class PostgreSQL(Service):
    """PostgreSQL with its own data directory."""

    name = "postgresql"
    account = "postgres"
    stop_signal = signal.SIGINT  # "fast": do not wait for clients to leave

    @classmethod
    def find(cls) -> Path | None:
        newest_first = sorted(DEBIAN.glob("*/bin"), key=_version, reverse=True)
        return folder_with("initdb", *newest_first)

    def initialize(self) -> None:
        locale = ("-E", "UTF8", "--locale=C.UTF-8")
        self.run(
            str(self.binaries / "initdb"), "-D", str(self.data), "-U", "admin", "-A", "trust",
            "--no-sync", *locale,
        )  # fmt: skip

    def command(self) -> Sequence[str]:
        options = [f"unix_socket_directories={self.folder}", "listen_addresses=127.0.0.1", *FAST]
        settings = [word for option in options for word in ("-c", option)]
        return [str(self.binaries / "postgres"), "-D", str(self.data), "-p", str(self.port),
                *settings]  # fmt: skip

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def url(self) -> str:
        return f"postgresql://admin@127.0.0.1:{self.port}/postgres"

    def answers(self) -> bool:
        try:
            psycopg.connect(self.url, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True


def create(admin_url: str, name: str, password: str) -> str:
    """Make an empty database with an owner of its own, and return the owner's way in."""
    database = sql.Identifier(name)
    with psycopg.connect(admin_url, autocommit=True) as connection:
        # Django's tests make a database `test_…` and remove it; the README says so.
        role = sql.SQL("create role {} login createdb password {}")
        connection.execute(role.format(database, sql.Literal(password)))
        # An administrator who is no superuser may only give away what the new role may own.
        connection.execute(sql.SQL("grant {} to current_user").format(database))
        connection.execute(
            sql.SQL("create database {} owner {} encoding 'UTF8' template template0").format(
                database, database
            )
        )
        connection.execute(sql.SQL("revoke all on database {} from public").format(database))
    place = urlsplit(admin_url)
    return f"postgresql://{name}:{password}@{place.hostname}:{place.port or 5432}/{name}"


def drop(admin_url: str, name: str) -> None:
    """Remove what `create` made, whoever is still connected."""
    database = sql.Identifier(name)
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute(sql.SQL("drop database if exists {} with (force)").format(database))
        connection.execute(sql.SQL("drop role if exists {}").format(database))


def tables(url: str) -> dict[str, int]:
    """How many rows each table holds."""
    with psycopg.connect(url) as connection:
        rows = connection.execute("select tablename from pg_tables where schemaname = 'public'")
        counts = {}
        for (table,) in rows.fetchall():
            query = sql.SQL("select count(*) from {}").format(sql.Identifier(table))
            counted = connection.execute(query).fetchone()
            counts[str(table)] = int(counted[0]) if counted else 0
    return counts


def _version(folder: Path) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", folder.parent.name)]

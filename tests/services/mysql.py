"""A private MariaDB, and fresh databases on any MySQL or MariaDB."""

from __future__ import annotations

import contextlib
import signal
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import pymysql

from .service import Service, folder_with

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pymysql.cursors import Cursor

SBIN = (Path("/usr/sbin"), Path("/usr/local/sbin"))


# The system has few slots for asynchronous input and output, which several servers use up.
PLAIN_IO = "--innodb-use-native-aio=0"


class MariaDB(Service):
    """MariaDB with its own data directory."""

    name = "mysql"
    account = "mysql"
    stop_signal = signal.SIGTERM

    @classmethod
    def find(cls) -> Path | None:
        installer = folder_with("mariadb-install-db")
        return folder_with("mariadbd", *SBIN) if installer else None

    def initialize(self) -> None:
        self.run(
            "mariadb-install-db", "--no-defaults", f"--datadir={self.data}",
            "--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve",
            PLAIN_IO,
        )  # fmt: skip

    def command(self) -> Sequence[str]:
        return [
            str(self.binaries / "mariadbd"), "--no-defaults", f"--datadir={self.data}",
            f"--port={self.port}", "--bind-address=127.0.0.1", f"--socket={self.folder}/socket",
            f"--pid-file={self.folder}/pid", "--skip-name-resolve",
            # Nothing here outlives the tests, so nothing waits for the disk.
            "--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=64M",
            "--character-set-server=utf8mb4", PLAIN_IO,
        ]  # fmt: skip

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def url(self) -> str:
        return f"mysql://root@127.0.0.1:{self.port}/mysql"

    def answers(self) -> bool:
        try:
            with connected(self.url):
                return True
        except pymysql.OperationalError:
            return False


@contextlib.contextmanager
def connected(url: str) -> Iterator[Cursor]:
    place = urlsplit(url)
    connection = pymysql.connect(
        host=place.hostname or "127.0.0.1",
        port=place.port or 3306,
        user=unquote(place.username or "root"),
        password=unquote(place.password or ""),
        database=place.path.lstrip("/") or None,
        connect_timeout=2,
        read_timeout=10,
        autocommit=True,
    )
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


def create(admin_url: str, name: str, password: str) -> str:
    """Make an empty database with an owner of its own, and return the owner's way in."""
    with connected(admin_url) as cursor:
        cursor.execute(f"create database `{name}` character set utf8mb4")
        cursor.execute("create user %s@'%%' identified by %s", (name, password))
        cursor.execute(f"grant all on `{name}`.* to %s@'%%'", (name,))
        # Django's tests make and remove a database of that name; the README says so.
        cursor.execute(f"grant all on `test_{name}`.* to %s@'%%'", (name,))
    place = urlsplit(admin_url)
    return f"mysql://{name}:{password}@{place.hostname}:{place.port or 3306}/{name}"


def drop(admin_url: str, name: str) -> None:
    """Remove what `create` made."""
    with connected(admin_url) as cursor:
        cursor.execute(f"drop database if exists `{name}`")
        cursor.execute("drop user if exists %s@'%%'", (name,))


def tables(url: str) -> dict[str, int]:
    """How many rows each table holds."""
    with connected(url) as cursor:
        cursor.execute("show tables")
        names = [str(row[0]) for row in cursor.fetchall()]
        counts = {}
        for name in names:
            cursor.execute(f"select count(*) from `{name}`")  # noqa: S608 - the server named it
            counted = cursor.fetchone()
            counts[name] = int(counted[0]) if counted else 0
    return counts

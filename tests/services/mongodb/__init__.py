"""A private server that speaks MongoDB's protocol, and fresh databases on any such server.

SecantusDB is wire-compatible and keeps its data in MongoDB's own engine, WiredTiger. It is not
MongoDB: `SCAFFOLD_MONGODB_URL` names a real one to run the same tests against.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pymongo import MongoClient
from pymongo.errors import PyMongoError
from uv import find_uv_bin

from tests.services.downloads import fetched
from tests.services.service import Service, free_port

if TYPE_CHECKING:
    from collections.abc import Sequence

HERE = Path(__file__).parent
# Relocatable, as a download moves to its final place when it is complete.
FETCH = "uv venv --quiet --relocatable && uv pip install --quiet -r requirements.txt"
BINARIES = "Scripts" if os.name == "nt" else "bin"
PASSWORD = "only-for-these-tests"


class WireCompatible(Service):
    """SecantusDB as a replica set of one, so that it has transactions."""

    name = "mongodb"

    @classmethod
    def find(cls) -> Path | None:
        command = ("sh", "-c", FETCH.replace("uv ", f"'{find_uv_bin()}' "))
        return fetched(cls.name, [HERE / "requirements.txt"], *command) / ".venv" / BINARIES

    def __init__(self, binaries: Path) -> None:
        super().__init__(binaries)
        self.guarded = False

    def initialize(self) -> None:
        """Make the administrator, as long as everybody may."""
        if not self._launched(free_port()):
            raise self._failed()
        with connected(self.url) as client:
            client.admin.command("createUser", "admin", pwd=PASSWORD, roles=["root"])
        self._end()
        self.guarded = True

    def command(self) -> Sequence[str]:
        return [
            str(self.binaries / "python"), str(HERE / "server.py"), "--host", "127.0.0.1",
            "--port", str(self.port), "--storage-path", str(self.folder / "data"),
            "--cache-size", "64M",
            *(["--auth"] if self.guarded else []),
        ]  # fmt: skip

    @property
    def url(self) -> str:
        user = f"admin:{PASSWORD}@" if self.guarded else ""
        return f"mongodb://{user}127.0.0.1:{self.port}"

    def answers(self) -> bool:
        try:
            with connected(self.url, milliseconds=500) as client:
                return bool(client.admin.command("ping"))
        except PyMongoError:
            return False


def connected(url: str, milliseconds: int = 30_000) -> MongoClient[dict[str, Any]]:
    """A client, which ends with its block, and how long it waits for a server."""
    return MongoClient(url, serverSelectionTimeoutMS=milliseconds)


def create(admin_url: str, name: str, password: str) -> str:
    """Make the owner of a database, which comes into being with its first document."""
    # Django's tests make a database `test_…` and remove it; the README says so.
    roles = [{"role": "dbOwner", "db": database} for database in (name, f"test_{name}")]
    with connected(admin_url) as client:
        client[name].command("createUser", name, pwd=password, roles=roles)
    place = urlsplit(admin_url)
    return f"mongodb://{name}:{password}@{place.hostname}:{place.port or 27017}/{name}"


def drop(admin_url: str, name: str) -> None:
    """Remove what `create` made."""
    with connected(admin_url) as client:
        client[name].command("dropUser", name)
        client.drop_database(name)


def tables(url: str) -> dict[str, int]:
    """How many documents each collection holds."""
    with connected(url) as client:
        database = client.get_default_database()
        names = [name for name in database.list_collection_names() if name[:7] != "system."]
        return {name: database[name].count_documents({}) for name in names}

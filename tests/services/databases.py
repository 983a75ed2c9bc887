"""Fresh databases by name of the choice, on private servers that start when first asked for."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING, NoReturn

import pytest

from . import mysql, postgresql

if TYPE_CHECKING:
    from types import ModuleType, TracebackType
    from typing import Self

    from .service import Service

SERVICES: dict[str, type[Service]] = {
    "postgresql": postgresql.PostgreSQL,
    "mysql": mysql.MariaDB,
}
MODULES: dict[str, ModuleType] = {"postgresql": postgresql, "mysql": mysql}


class Databases:
    """Makes empty databases, each with an owner of its own, and removes all of it at the end."""

    def __init__(self) -> None:
        self.started: dict[str, Service] = {}
        self.made: list[tuple[str, str, str]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __call__(self, choice: str) -> str:
        """Make an empty database and return its URL, as DATABASE_URL takes it."""
        admin_url = self.admin_url(choice)
        name = f"scaffold_{secrets.token_hex(6)}"
        self.made.append((choice, admin_url, name))
        return str(MODULES[choice].create(admin_url, name, secrets.token_hex(8)))

    def tables(self, url: str) -> dict[str, int]:
        """How many rows each table of a database holds."""
        counts: dict[str, int] = MODULES[url.partition(":")[0]].tables(url)
        return counts

    def admin_url(self, choice: str) -> str:
        """The given server, or a private one; without either the test ends here."""
        if given := os.environ.get(variable(choice)):
            return given
        if choice not in self.started:
            service = SERVICES[choice]
            binaries = service.find()
            if binaries is None:
                unavailable(choice)
            self.started[choice] = service(binaries).start()
        return self.started[choice].url

    def close(self) -> None:
        """Stop what was started; on a given server, drop what was made."""
        private = {service.url for service in self.started.values()}
        for choice, admin_url, name in self.made:
            if admin_url not in private:
                MODULES[choice].drop(admin_url, name)
        for service in self.started.values():
            service.stop()
        self.started, self.made = {}, []


def variable(choice: str) -> str:
    """The variable that names a server to use instead of a private one."""
    return f"SCAFFOLD_{choice.upper()}_URL"


def unavailable(choice: str) -> NoReturn:
    """A laptop may lack a server; a machine that proves something may not."""
    reason = f"no {choice} server: install it, or set {variable(choice)}"
    if os.environ.get("SCAFFOLD_REQUIRE_SERVICES") == "1":
        pytest.fail(reason)
    pytest.skip(reason)

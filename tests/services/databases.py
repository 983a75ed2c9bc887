"""Fresh databases by name of the choice."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from . import mongodb, mysql, postgresql
from .servers import Servers

if TYPE_CHECKING:
    from types import ModuleType

MODULES: dict[str, ModuleType] = {"postgresql": postgresql, "mysql": mysql, "mongodb": mongodb}


class Databases(Servers):
    """Makes empty databases, each with an owner of its own, and removes all of it at the end."""

    def __init__(self) -> None:
        super().__init__()
        self.made: list[tuple[str, str, str]] = []

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

    def close(self) -> None:
        """Stop what was started; on a given server, drop what was made."""
        for choice, admin_url, name in self.made:
            if not self.is_private(admin_url):
                MODULES[choice].drop(admin_url, name)
        self.made = []
        super().close()

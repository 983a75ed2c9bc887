"""SQLite: the whole database is one file, and there is no server to run."""

from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.dispatch import receiver

# Readers don't wait for a writer, and a second writer waits up to `timeout` seconds.
# https://docs.djangoproject.com/en/5.2/ref/databases/#sqlite-notes
OPTIONS = {
    "timeout": 5,
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
}


def connect(url: str) -> dict[str, Any]:
    """The settings of the connection that `sqlite:///path/to/file` stands for."""
    if not url.startswith("sqlite:"):
        raise ImproperlyConfigured(
            "DATABASE_URL does not name SQLite: write sqlite:///path/to/file, or leave it out."
        )
    # A thread keeps its connection.
    # https://docs.djangoproject.com/en/5.2/ref/databases/#persistent-connections
    return {**environ.Env.db_url_config(url), "CONN_MAX_AGE": None, "OPTIONS": OPTIONS}


@receiver(connection_created)
def teach_letters(connection: BaseDatabaseWrapper, **signal: Any) -> None:
    """Give SQLite a LOWER that knows every alphabet: its own knows A to Z only."""
    if connection.vendor == "sqlite":
        connection.connection.create_function("lower", 1, lower, deterministic=True)


def lower(text: str | None) -> str | None:
    """The text in lower case; NULL stays NULL."""
    return text if text is None else text.lower()

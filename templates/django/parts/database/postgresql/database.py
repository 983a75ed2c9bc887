"""PostgreSQL, or the embedded SQLite file until DATABASE_URL is set."""

from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

from app import embedded

OPTIONS = {
    # Seconds to wait for the server.
    "connect_timeout": 2,
    # Requests take a connection from the pool and give it back.
    # https://docs.djangoproject.com/en/5.2/ref/databases/#postgresql-pool
    "pool": {"min_size": 1, "max_size": 10, "timeout": 2},
}


def connect(url: str) -> dict[str, Any]:
    """The settings of the connection that `postgresql://user:password@host/name` stands for."""
    if url.startswith("sqlite:"):
        return embedded.connect(url)
    if not url.startswith(("postgresql:", "postgres:")):
        raise ImproperlyConfigured(
            "DATABASE_URL names neither PostgreSQL nor SQLite: "
            "write postgresql://user:password@host/name or sqlite:///path/to/file."
        )
    # https://docs.djangoproject.com/en/5.2/ref/settings/#conn-health-checks
    return {**environ.Env.db_url_config(url), "CONN_HEALTH_CHECKS": True, "OPTIONS": OPTIONS}

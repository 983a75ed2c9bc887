"""MySQL or MariaDB, or the embedded SQLite file until DATABASE_URL is set."""

from typing import Any

import environ
import pymysql
from django.core.exceptions import ImproperlyConfigured

from app import embedded

# PyMySQL stands in for the driver that Django asks for, which would need a C compiler.
# https://pymysql.readthedocs.io/en/latest/
pymysql.install_as_MySQLdb()

# https://docs.djangoproject.com/en/5.2/ref/databases/#mysql-notes
OPTIONS = {
    # Seconds to wait for the server.
    "connect_timeout": 2,
    "charset": "utf8mb4",
    # A value that does not fit is an error, not cut off.
    "init_command": "SET sql_mode='STRICT_TRANS_TABLES'",
}

# Tests make their own database.
TEST = {"CHARSET": "utf8mb4"}


def connect(url: str) -> dict[str, Any]:
    """The settings of the connection that `mysql://user:password@host/name` stands for."""
    if url.startswith("sqlite:"):
        return embedded.connect(url)
    if not url.startswith("mysql:"):
        raise ImproperlyConfigured(
            "DATABASE_URL names neither MySQL nor SQLite: "
            "write mysql://user:password@host/name or sqlite:///path/to/file."
        )
    return {
        **environ.Env.db_url_config(url),
        # A thread keeps its connection for a minute, and asks whether it still answers.
        # https://docs.djangoproject.com/en/5.2/ref/databases/#persistent-connections
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": OPTIONS,
        "TEST": TEST,
    }

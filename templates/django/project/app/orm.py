"""What does not depend on the kind of database, since Django's ORM hides it."""

from django.core.management import call_command
from django.db import InterfaceError, OperationalError, close_old_connections, connection


def check() -> None:
    """Raise unless the database answers."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    finally:
        # Gives the connection back to a pool, and drops it when it is broken.
        close_old_connections()


def is_away(error: BaseException) -> bool:
    """Whether an error means that the database does not answer.

    https://docs.djangoproject.com/en/5.2/ref/exceptions/#database-exceptions
    """
    return isinstance(error, OperationalError | InterfaceError)


def migrate_embedded() -> None:
    """Bring the SQLite file up to date; a server's database is migrated on purpose only."""
    if connection.vendor == "sqlite":
        call_command("migrate", verbosity=0)

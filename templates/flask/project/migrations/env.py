"""Alembic calls this file to migrate the database of the application."""

import logging

from alembic import context

import app.main  # noqa: F401 - its modules define the tables
from app.database import open_engine
from app.orm import Base

# Has an effect only where the application has not set up its own logs.
logging.basicConfig(level=logging.INFO, format="%(message)s")


def migrate() -> None:
    """Run the migrations that were asked for, in one transaction where the database can."""
    engine = open_engine()
    with engine.connect() as connection:
        # SQLite changes a column by copying its table:
        # https://alembic.sqlalchemy.org/en/latest/batch.html
        context.configure(connection, target_metadata=Base.metadata, render_as_batch=True)
        with context.begin_transaction():
            context.run_migrations()
    engine.dispose()


migrate()

"""How Alembic reaches the database; `alembic` runs this file for each of its commands."""

from alembic import context
from sqlalchemy import Connection

from app import database, main, orm
from app.base import Base

__all__ = ["main"]  # importing the application is what fills the metadata with its tables


def migrate(connection: Connection) -> None:
    """Run the steps that this database has not seen, in one transaction."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        # SQLite can hardly alter a table, so Alembic copies it:
        # https://alembic.sqlalchemy.org/en/latest/batch.html
        render_as_batch=connection.dialect.name == "sqlite",
    )
    with context.begin_transaction():
        context.run_migrations()


async def connect_and_migrate() -> None:
    """Open one connection, migrate over it, close it."""
    engine = database.create_engine(database.DatabaseSettings().database_url)
    async with engine.connect() as connection:
        await connection.run_sync(migrate)
    await engine.dispose()


orm.run(connect_and_migrate())

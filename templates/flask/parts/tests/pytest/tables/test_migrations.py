"""Migrations: they lead to exactly the tables that the models describe."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask

from app.orm import Base


def test_the_migrations_lead_to_the_models(app: Flask) -> None:
    with app.extensions["engine"].connect() as connection:
        context = MigrationContext.configure(connection)
        assert compare_metadata(context, Base.metadata) == []

"""Migrations: they lead to exactly the tables that the models describe."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from app.orm import Base
from tests.base import ApiTestCase


class MigrationsTest(ApiTestCase):
    """The tables that the migrations make."""

    def test_the_migrations_lead_to_the_models(self) -> None:
        with self.app.extensions["engine"].connect() as connection:
            context = MigrationContext.configure(connection)
            self.assertEqual(compare_metadata(context, Base.metadata), [])

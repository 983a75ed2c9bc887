"""The migrations lead to the tables that the models describe."""

from alembic import command

from tests.base import DatabaseTest
from tests.support import ALEMBIC


class MigrationsTest(DatabaseTest):
    """The steps from nothing to today."""

    def test_models_and_migrations_agree(self) -> None:
        command.check(ALEMBIC)  # raises when a migration is missing

    def test_every_step_can_be_undone(self) -> None:
        command.downgrade(ALEMBIC, "base")
        command.upgrade(ALEMBIC, "head")

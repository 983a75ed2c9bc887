"""The migrations lead to the tables that the models describe."""

from alembic import command

from tests.support import ALEMBIC


def test_models_and_migrations_agree() -> None:
    command.check(ALEMBIC)  # raises when a migration is missing


def test_every_step_can_be_undone() -> None:
    command.downgrade(ALEMBIC, "base")
    command.upgrade(ALEMBIC, "head")

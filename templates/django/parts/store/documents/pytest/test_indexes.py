"""The migrations and the models agree, and the indexes are there."""

import pytest
from django.core.management import call_command

from app.database import database, migrate
from app.models import Note

pytestmark = pytest.mark.django_db


def test_nothing_to_migrate() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_the_index_of_the_notes() -> None:
    migrate()  # a second time changes nothing
    (index,) = Note._meta.indexes
    found = database()[Note._meta.db_table].index_information()[index.name]
    assert found["key"][-2:] == [("created_at", -1), ("_id", -1)]

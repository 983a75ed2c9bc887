"""The migrations and the models agree."""

import pytest
from django.core.management import call_command


@pytest.mark.django_db
def test_nothing_to_migrate() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)

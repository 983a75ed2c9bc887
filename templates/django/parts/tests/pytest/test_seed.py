"""The demo data."""

from io import StringIO

import pytest
from django.core.management import call_command

from app.models import Note


@pytest.mark.django_db
def test_a_second_run_adds_nothing() -> None:
    first, second = StringIO(), StringIO()
    call_command("seed", stdout=first)
    call_command("seed", stdout=second)
    assert "10 notes added" in first.getvalue()
    assert "0 notes added" in second.getvalue()
    assert Note.objects.count() == 10

"""`manage.py seed`: demo data."""

from typing import Any

from django.core.management.base import BaseCommand

from app.orm import migrate_embedded
from app.seed import seed


class Command(BaseCommand):
    """Makes `app.seed` a command."""

    help = "Adds demo data; a second run adds nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        migrate_embedded()
        self.stdout.write(seed())

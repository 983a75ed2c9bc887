"""`python manage.py relay`: sends the events of the outbox to Kafka, until Ctrl+C or SIGTERM."""

from typing import Any

from django.core.management.base import BaseCommand

from app import background
from app.relay import relay


class Command(BaseCommand):
    """Runs the relay."""

    help = "Sends the events of the outbox to Kafka."

    def handle(self, *args: Any, **options: Any) -> None:
        """Send until told to stop."""
        background.run(relay)

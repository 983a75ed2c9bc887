"""`python manage.py consumer`: hears of the events from Kafka, until Ctrl+C or SIGTERM."""

from typing import Any

from django.core.management.base import BaseCommand

from app import background
from app.consumer import consume


class Command(BaseCommand):
    """Runs the consumer."""

    help = "Hears of the events from Kafka."

    def handle(self, *args: Any, **options: Any) -> None:
        """Hear of events until told to stop."""
        background.run(consume)

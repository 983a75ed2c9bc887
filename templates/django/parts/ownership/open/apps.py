"""What happens once, when Django has loaded the settings and the models.

https://docs.djangoproject.com/en/5.2/ref/applications/
"""

from django.apps import AppConfig


class Application(AppConfig):
    """Registers what the application's parts offer."""

    name = "app"

    def ready(self) -> None:
        # These need the settings and the models.
        from app import health, orm  # noqa: PLC0415

        health.register("database", orm.check)

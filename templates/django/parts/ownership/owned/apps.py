"""What happens once, when Django has loaded the settings and the models.

https://docs.djangoproject.com/en/5.2/ref/applications/
"""

from django.apps import AppConfig


class Application(AppConfig):
    """Registers what the application's parts offer."""

    name = "app"

    def ready(self) -> None:
        # These need the settings and the models.
        import app.auth_docs  # noqa: F401, PLC0415 - it registers itself
        from app import health, orm  # noqa: PLC0415

        health.register("database", orm.check)

"""`python -m app`: brings the embedded database up to date, then serves on HOST and PORT.

Waitress rather than `manage.py runserver`: it keeps its threads, and so their database connections,
and it reads bodies that come in chunks. https://docs.pylonsproject.org/projects/waitress/
"""

import waitress

from config.start import start

# Waitress stores a body before the application sees it, which then refuses more than 1 MB.
MAX_STORED_BODY = 10_000_000


def serve() -> None:
    """Serve until the process ends."""
    from app.orm import migrate_embedded  # noqa: PLC0415 - needs the settings
    from config.settings.environment import env  # noqa: PLC0415 - needs the settings
    from config.wsgi import application  # noqa: PLC0415 - needs the settings

    migrate_embedded()
    waitress.serve(
        application,
        host=env.str("HOST", default="127.0.0.1"),
        port=env.int("PORT", default=8000),
        ident="",
        max_request_body_size=MAX_STORED_BODY,
    )


if __name__ == "__main__":
    start(serve)

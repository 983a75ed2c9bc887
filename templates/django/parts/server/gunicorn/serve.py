"""`python -m app.serve`: serves the application in production, by Gunicorn.

`gunicorn.conf.py` has its settings.
"""

import os
import sys

from django.core.exceptions import ImproperlyConfigured

from config.start import start


def serve() -> None:
    """Become Gunicorn, now that the settings are known to be good."""
    if sys.platform == "win32":
        sys.exit("Gunicorn does not run on Windows: use poe start there.")
    # Gunicorn looks at this one before its settings, and stumbles over what is no number.
    if not (workers := os.environ.get("WEB_CONCURRENCY")):
        os.environ.pop("WEB_CONCURRENCY", None)
    elif not workers.isdecimal():
        raise ImproperlyConfigured("WEB_CONCURRENCY is not a whole number of at least 1.")
    command = [sys.executable, "-m", "gunicorn", *sys.argv[1:]]
    os.execv(sys.executable, command)  # noqa: S606 # nosec B606 - there is no shell in it


if __name__ == "__main__":
    start(serve)

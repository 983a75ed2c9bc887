"""`python -m app.serve`: serves the application in production, by Gunicorn.

`gunicorn.conf.py` has its settings.
"""

import os
import sys

from django.core.exceptions import ImproperlyConfigured

from config.settings.environment import env
from config.start import start


def serve() -> None:
    """Become Gunicorn, now that the settings are known to be good."""
    if sys.platform == "win32":
        sys.exit("Gunicorn does not run on Windows: use poe start there.")
    # Gunicorn looks at this one before its settings, and takes an empty value for a wrong one.
    workers = env.int("WEB_CONCURRENCY", default=2)
    if workers < 1:
        raise ImproperlyConfigured("WEB_CONCURRENCY is not a whole number of at least 1.")
    os.environ["WEB_CONCURRENCY"] = str(workers)
    command = [sys.executable, "-m", "gunicorn", *sys.argv[1:]]
    os.execv(sys.executable, command)  # noqa: S606 # nosec B606 - there is no shell in it


if __name__ == "__main__":
    start(serve)

"""`python -m app.serve`: serves the application in production, by Gunicorn.

`gunicorn.conf.py` has its settings.
"""

import os
import sys

from config.settings.environment import env
from config.start import start


def serve() -> None:
    """Become Gunicorn, now that the settings are known to be good."""
    if sys.platform == "win32":
        sys.exit("Gunicorn does not run on Windows: use poe start there.")
    # Gunicorn itself reads this one too, and takes an empty value for a wrong one.
    os.environ["WEB_CONCURRENCY"] = str(env.int("WEB_CONCURRENCY", default=2))
    command = [sys.executable, "-m", "gunicorn", *sys.argv[1:]]
    os.execv(sys.executable, command)  # noqa: S606 # nosec B606 - there is no shell in it


if __name__ == "__main__":
    start(serve)

"""`python -m app.serve`: serve the application in production, by Gunicorn.

gunicorn.conf.py holds its settings.
"""

import os
import sys

from pydantic import ValidationError

from app.main import create_app
from app.settings import PROJECT_FOLDER, explain


def main() -> None:
    """Refuse settings that no worker could start with, then become Gunicorn."""
    if sys.platform == "win32":
        sys.exit("Gunicorn does not run on Windows: use `poe start`, or the container.")
    try:
        create_app()
    except ValidationError as error:
        sys.exit(explain(error))
    # Gunicorn looks at this one before its settings, and stumbles over what is no number.
    if not (workers := os.environ.get("WEB_CONCURRENCY")):
        os.environ.pop("WEB_CONCURRENCY", None)
    elif not workers.isdecimal():
        sys.exit("WEB_CONCURRENCY: must be a whole number above 0")
    os.chdir(PROJECT_FOLDER)
    command = [sys.executable, "-m", "gunicorn", *sys.argv[1:]]
    # Without a shell, on purpose: the arguments are passed on as they are.
    os.execv(sys.executable, command)  # noqa: S606 # nosec B606


if __name__ == "__main__":
    main()

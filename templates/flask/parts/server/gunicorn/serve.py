"""Serve the application in production: `python -m app.serve` runs Gunicorn.

Its settings are in gunicorn.conf.py.
"""

import os
import runpy
import sys


def main() -> None:
    """Become Gunicorn's own process, which starts the workers."""
    if sys.platform == "win32":
        raise SystemExit("Gunicorn does not run on Windows: use poe start there, or WSL.")
    # Gunicorn looks at this one before its settings, and stumbles over what is no number.
    if not (workers := os.environ.get("WEB_CONCURRENCY")):
        os.environ.pop("WEB_CONCURRENCY", None)
    elif not workers.isdecimal():
        raise SystemExit("WEB_CONCURRENCY: give a whole number of at least 1.")
    runpy.run_module("gunicorn", run_name="__main__")


if __name__ == "__main__":
    main()

"""Django's own commands: `python manage.py help` lists them."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

if __name__ == "__main__":
    # Tests have settings of their own, so that no `.env` reaches them.
    tested = sys.argv[1:2] == ["test"]
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings" if tested else "config.settings"
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"Cannot run: {error}")

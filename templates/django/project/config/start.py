"""How a process begins that is not `manage.py`: it sets Django up, or says in a sentence why not.

https://docs.djangoproject.com/en/5.2/topics/settings/#calling-django-setup-is-required-for-standalone-django-usage
"""

import os
import sys
from collections.abc import Callable

import django
from django.core.exceptions import ImproperlyConfigured


def start(run: Callable[[], None]) -> None:
    """Run with the project's settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    try:
        django.setup()
        run()
    except ImproperlyConfigured as error:
        sys.exit(f"Cannot start: {error}")
    except KeyboardInterrupt:
        sys.exit(130)

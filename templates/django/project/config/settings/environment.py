"""Where settings come from: the environment first, then `.env` in the project's folder.

https://django-environ.readthedocs.io/en/latest/
"""

import os
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent.parent


class Env(environ.Env):  # type: ignore[misc] # it has no types
    """Reads settings, and names the one whose value is of another kind."""

    def get_value(self, var: str, *args: Any, **options: Any) -> Any:
        """Read a setting."""
        try:
            return super().get_value(var, *args, **options)
        except ValueError as error:
            raise ImproperlyConfigured(f"{var}: {error}") from error


env = Env()

# Tests replace ENVIRON by their own values, which `.env` must not complete.
if env.ENVIRON is os.environ:
    env.read_env(BASE_DIR / ".env")

# An empty value is as if there were none.
env.ENVIRON = {name: value for name, value in env.ENVIRON.items() if value}

ENVIRONMENT = env.str("ENVIRONMENT", default="development")
PRODUCTION = ENVIRONMENT == "production"

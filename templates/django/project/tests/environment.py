"""The project's settings under another environment."""

from runpy import run_path
from typing import Any
from unittest.mock import patch

from config.settings import environment


def read(name: str, **variables: str) -> dict[str, Any]:
    """What a file of the settings defines when these variables are set."""
    production = variables.get("ENVIRONMENT") == "production"
    with (
        patch.dict(environment.env.ENVIRON, variables),
        patch.object(environment, "PRODUCTION", production),
    ):
        return run_path(str(environment.BASE_DIR / "config" / "settings" / f"{name}.py"))

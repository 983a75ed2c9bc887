"""Libraries of the dependency group `delivery`: a laptop may lack them."""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any

import pytest


def library(name: str) -> Any:
    """Import it; without it a test is skipped, or fails where everything has to be proven."""
    try:
        return import_module(name)
    except ModuleNotFoundError:
        reason = f"no {name}: install the dependency group `delivery`"
        if os.environ.get("SCAFFOLD_REQUIRE_SERVICES") == "1":
            pytest.fail(reason)
        pytest.skip(reason)

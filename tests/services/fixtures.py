"""The fixtures that tests of generated projects share; a conftest imports them by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .databases import Databases
from .shares import Shares

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def database_url() -> Iterator[Databases]:
    """Give a fresh, empty database: `database_url("postgresql")`."""
    with Databases() as databases:
        yield databases


@pytest.fixture(scope="session")
def service_url() -> Iterator[Shares]:
    """Give a fresh part of a cache, a broker or a provider: `service_url("redis")`."""
    with Shares() as shares:
        yield shares

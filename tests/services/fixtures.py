"""The fixture that tests of generated projects share; a conftest imports it by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from .databases import Databases

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def database_url() -> Iterator[Databases]:
    """Give a fresh, empty database: `database_url("postgresql")`."""
    with Databases() as databases:
        yield databases

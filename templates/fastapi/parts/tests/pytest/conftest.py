"""Fixtures: https://docs.pytest.org/en/stable/how-to/fixtures.html."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tests import support
from tests.clients import api_client


@pytest.fixture(scope="session", autouse=True)
def _database() -> Iterator[None]:
    """Give the tests a database of their own."""
    with support.database():
        yield


@pytest.fixture
def guest() -> Iterator[TestClient]:
    """Open a client of somebody unknown."""
    with support.open_client() as client:
        yield client


@pytest.fixture
def client() -> Iterator[TestClient]:
    """Open a client that may use the notes."""
    with api_client() as client:
        yield client

"""Fixtures: pytest gives them to every test that names them."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests import clients, support


@pytest.fixture(scope="session")
def shared_app() -> Iterator[Flask]:
    """One application for all tests."""
    with support.application() as app:
        yield app


@pytest.fixture
def app(shared_app: Flask) -> Iterator[Flask]:
    """The application, with a database that is empty again after the test."""
    yield shared_app
    support.empty_tables(shared_app)


@pytest.fixture
def visitor(app: Flask) -> FlaskClient:
    """A client that is not signed in."""
    return app.test_client()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A client that may read and write notes."""
    return clients.note_taker(app)

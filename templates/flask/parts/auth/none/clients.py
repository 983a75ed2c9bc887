"""Clients of the application."""

from flask import Flask
from flask.testing import FlaskClient


def note_taker(app: Flask) -> FlaskClient:
    """A client that may read and write notes: anybody."""
    return app.test_client()

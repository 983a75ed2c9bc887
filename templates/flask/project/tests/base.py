"""The base class of the tests that talk to the application."""

import atexit
import unittest
from contextlib import ExitStack
from functools import cache

from flask import Flask
from flask.testing import FlaskClient

from tests import clients, support


@cache
def shared_app() -> Flask:
    """Make the application, once for all tests."""
    until_the_end = ExitStack()
    atexit.register(until_the_end.close)
    return until_the_end.enter_context(support.application())


class ApiTestCase(unittest.TestCase):
    """Gives each test clients, and an empty database."""

    def setUp(self) -> None:
        """Make a client that is not signed in."""
        self.app = shared_app()
        self.addCleanup(support.empty_tables, self.app)
        self.visitor = self.app.test_client()

    def note_taker(self) -> FlaskClient:
        """A client that may read and write notes."""
        return clients.note_taker(self.app)

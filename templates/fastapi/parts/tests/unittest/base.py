"""What the test cases share: https://docs.python.org/3/library/unittest.html."""

import unittest

from fastapi.testclient import TestClient

from tests import support
from tests.clients import api_client


class DatabaseTest(unittest.TestCase):
    """A test case with a database of its own."""

    @classmethod
    def setUpClass(cls) -> None:
        """Migrate the database; it is empty again after the last test."""
        super().setUpClass()
        cls.enterClassContext(support.database())


class GuestTest(DatabaseTest):
    """A test case with a client of somebody unknown."""

    guest: TestClient

    def setUp(self) -> None:
        """Open the client; afterwards no row is left."""
        super().setUp()
        self.guest = self.enterContext(support.open_client())


class ApiTest(DatabaseTest):
    """A test case with a client that may use the notes."""

    client: TestClient

    def setUp(self) -> None:
        """Open the client; afterwards no row is left."""
        super().setUp()
        self.client = self.enterContext(api_client())

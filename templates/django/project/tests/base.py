"""What several tests use."""

from django.test import TestCase
from rest_framework.test import APIClient

from tests.clients import somebody


class ApiTestCase(TestCase):
    """Tests with two clients; each test leaves the database as it found it."""

    def setUp(self) -> None:
        # Somebody who may read and write notes.
        self.api = somebody()
        # Anybody; when the server fails, they get the answer rather than the exception.
        self.visitor = APIClient(raise_request_exception=False)

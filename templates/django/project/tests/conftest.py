"""What several tests use."""

import pytest
from rest_framework.test import APIClient

from tests.clients import somebody


@pytest.fixture
def api(db: None) -> APIClient:
    """Somebody who may read and write notes."""
    return somebody()


@pytest.fixture
def visitor(db: None) -> APIClient:
    """Anybody; when the server fails, they get the answer rather than the exception."""
    return APIClient(raise_request_exception=False)

"""The clients of the tests."""

from rest_framework.test import APIClient

from tests.credentials import registered


def somebody() -> APIClient:
    """A new user who is signed in."""
    client = APIClient()
    pair = client.post("/api/auth/token", registered()).json()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {pair['access_token']}")
    return client

"""The clients of the tests."""

from typing import Any

from rest_framework.test import APIClient

from tests.credentials import registered

SIGN_IN = "/api/auth/token"


def token_pair() -> Any:
    """What a new user gets who signs in."""
    return APIClient().post(SIGN_IN, registered()).json()


def somebody() -> APIClient:
    """A new user who is signed in."""
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token_pair()['access_token']}")
    return client

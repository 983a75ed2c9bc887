"""The clients of the tests."""

from rest_framework.test import APIClient

from tests.credentials import registered

SIGN_IN = "/api/auth/login"


def somebody() -> APIClient:
    """A new user who is signed in, and sends the CSRF token along."""
    client = APIClient(enforce_csrf_checks=True)
    client.post(SIGN_IN, registered())
    client.credentials(HTTP_X_CSRF_TOKEN=client.cookies["csrf_token"].value)
    return client

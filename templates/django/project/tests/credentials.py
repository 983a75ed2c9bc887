"""The people behind the clients, and how they sign in."""

from uuid import uuid4

from rest_framework.test import APIClient

from tests.passwords import PASSWORD


def registered() -> dict[str, str]:
    """The credentials of a new user."""
    credentials = {"email": f"{uuid4().hex}@example.com", "password": PASSWORD}
    APIClient().post("/api/auth/register", credentials)
    return credentials

"""The clients of the tests."""

from typing import Any
from uuid import uuid4

from rest_framework.test import APIClient

from app import refresh_tokens, tokens
from app.models import User


def token_pair() -> Any:
    """What a new user gets who signs in."""
    user = User.objects.get_or_create_known("https://provider.example", uuid4().hex)
    return {"access_token": tokens.sign(user.id), "refresh_token": refresh_tokens.issue(user)}


def somebody() -> APIClient:
    """A new user who is signed in."""
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token_pair()['access_token']}")
    return client

"""The clients of the tests."""

from rest_framework.test import APIClient


def somebody() -> APIClient:
    """A client who may read and write notes, as any visitor may."""
    return APIClient()

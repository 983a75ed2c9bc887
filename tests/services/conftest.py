"""The services' own tests use the same fixture as everybody."""

from tests.services.fixtures import database_url

__all__ = ["database_url"]

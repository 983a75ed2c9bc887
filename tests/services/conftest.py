"""The services' own tests use the same fixtures as everybody."""

from tests.services.fixtures import database_url, service_url

__all__ = ["database_url", "service_url"]

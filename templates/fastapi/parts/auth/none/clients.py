"""Clients that may use the notes: here anybody may."""

from tests.support import open_client

api_client = open_client

"""Clients of the application: people who have signed in at a provider."""

from uuid import uuid4

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import refresh_tokens
from app.accounts import find_or_create
from app.database import current_database
from app.provider import Identity
from tests.support import assert_problem


def token_pair(client: FlaskClient) -> dict[str, str]:
    """Both tokens of somebody new; the client sends the access token from now on."""
    with client.application.app_context():
        identity = Identity("https://issuer.example", uuid4().hex, None)
        body, *_ = refresh_tokens.first_pair(find_or_create(current_database(), identity).id)
    assert body is not None
    pair: dict[str, str] = body.model_dump()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {pair['access_token']}"
    return pair


def note_taker(app: Flask) -> FlaskClient:
    """A client that may read and write notes: somebody new, signed in."""
    client = app.test_client()
    token_pair(client)
    return client


def assert_unauthorized(response: TestResponse) -> None:
    """Check that the answer asks for a sign-in."""
    assert_problem(response, 401)
    assert response.headers["WWW-Authenticate"] == "Bearer"

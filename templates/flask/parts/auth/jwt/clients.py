"""Clients of the application: visitors who register and sign in."""

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.credentials import register
from tests.support import assert_problem

SIGN_IN = "/api/auth/token"


def sign_in(client: FlaskClient, account: dict[str, str]) -> dict[str, str]:
    """Sign in, let the client send its access token, and return both tokens."""
    response = client.post(SIGN_IN, json=account)
    assert response.status_code == 200, response.text
    pair: dict[str, str] = response.get_json()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {pair['access_token']}"
    return pair


def token_pair(client: FlaskClient) -> dict[str, str]:
    """Both tokens of somebody new."""
    return sign_in(client, register(client))


def note_taker(app: Flask) -> FlaskClient:
    """A client that may read and write notes: somebody new, signed in."""
    client = app.test_client()
    token_pair(client)
    return client


def assert_unauthorized(response: TestResponse) -> None:
    """Check that the answer asks for a sign-in."""
    assert_problem(response, 401)
    assert response.headers["WWW-Authenticate"] == "Bearer"

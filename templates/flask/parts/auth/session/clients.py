"""Clients of the application: visitors who register and sign in."""

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.credentials import register
from tests.support import assert_problem

SIGN_IN = "/api/auth/login"


def sign_in(client: FlaskClient, account: dict[str, str]) -> TestResponse:
    """Sign in, and let the client repeat the CSRF token in each request."""
    response = client.post(SIGN_IN, json=account)
    assert response.status_code == 200, response.text
    client.environ_base["HTTP_X_CSRF_TOKEN"] = cookie(client, "csrf_token")
    return response


def cookie(client: FlaskClient, name: str) -> str:
    """The value of a cookie that the client holds; empty when it holds none."""
    held = client.get_cookie(name)
    return held.value if held else ""


def note_taker(app: Flask) -> FlaskClient:
    """A client that may read and write notes: somebody new, signed in."""
    client = app.test_client()
    sign_in(client, register(client))
    return client


def assert_unauthorized(response: TestResponse) -> None:
    """Check that the answer asks for a sign-in."""
    assert_problem(response, 401)
    assert response.headers["WWW-Authenticate"] == "Session"

"""Clients of the application: visitors who register and sign in."""

from uuid import uuid4

from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import passwords

PASSWORD = "correct horse battery staple"

# A good hash takes its time on purpose; the tests need not wait.
passwords.hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def register(client: FlaskClient) -> dict[str, str]:
    """Register somebody new, and return the e-mail and the password."""
    account = {"email": f"{uuid4().hex}@example.com", "password": PASSWORD}
    assert client.post("/api/auth/register", json=account).status_code == 201
    return account


def sign_in(client: FlaskClient, account: dict[str, str]) -> TestResponse:
    """Sign in, and let the client repeat the CSRF token in each request."""
    response = client.post("/api/auth/login", json=account)
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

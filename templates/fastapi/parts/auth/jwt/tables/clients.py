"""Clients that are signed in, as only they may use the notes."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from fastapi import FastAPI
from fastapi.testclient import TestClient

from app import accounts
from tests.credentials import PASSWORD, register
from tests.support import open_client, run

SIGN_IN = "/api/auth/token"
SCHEME = "Bearer"


def sign_in(client: TestClient, email: str = "ada@example.com") -> dict[str, Any]:
    """Sign in, and return the tokens."""
    answer = client.post(SIGN_IN, json={"email": email, "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    pair: dict[str, Any] = answer.json()
    client.headers["Authorization"] = f"Bearer {pair['access_token']}"
    return pair


def join(client: TestClient, email: str = "ada@example.com") -> dict[str, Any]:
    """Come for the first time, and return the tokens."""
    register(client, email)
    return sign_in(client, email)


async def add_user(app: FastAPI, email: str) -> str:
    """Put a user into the database, which is quicker than to register."""
    async with app.state.sessions() as session:
        user = await accounts.create_user(session, email, PASSWORD)
    token: str = app.state.keys.sign(user.id, timedelta(minutes=1))
    return token


@contextmanager
def api_client(email: str = "ada@example.com", app: FastAPI | None = None) -> Iterator[TestClient]:
    """Open a client of somebody who is signed in."""
    with open_client(app) as client:
        token = run(client, add_user, email)
        client.headers["Authorization"] = f"Bearer {token}"
        yield client

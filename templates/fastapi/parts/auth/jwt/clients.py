"""Clients that are signed in, as only they may use the notes."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from argon2 import PasswordHasher
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app import accounts, passwords
from app.auth import make_access_token
from tests.support import open_client, run

PASSWORD = "correct horse battery staple"

# Hashes that are quick to make, as these passwords protect nothing.
passwords.hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)

# Tests sign in more often than people do.
os.environ["SIGN_IN_RATE_LIMIT"] = "1000/minute"


def register(client: TestClient, email: str = "ada@example.com") -> dict[str, str]:
    """Register, and return what was registered."""
    account = {"email": email, "password": PASSWORD}
    answer = client.post("/api/auth/register", json=account)
    assert answer.status_code == 201, answer.text
    return account


def sign_in(client: TestClient, email: str = "ada@example.com") -> dict[str, Any]:
    """Sign in, and return the tokens."""
    answer = client.post("/api/auth/token", json={"email": email, "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    pair: dict[str, Any] = answer.json()
    client.headers["Authorization"] = f"Bearer {pair['access_token']}"
    return pair


async def add_user(app: FastAPI, email: str) -> str:
    """Put a user into the database, which is quicker than to register."""
    async with app.state.sessions() as session:
        user = await accounts.create_user(session, email, PASSWORD)
        return make_access_token(user.id, app.state.secret_key, timedelta(minutes=1))


@contextmanager
def api_client(email: str = "ada@example.com", app: FastAPI | None = None) -> Iterator[TestClient]:
    """Open a client of somebody who is signed in."""
    with open_client(app) as client:
        token = run(client, add_user, email)
        client.headers["Authorization"] = f"Bearer {token}"
        yield client

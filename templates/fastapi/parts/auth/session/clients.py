"""Clients that are signed in, as only they may use the notes."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from argon2 import PasswordHasher
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app import accounts, passwords, sessions
from app.settings import Settings
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


def sign_in(client: TestClient, email: str = "ada@example.com") -> None:
    """Sign in: the cookies stay with the client, and the proof goes into a header."""
    answer = client.post("/api/auth/login", json={"email": email, "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    client.headers["X-CSRF-Token"] = client.cookies["csrf_token"]


async def add_session(app: FastAPI, email: str) -> str:
    """Put a user with a session into the database, which is quicker than to register."""
    async with app.state.sessions() as session:
        user = await accounts.create_user(session, email, PASSWORD)
        return await sessions.start(session, user, timedelta(minutes=1))


@contextmanager
def api_client(email: str = "ada@example.com", app: FastAPI | None = None) -> Iterator[TestClient]:
    """Open a client of somebody who is signed in."""
    with open_client(app) as client:
        token = run(client, add_session, email)
        proof = sessions.csrf_token(token, Settings().secret_key)
        client.cookies.update({"session": token, "csrf_token": proof})
        client.headers["X-CSRF-Token"] = proof
        yield client

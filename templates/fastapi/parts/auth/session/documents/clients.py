"""Clients that are signed in, as only they may use the notes."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from fastapi import FastAPI
from fastapi.testclient import TestClient

from app import accounts, sessions
from app.settings import Settings
from tests.credentials import PASSWORD
from tests.support import open_client, run

SIGN_IN = "/api/auth/login"
SCHEME = "Session"


def sign_in(client: TestClient, email: str = "ada@example.com") -> None:
    """Sign in: the cookies stay with the client, and the proof goes into a header."""
    answer = client.post(SIGN_IN, json={"email": email, "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    client.headers["X-CSRF-Token"] = client.cookies["csrf_token"]


async def add_session(app: FastAPI, email: str) -> str:
    """Put a user with a session into the database, which is quicker than to register."""
    database = app.state.database
    user = await accounts.create_user(database, email, PASSWORD)
    return await sessions.start(database, user, timedelta(minutes=1))


@contextmanager
def api_client(email: str = "ada@example.com", app: FastAPI | None = None) -> Iterator[TestClient]:
    """Open a client of somebody who is signed in."""
    with open_client(app) as client:
        token = run(client, add_session, email)
        proof = sessions.csrf_token(token, Settings().secret_key)
        client.cookies.update({"session": token, "csrf_token": proof})
        client.headers["X-CSRF-Token"] = proof
        yield client

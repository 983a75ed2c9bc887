"""Clients that are signed in, as only they may use the notes."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import httpx2
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.accounts import remember
from tests.fake_provider import CLIENT_ID, CLIENT_SECRET, FakeProvider
from tests.support import open_client, run

SCHEME = "Bearer"
LOGIN, CALLBACK = "/api/auth/oauth2/login", "/api/auth/oauth2/callback"

PROVIDER = FakeProvider()

os.environ["OAUTH2_ISSUER"] = PROVIDER.issuer
os.environ["OAUTH2_CLIENT_ID"] = CLIENT_ID
os.environ["OAUTH2_CLIENT_SECRET"] = CLIENT_SECRET


def start(client: TestClient) -> dict[str, str]:
    """Go to the provider and say yes; return what the browser brings back."""
    answer = client.get(LOGIN, follow_redirects=False)
    assert answer.status_code == 302, answer.text
    return PROVIDER.approve(answer.headers["Location"])


def come_back(client: TestClient, **claims: Any) -> httpx2.Response:
    """Go there and come back as somebody, by the claims of the ID token."""
    person = {"sub": "ada", "email": "ada@example.com", "email_verified": True, **claims}
    with PROVIDER.doing(person=person):
        return client.get(CALLBACK, params=start(client))


def sign_in(client: TestClient, **claims: Any) -> dict[str, Any]:
    """Sign in, and return the tokens."""
    answer = come_back(client, **claims)
    assert answer.status_code == 200, answer.text
    pair: dict[str, Any] = answer.json()
    client.headers["Authorization"] = f"Bearer {pair['access_token']}"
    return pair


join = sign_in  # who comes for the first time does the same


async def add_user(app: FastAPI, email: str) -> str:
    """Put a user into the database, which is quicker than to sign in."""
    claims = {"iss": PROVIDER.issuer, "sub": email, "email": email, "email_verified": True}
    user = await remember(app.state.database, claims)
    token: str = app.state.keys.sign(user.id, timedelta(minutes=1))
    return token


@contextmanager
def api_client(email: str = "ada@example.com", app: FastAPI | None = None) -> Iterator[TestClient]:
    """Open a client of somebody who is signed in."""
    with open_client(app) as client:
        token = run(client, add_user, email)
        client.headers["Authorization"] = f"Bearer {token}"
        yield client

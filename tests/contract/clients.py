"""Who talks to the server: visitors, and people who are signed in the way the project chose."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

import httpx

Json = dict[str, Any]
Someone = Callable[..., httpx.Client]

SIGN_IN_PATHS = {"jwt": "/api/auth/token", "session": "/api/auth/login"}


@dataclass(frozen=True)
class Target:
    """The server under test, and what the suite has to know of how it was started."""

    base_url: str
    auth: str
    cors_origin: str
    secret_key: str

    @property
    def has_users(self) -> bool:
        return self.auth != "none"


@dataclass(frozen=True)
class Account:
    """Somebody's e-mail and password; fresh for each test, so that no rate limit is shared."""

    email: str
    password: str

    @classmethod
    def fresh(cls, password: str = "") -> Self:
        return cls(f"{uuid.uuid4().hex}@example.com", password or f"pass {uuid.uuid4().hex}")

    def as_json(self) -> Json:
        return {"email": self.email, "password": self.password}


def visitor(target: Target) -> httpx.Client:
    """A client without any credentials, deaf to this machine's proxy settings."""
    return httpx.Client(base_url=target.base_url, timeout=20, trust_env=False)


def register(client: httpx.Client, account: Account) -> httpx.Response:
    return client.post("/api/auth/register", json=account.as_json())


def sign_in(client: httpx.Client, target: Target, account: Account) -> httpx.Response:
    return client.post(SIGN_IN_PATHS[target.auth], json=account.as_json())


def registered(client: httpx.Client, password: str = "") -> Account:
    """A fresh account that the server knows."""
    account = Account.fresh(password)
    answer = register(client, account)
    assert answer.status_code == 201, answer.text
    return account


def signed_in(target: Target, account: Account | None = None) -> httpx.Client:
    """A client that may read and write notes: with no users at all, any visitor may."""
    client = visitor(target)
    if target.has_users:
        answer = sign_in(client, target, account or registered(client))
        assert answer.status_code == 200, answer.text
        client.headers.update(credentials(client, target, answer))
    return client


def credentials(client: httpx.Client, target: Target, answer: httpx.Response) -> dict[str, str]:
    """The headers that a signed-in client adds by itself (cookies travel in the jar)."""
    if target.auth == "jwt":
        return {"Authorization": f"Bearer {answer.json()['access_token']}"}
    return {"X-CSRF-Token": client.cookies["csrf_token"]}

"""Who talks to the server: visitors, and people who are signed in the way the project chose."""

import ssl
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

import httpx

from .browser import Person, approve

Json = dict[str, Any]
Someone = Callable[..., httpx.Client]

SIGN_IN_PATHS = {"jwt": "/api/auth/token", "session": "/api/auth/login"}
OAUTH2 = "/api/auth/oauth2"
# How a 401 tells what to sign in with.
SCHEMES = {"jwt": "Bearer", "oauth2": "Bearer", "session": "Session"}


@dataclass(frozen=True)
class Target:
    """The server under test: what was chosen for it, and how it was started."""

    base_url: str
    ca: str
    auth: str
    queue: str
    events: str
    cache: str
    realtime: str
    cdn: str
    cors_origin: str
    secret_key: str
    cdn_url: str
    oidc: str
    kafka: str
    earlier_token: str

    @property
    def is_https(self) -> bool:
        """Whether a proxy stands in front of it, which speaks HTTPS."""
        return self.base_url.startswith("https://")

    @property
    def trust(self) -> ssl.SSLContext | None:
        """What its certificate is checked by."""
        return ssl.create_default_context(cafile=self.ca) if self.is_https else None

    def client(self, **more: Any) -> httpx.Client:
        """A client of this server alone, deaf to this machine's proxy settings."""
        made = httpx.Client(
            base_url=self.base_url, verify=self.trust or True, trust_env=False, timeout=20, **more
        )
        if self.is_https and self.auth == "session":
            # As a browser does: over HTTPS a framework may want to know where a write comes from.
            made.headers["Origin"] = self.base_url
        return made

    def copy_of(self, client: httpx.Client) -> httpx.Client:
        """The same person with connections of their own."""
        return self.client(headers=client.headers, cookies=client.cookies)

    def is_ours(self, asset: str) -> bool:
        """Whether a page loads a file from this server, or from the network that was named."""
        own = asset.startswith(("/", "./")) and not asset.startswith("//")
        return own or bool(self.cdn_url and asset.startswith(f"{self.cdn_url.rstrip('/')}/"))

    @property
    def has_users(self) -> bool:
        return self.auth != "none"

    def has(self, name: str) -> bool:
        """Whether a technology was chosen, or a setting was told."""
        return getattr(self, name) not in {"none", "no", ""}


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
    """A client without any credentials."""
    return target.client()


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


def sent_away(client: httpx.Client) -> str:
    """Where the server sends somebody who wants to sign in by the provider."""
    answer = client.get(f"{OAUTH2}/login")
    assert answer.status_code == 302, f"{answer.status_code} {answer.text[:500]}"
    return answer.headers["Location"]


def come_back(client: httpx.Client, callback: httpx.URL) -> httpx.Response:
    """What the browser asks when the provider sends it back."""
    return client.get(callback.raw_path.decode())


def sign_in_by_provider(client: httpx.Client, person: Person) -> httpx.Response:
    return come_back(client, approve(sent_away(client), person))


def somebody(client: httpx.Client, target: Target) -> Account | Person:
    """Somebody new, who may sign in several times."""
    return Person.with_email() if target.auth == "oauth2" else registered(client)


def enter(client: httpx.Client, target: Target, who: Account | Person | None) -> httpx.Response:
    """Sign in, as somebody new unless it is said as whom."""
    who = who or somebody(client, target)
    if isinstance(who, Person):
        return sign_in_by_provider(client, who)
    return sign_in(client, target, who)


def signed_in(target: Target, who: Account | Person | None = None) -> httpx.Client:
    """A client that may read and write notes: with no users at all, any visitor may."""
    client = visitor(target)
    if target.has_users:
        answer = enter(client, target, who)
        assert answer.status_code == 200, answer.text
        client.headers.update(credentials(client, target, answer))
    return client


def fresh_pair(target: Target, who: Account | Person | None = None) -> Json:
    """The tokens of somebody who signs in."""
    with visitor(target) as client:
        answer = enter(client, target, who)
        assert answer.status_code == 200, answer.text
        pair: Json = answer.json()
        return pair


def credentials(client: httpx.Client, target: Target, answer: httpx.Response) -> dict[str, str]:
    """The headers that a signed-in client adds by itself (cookies travel in the jar)."""
    if target.auth == "session":
        return {"X-CSRF-Token": client.cookies["csrf_token"]}
    return {"Authorization": f"Bearer {answer.json()['access_token']}"}

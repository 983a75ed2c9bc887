"""Access tokens: JSON Web Tokens that this application signs, and who sent a request with one."""

import hashlib
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Annotated, Any, NamedTuple
from uuid import UUID, uuid4

import jwt
from flask import Flask, request
from pydantic import field_validator
from pydantic_settings import NoDecode
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from app import docs
from app.orm import utc_now
from app.settings import SHORTEST_SECRET_KEY, EnvSettings, get_settings

# One algorithm, named here: a token must not choose how it is checked.
# https://pyjwt.readthedocs.io/en/stable/algorithms.html#specifying-an-algorithm
ALGORITHM = "HS256"
CLAIMS = ["sub", "iat", "exp", "jti"]
# The clocks of two servers may differ by this much.
LEEWAY = timedelta(seconds=10)


class TokenSettings(EnvSettings):
    """How long access tokens are valid, and which earlier keys still verify them."""

    # Nobody can take an access token back: https://datatracker.ietf.org/doc/html/rfc8725
    access_token_minutes: int = 15
    # https://cheatsheetseries.owasp.org/cheatsheets/Key_Management_Cheat_Sheet.html
    secret_key_fallbacks: Annotated[tuple[str, ...], NoDecode] = ()

    @field_validator("secret_key_fallbacks", mode="before")
    @classmethod
    def _split_at_commas(cls, value: Any) -> Any:
        if isinstance(value, str):
            return tuple(key.strip() for key in value.split(",") if key.strip())
        return value

    @field_validator("secret_key_fallbacks")
    @classmethod
    def _refuse_a_weak_key_in_production(cls, keys: tuple[str, ...]) -> tuple[str, ...]:
        if get_settings().production and any(len(key) < SHORTEST_SECRET_KEY for key in keys):
            raise ValueError(f"in production each needs at least {SHORTEST_SECRET_KEY} characters")
        return keys


class AccessToken(NamedTuple):
    """What a valid access token says."""

    user_id: UUID
    expires_at: datetime

    def seconds_left(self) -> float:
        """For how long it is valid."""
        return (self.expires_at - utc_now()).total_seconds()


class KeyRing:
    """The newest key signs; earlier ones still verify, so that a new key signs nobody out."""

    def __init__(self, newest: str, *earlier: str) -> None:
        self._newest = fingerprint(newest)
        self._keys = {fingerprint(key): key for key in (newest, *earlier)}

    def sign(self, claims: dict[str, Any]) -> str:
        """Make a token whose header names the key."""
        key = self._keys[self._newest]
        return jwt.encode(claims, key, ALGORITHM, headers={"kid": self._newest})

    def verify(self, token: str) -> dict[str, Any]:
        """The claims of a token, or a jwt.InvalidTokenError."""
        # The name chooses among our own keys only; a token without one counts as the newest's.
        name = jwt.get_unverified_header(token).get("kid", self._newest)
        if name not in self._keys:
            raise jwt.InvalidTokenError("no key has this name")
        options: Any = {"require": CLAIMS}
        return jwt.decode(token, self._keys[name], [ALGORITHM], options, leeway=LEEWAY)


def init_app(app: Flask) -> None:
    """Read the keys, so that a weak one ends the start, and describe the protection."""
    key_ring()
    docs.guard(
        app,
        docs.Guard(
            paths=("/api/notes", "/api/auth/me"),
            schemes={"bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
            to_read=["bearer"],
            to_write=["bearer"],
            problems_of_writes=[],
        ),
    )


def current_user_id() -> UUID:
    """Who sent the request, or answer 401. The database is not asked: the signature tells."""
    header = request.authorization
    if header and header.type == "bearer" and header.token:
        token = read_access_token(header.token)
        if token:
            return token.user_id
    raise unauthorized("Send a valid access token as Authorization: Bearer …")


def unauthorized(detail: str) -> Unauthorized:
    """Make the 401, with the header that tells how to sign in."""
    return Unauthorized(detail, www_authenticate=WWWAuthenticate("bearer"))


def make_access_token(user_id: UUID) -> tuple[str, int]:
    """Sign an access token; the second value is how many seconds it is valid."""
    lifetime = timedelta(minutes=token_settings().access_token_minutes)
    now = utc_now()
    claims = {"sub": str(user_id), "iat": now, "exp": now + lifetime, "jti": uuid4().hex}
    return key_ring().sign(claims), int(lifetime.total_seconds())


def read_access_token(token: str) -> AccessToken | None:
    """What an access token says; None when it is not valid."""
    try:
        claims = key_ring().verify(token)
        return AccessToken(UUID(claims["sub"]), datetime.fromtimestamp(claims["exp"], UTC))
    except (jwt.InvalidTokenError, ValueError, OverflowError):
        return None


def fingerprint(key: str) -> str:
    """A name for a key, which tells no more about it than a signature does."""
    return hashlib.sha256(b"kid:" + key.encode()).hexdigest()[:16]


@cache
def key_ring() -> KeyRing:
    """The keys of the settings."""
    return KeyRing(get_settings().secret_key, *token_settings().secret_key_fallbacks)


@cache
def token_settings() -> TokenSettings:
    """The settings of tokens, read once."""
    return TokenSettings.load()

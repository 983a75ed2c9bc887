"""Access tokens: signed statements of who somebody is, and until when.

https://cheatsheetseries.owasp.org/cheatsheets/JSON_Web_Token_for_Java_Cheat_Sheet.html
"""

import hmac
from datetime import timedelta
from typing import Annotated, Any, cast
from uuid import UUID, uuid4

import jwt
from fastapi import Depends, FastAPI, HTTPException, Request, status
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import PositiveInt, field_validator

from app import docs
from app.accounts import User
from app.base import now
from app.orm import Session
from app.settings import SHORTEST_SECRET, CommaList, EnvironmentSettings, Settings

ALGORITHM = "HS256"
CLOCK_SKEW = timedelta(seconds=10)  # the clocks of two servers never agree

Claims = dict[str, Any]

bearer = HTTPBearer(auto_error=False, scheme_name="bearer", bearerFormat="JWT")


class TokenSettings(EnvironmentSettings):
    """How long tokens are valid, and which earlier keys still verify them."""

    # https://cheatsheetseries.owasp.org/cheatsheets/Key_Management_Cheat_Sheet.html
    secret_key_fallbacks: CommaList = ()
    # https://datatracker.ietf.org/doc/html/rfc9700#name-access-token-privilege-rest
    access_token_minutes: PositiveInt = 15
    # https://datatracker.ietf.org/doc/html/rfc9700#name-refresh-token-protection
    refresh_token_days: PositiveInt = 30

    @field_validator("secret_key_fallbacks")
    @classmethod
    def refuse_weak_keys(cls, keys: tuple[str, ...]) -> tuple[str, ...]:
        """Who knows an earlier key can sign in as anybody, as with today's."""
        if Settings().production and any(len(key) < SHORTEST_SECRET for key in keys):
            raise ValueError(
                f"each key must have at least {SHORTEST_SECRET} characters in production"
            )
        return keys


class KeyRing:
    """Signs with today's key, and verifies with that and the earlier ones."""

    def __init__(self, key: str, earlier: tuple[str, ...] = ()) -> None:
        self.newest = fingerprint(key)
        self.keys = {fingerprint(key): key for key in (*earlier, key)}

    def sign(self, user_id: str, lifetime: timedelta) -> str:
        """State who somebody is, until when."""
        return self.encode({"sub": user_id, "jti": uuid4().hex, "type": "access"}, lifetime)

    def verify(self, token: str) -> Claims | None:
        """Return what a valid access token states."""
        claims = self.decode(token, ["exp", "iat", "jti", "sub", "type"])
        if claims is None or claims["type"] != "access" or not is_uuid(claims["sub"]):
            return None
        return claims

    def encode(self, claims: Claims, lifetime: timedelta) -> str:
        """Sign any statement: https://pyjwt.readthedocs.io/en/stable/usage.html."""
        issued = now()
        claims = {**claims, "iat": issued, "exp": issued + lifetime}
        return jwt.encode(claims, self.keys[self.newest], ALGORITHM, {"kid": self.newest})

    def decode(self, token: str, required: list[str]) -> Claims | None:
        """Check a signature: a token names its key, but the algorithm is ours to choose."""
        try:
            key = self.keys[jwt.get_unverified_header(token)["kid"]]
            claims: Claims = jwt.decode(
                token, key, [ALGORITHM], leeway=CLOCK_SKEW, options={"require": required}
            )
        except (jwt.InvalidTokenError, KeyError):
            return None
        return claims


def is_uuid(text: str) -> bool:
    """Whether it may be looked for: some databases refuse anything else."""
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def fingerprint(key: str) -> str:
    """Name a key without giving it away: https://www.rfc-editor.org/rfc/rfc7515.html#section-4.1.4."""
    return hmac.digest(key.encode(), b"key id", "sha256").hex()[:16]


def init_app(app: FastAPI) -> None:
    """Read the keys and the lifetimes."""
    settings = TokenSettings()
    app.state.token_settings = settings
    app.state.keys = KeyRing(Settings().secret_key, settings.secret_key_fallbacks)


def unauthorized(detail: str) -> HTTPException:
    """Build the answer to somebody whom we do not know."""
    headers = {"WWW-Authenticate": "Bearer"}
    return HTTPException(status.HTTP_401_UNAUTHORIZED, detail, headers)


async def current_user(
    request: Request,
    session: Session,
    sent: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)],
) -> User:
    """Find out who sends a request, or answer 401."""
    keys = cast("KeyRing", request.app.state.keys)
    claims = keys.verify(sent.credentials) if sent else None
    user = await session.get(User, claims["sub"]) if claims else None
    if user is None:
        raise unauthorized("Send a valid access token, as Authorization: Bearer.")
    return user


@docs.rule
def document_sign_in(_method: str, operation: dict[str, Any]) -> None:
    """Add what a route answers to somebody who is not signed in."""
    if "security" in operation:
        operation["responses"].update(docs.as_responses(401))

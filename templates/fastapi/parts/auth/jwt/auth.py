"""Sign-in by JSON Web Token: a short-lived access token, and a refresh token to get the next.

https://cheatsheetseries.owasp.org/cheatsheets/JSON_Web_Token_for_Java_Cheat_Sheet.html
"""

from datetime import timedelta
from typing import Annotated, Any, Literal
from uuid import UUID, uuid4

import jwt
from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request, Response, status
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import Field, PositiveInt

from app import accounts, docs, rate_limit, schemas
from app.accounts import Account, Credentials, User
from app.base import now
from app.errors import problems
from app.orm import Session
from app.refresh_tokens import RefreshTokens
from app.security import json_only
from app.settings import EnvironmentSettings, Settings

ALGORITHM = "HS256"
CLAIMS = ["exp", "iat", "jti", "sub", "type"]


class TokenSettings(EnvironmentSettings):
    """How long tokens are valid."""

    # https://datatracker.ietf.org/doc/html/rfc9700#name-access-token-privilege-rest
    access_token_minutes: PositiveInt = 15
    # https://datatracker.ietf.org/doc/html/rfc9700#name-refresh-token-protection
    refresh_token_days: PositiveInt = 30


class RefreshRequest(schemas.Request):
    """A refresh token."""

    refresh_token: Annotated[schemas.Text, Field(max_length=200)]


class TokenPair(schemas.Answer):
    """What a client needs to stay signed in."""

    access_token: str
    refresh_token: str
    token_type: Literal["bearer"] = "bearer"  # noqa: S105 - the name of a scheme
    expires_in: int


router = APIRouter(prefix="/api/auth", tags=["auth"], dependencies=[Depends(json_only)])
bearer = HTTPBearer(auto_error=False, scheme_name="bearer", bearerFormat="JWT")


def init_app(app: FastAPI) -> None:
    """Add the routes, and read the settings they need."""
    app.state.secret_key = Settings().secret_key
    app.state.token_settings = TokenSettings()
    rate_limit.init_app(app)
    app.include_router(accounts.router)
    app.include_router(router)


def refresh_tokens(request: Request, session: Session) -> RefreshTokens:
    """Give a request the refresh tokens in its database."""
    days = request.app.state.token_settings.refresh_token_days
    return RefreshTokens(session, lifetime=timedelta(days=days))


Refresh = Annotated[RefreshTokens, Depends(refresh_tokens)]


def unauthorized(detail: str) -> HTTPException:
    """Build the answer to somebody whom we do not know."""
    headers = {"WWW-Authenticate": "Bearer"}
    return HTTPException(status.HTTP_401_UNAUTHORIZED, detail, headers)


def make_access_token(user_id: str, secret_key: str, lifetime: timedelta) -> str:
    """Sign who somebody is, until when: https://pyjwt.readthedocs.io/en/stable/usage.html."""
    issued = now()
    claims = {
        "sub": user_id,
        "iat": issued,
        "exp": issued + lifetime,
        "jti": uuid4().hex,
        "type": "access",
    }
    return jwt.encode(claims, secret_key, ALGORITHM)


def read_access_token(token: str, secret_key: str) -> str | None:
    """Return the user a valid token names; the algorithm is ours to choose, not the token's."""
    try:
        claims = jwt.decode(token, secret_key, [ALGORITHM], options={"require": CLAIMS})
        user_id = str(UUID(claims["sub"]))  # some databases refuse to look for anything else
    except (jwt.InvalidTokenError, ValueError):
        return None
    return user_id if claims["type"] == "access" else None


async def current_user(
    request: Request,
    session: Session,
    sent: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)],
) -> User:
    """Find out who sends a request, or answer 401."""
    user_id = read_access_token(sent.credentials, request.app.state.secret_key) if sent else None
    user = await session.get(User, user_id) if user_id else None
    if user is None:
        raise unauthorized("Send a valid access token, as Authorization: Bearer.")
    return user


CurrentUser = Annotated[User, Depends(current_user)]


def make_pair(request: Request, response: Response, user_id: str, refresh: str) -> TokenPair:
    """Put a new access token beside a refresh token; neither may stay in a cache."""
    state = request.app.state
    lifetime = timedelta(minutes=state.token_settings.access_token_minutes)
    access = make_access_token(user_id, state.secret_key, lifetime)
    response.headers["Cache-Control"] = "no-store"
    return TokenPair(
        access_token=access, refresh_token=refresh, expires_in=int(lifetime.total_seconds())
    )


@router.post("/token", responses=problems(401, 429))
async def sign_in(
    credentials: Credentials,
    session: Session,
    tokens: Refresh,
    request: Request,
    response: Response,
) -> TokenPair:
    """Sign in with an e-mail address and a password."""
    await request.app.state.sign_in_limit.count(request, credentials.email)
    user = await accounts.authenticate(session, credentials)
    if user is None:
        raise unauthorized("The e-mail address or the password is wrong.")
    return make_pair(request, response, user.id, await tokens.issue(user.id))


@router.post("/refresh", responses=problems(401))
async def refresh(
    sent: RefreshRequest, tokens: Refresh, request: Request, response: Response
) -> TokenPair:
    """Exchange a refresh token for a new pair."""
    exchanged = await tokens.exchange(sent.refresh_token)
    if exchanged is None:
        raise unauthorized("The refresh token is not valid: sign in again.")
    return make_pair(request, response, *exchanged)


@router.post("/logout", status_code=status.HTTP_204_NO_CONTENT)
async def sign_out(sent: RefreshRequest, tokens: Refresh) -> None:
    """Revoke a refresh token and all that came from the same sign-in."""
    await tokens.revoke(sent.refresh_token)


@router.get("/me", response_model=Account)
async def me(user: CurrentUser) -> User:
    """Show who is signed in."""
    return user


@docs.rule
def document_sign_in(_method: str, operation: dict[str, Any]) -> None:
    """Add what a route answers to somebody who is not signed in."""
    if "security" in operation:
        operation["responses"].update(docs.as_responses(401))

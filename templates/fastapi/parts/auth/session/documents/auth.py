"""Sign-in by session: a cookie that scripts cannot read, and a second one against forgery.

https://cheatsheetseries.owasp.org/cheatsheets/Session_Management_Cheat_Sheet.html
"""

import hmac
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, FastAPI, HTTPException, Request, Response, status
from fastapi.security import APIKeyCookie, APIKeyHeader
from pydantic import PositiveInt

from app import accounts, docs, rate_limit, sessions
from app.accounts import Account, Credentials, User
from app.database import OurDatabase
from app.errors import problems
from app.security import json_only
from app.settings import EnvironmentSettings, Settings

SESSION_COOKIE = "session"
CSRF_COOKIE = "csrf_token"
CSRF_HEADER = "X-CSRF-Token"
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


class SessionSettings(EnvironmentSettings):
    """How long a session lasts."""

    # https://cheatsheetseries.owasp.org/cheatsheets/Session_Management_Cheat_Sheet.html#absolute-timeout
    session_hours: PositiveInt = 336


router = APIRouter(prefix="/api/auth", tags=["auth"], dependencies=[Depends(json_only)])
session_cookie = APIKeyCookie(name=SESSION_COOKIE, scheme_name="session", auto_error=False)
csrf_header = APIKeyHeader(name=CSRF_HEADER, scheme_name="csrf", auto_error=False)


def init_app(app: FastAPI) -> None:
    """Add the routes, and read the settings they need."""
    settings = Settings()
    app.state.secret_key = settings.secret_key
    app.state.secure_cookies = settings.production
    app.state.session_lifetime = timedelta(hours=SessionSettings().session_hours)
    rate_limit.init_app(app)
    app.include_router(accounts.router)
    app.include_router(router)


def unauthorized(detail: str) -> HTTPException:
    """Build the answer to somebody whom we do not know."""
    headers = {"WWW-Authenticate": "Session"}
    return HTTPException(status.HTTP_401_UNAUTHORIZED, detail, headers)


async def current_user(
    request: Request,
    database: OurDatabase,
    token: Annotated[str | None, Depends(session_cookie)],
    csrf: Annotated[str | None, Depends(csrf_header)],
) -> User:
    """Find out who sends a request, or answer 401; a forged write is answered with 403."""
    user = await sessions.find_user(database, token) if token else None
    if user is None or token is None:
        raise unauthorized("Sign in first.")
    if request.method not in SAFE_METHODS and not is_genuine(request, token, csrf):
        detail = f"Send the {CSRF_COOKIE} cookie's value as {CSRF_HEADER}."
        raise HTTPException(status.HTTP_403_FORBIDDEN, detail)
    return user


CurrentUser = Annotated[User, Depends(current_user)]


def is_genuine(request: Request, token: str, csrf: str | None) -> bool:
    """Whether header and cookie both hold what belongs to this session."""
    expected = sessions.csrf_token(token, request.app.state.secret_key).encode()
    sent = [csrf or "", request.cookies.get(CSRF_COOKIE, "")]
    return all(hmac.compare_digest(value.encode(), expected) for value in sent)


def set_cookies(request: Request, response: Response, token: str) -> None:
    """Hand out the session, and the proof that scripts of our own pages may read."""
    state = request.app.state
    values = {SESSION_COOKIE: token, CSRF_COOKIE: sessions.csrf_token(token, state.secret_key)}
    for name, value in values.items():
        # https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Set-Cookie
        response.set_cookie(
            name,
            value,
            max_age=int(state.session_lifetime.total_seconds()),
            httponly=name == SESSION_COOKIE,
            secure=state.secure_cookies,
            samesite="lax",
        )


@router.post("/login", response_model=Account, responses=problems(401, 429))
async def sign_in(
    credentials: Credentials,
    database: OurDatabase,
    old_token: Annotated[str | None, Depends(session_cookie)],
    request: Request,
    response: Response,
) -> User:
    """Sign in with an e-mail address and a password; the session is always a new one."""
    await request.app.state.sign_in_limit.count(request, credentials.email)
    user = await accounts.authenticate(database, credentials)
    if user is None:
        raise unauthorized("The e-mail address or the password is wrong.")
    if old_token:
        await sessions.end(database, old_token)
    token = await sessions.start(database, user, request.app.state.session_lifetime)
    set_cookies(request, response, token)
    return user


@router.post("/logout", status_code=status.HTTP_204_NO_CONTENT)
async def sign_out(
    _user: CurrentUser,
    token: Annotated[str, Depends(session_cookie)],
    database: OurDatabase,
    response: Response,
) -> None:
    """End the session, on the server as well."""
    await sessions.end(database, token)
    response.delete_cookie(SESSION_COOKIE)
    response.delete_cookie(CSRF_COOKIE)


@router.get("/me", response_model=Account)
async def me(user: CurrentUser) -> User:
    """Show who is signed in."""
    return user


@docs.rule
def document_sign_in(method: str, operation: dict[str, Any]) -> None:
    """Add what a route answers to somebody who is not signed in, and what a write needs."""
    if "csrf" not in str(operation.get("security")):
        operation.pop("security", None)
        return
    operation["responses"].update(docs.as_responses(401))
    operation["security"] = [{"session": []}]
    if method.upper() not in SAFE_METHODS:
        operation["responses"].update(docs.as_responses(403))
        operation["security"] = [{"session": [], "csrf": []}]

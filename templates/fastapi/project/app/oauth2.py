"""Sign-in by a provider: people are sent there, and come back with a code.

https://cheatsheetseries.owasp.org/cheatsheets/OAuth2_Cheat_Sheet.html
"""

import hmac
import re
import secrets
from datetime import timedelta
from typing import Annotated, cast

from fastapi import APIRouter, Cookie, Depends, FastAPI, HTTPException, Query, Request, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel

from app.accounts import remember
from app.errors import problems
from app.orm import Session
from app.provider import Provider, ProviderSettings
from app.refresh_tokens import Refresh, TokenPair, make_pair
from app.tokens import Claims, KeyRing

PATH = "/api/auth/oauth2"
COOKIE = "oauth2_state"
TIME_TO_SIGN_IN = timedelta(minutes=10)
# https://datatracker.ietf.org/doc/html/rfc6749#section-4.1.2.1
NOT_PLAIN = re.compile(r"[^ !#-\[\]-~]")

router = APIRouter(prefix=PATH, tags=["auth"])


def init_app(app: FastAPI) -> None:
    """Add the routes, and the provider that they ask."""
    app.state.provider = Provider(ProviderSettings())
    app.include_router(router)


def provider_of(request: Request) -> Provider:
    """Give a request the provider of its application."""
    return cast("Provider", request.app.state.provider)


OurProvider = Annotated[Provider, Depends(provider_of)]


@router.get("/login", status_code=302, response_class=RedirectResponse, responses=problems(503))
async def sign_in(provider: OurProvider, request: Request) -> RedirectResponse:
    """Send somebody to the provider, and let their browser remember what must come back."""
    started = {name: secrets.token_urlsafe(32) for name in ("state", "nonce", "verifier")}
    answer = RedirectResponse(await provider.authorization_url(**started), 302)
    keys = cast("KeyRing", request.app.state.keys)
    over_https = provider.settings.oauth2_redirect_url.startswith("https:")
    # https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Set-Cookie
    answer.set_cookie(
        COOKIE,
        keys.encode(started, TIME_TO_SIGN_IN),
        max_age=int(TIME_TO_SIGN_IN.total_seconds()),
        path=PATH,
        secure=over_https or request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


class Answer(BaseModel):
    """What somebody brings back from the provider."""

    state: str = ""
    code: str = ""
    iss: str = ""
    error: str = ""
    error_description: str = ""


async def attempt(
    request: Request,
    answer: Annotated[Answer, Query()],
    cookie: Annotated[str, Cookie(alias=COOKIE, include_in_schema=False)] = "",
) -> Claims:
    """Return how this browser started to sign in, or answer 400 when it did not."""
    keys = cast("KeyRing", request.app.state.keys)
    started = keys.decode(cookie, ["exp", "state", "nonce", "verifier"])
    if started is None or not hmac.compare_digest(started["state"].encode(), answer.state.encode()):
        raise HTTPException(400, f"This sign-in was not started here. Begin at {PATH}/login.")
    return started


async def identity(
    provider: OurProvider,
    answer: Annotated[Answer, Query()],
    started: Annotated[Claims, Depends(attempt)],
) -> Claims:
    """Return whom the provider vouches for, or answer with what is wrong."""
    metadata = await provider.metadata()
    # https://www.rfc-editor.org/rfc/rfc9207.html
    tells_who_it_is = metadata.authorization_response_iss_parameter_supported
    if answer.iss != metadata.issuer and (answer.iss or tells_who_it_is):
        raise HTTPException(400, "This answer comes from another provider.")
    if answer.error or not answer.code:
        reason = NOT_PLAIN.sub("", f"{answer.error}: {answer.error_description}").strip(" :")
        raise HTTPException(400, f"The provider refused: {reason[:200] or 'it sent no code'}.")
    return await provider.identify(answer.code, started["verifier"], started["nonce"])


@router.get("/callback", responses=problems(400, 401, 503))
async def come_back(
    claims: Annotated[Claims, Depends(identity)],
    session: Session,
    refresh: Refresh,
    request: Request,
    response: Response,
) -> TokenPair:
    """Hand out tokens to somebody whom the provider vouches for."""
    user = await remember(session, claims)
    response.delete_cookie(COOKIE, path=PATH)
    return make_pair(request, response, user.id, await refresh.issue(user.id))

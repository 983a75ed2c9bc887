"""Sign-in with a password, which is exchanged for tokens so that it need not be sent again."""

from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Request, Response

from app import accounts, rate_limit, refresh_tokens, tokens
from app.accounts import Account, Credentials, User
from app.database import OurDatabase
from app.errors import problems
from app.refresh_tokens import Refresh, TokenPair, make_pair
from app.security import json_only

router = APIRouter(prefix="/api/auth", tags=["auth"], dependencies=[Depends(json_only)])

CurrentUser = Annotated[User, Depends(tokens.current_user)]


def init_app(app: FastAPI) -> None:
    """Add the routes, and read the settings they need."""
    tokens.init_app(app)
    rate_limit.init_app(app)
    app.include_router(accounts.router)
    app.include_router(router)
    app.include_router(refresh_tokens.router)


@router.post("/token", responses=problems(401, 429))
async def sign_in(
    credentials: Credentials,
    database: OurDatabase,
    refresh: Refresh,
    request: Request,
    response: Response,
) -> TokenPair:
    """Sign in with an e-mail address and a password."""
    await request.app.state.sign_in_limit.count(request, credentials.email)
    user = await accounts.authenticate(database, credentials)
    if user is None:
        raise tokens.unauthorized("The e-mail address or the password is wrong.")
    return make_pair(request, response, user.id, await refresh.issue(user.id))


@router.get("/me", response_model=Account)
async def me(user: CurrentUser) -> User:
    """Show who is signed in."""
    return user

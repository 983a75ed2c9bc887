"""Who is signed in: the access token tells, once the provider has vouched for its bearer."""

from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI

from app import refresh_tokens, tokens
from app.accounts import Account, User

router = APIRouter(prefix="/api/auth", tags=["auth"])

CurrentUser = Annotated[User, Depends(tokens.current_user)]


def init_app(app: FastAPI) -> None:
    """Add the routes, and read the settings they need."""
    tokens.init_app(app)
    app.include_router(router)
    app.include_router(refresh_tokens.router)


@router.get("/me", response_model=Account)
async def me(user: CurrentUser) -> User:
    """Show who is signed in."""
    return user

"""The routes under /api/auth, and who is signed in: with JSON Web Tokens."""

from datetime import timedelta
from typing import Annotated, Literal
from uuid import UUID, uuid4

import jwt
from flask import Flask, request
from pydantic import BaseModel, Field
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from app import docs, orm, rate_limit, refresh_tokens
from app.accounts import Credentials, Register, UserOut, authenticate
from app.api import Answer, Api, Resource, read_body
from app.docs import describe
from app.models import User
from app.schemas import Storable
from app.settings import EnvSettings, get_settings

ALGORITHM = "HS256"
# Tokens must not stay in a cache: https://www.rfc-editor.org/rfc/rfc6749#section-5.1
NO_STORE = {"Cache-Control": "no-store"}


class TokenSettings(EnvSettings):
    """How long access tokens are valid."""

    # Nobody can take an access token back: https://datatracker.ietf.org/doc/html/rfc8725
    access_token_minutes: int = 15


class TokenPair(BaseModel):
    """What a client needs to stay signed in."""

    access_token: str
    refresh_token: str
    token_type: Literal["bearer"] = "bearer"  # noqa: S105 - a kind, no secret
    expires_in: int


class GivenToken(BaseModel):
    """A refresh token that the client gives back."""

    refresh_token: Annotated[str, Field(strict=True), Storable]


def init_app(app: Flask) -> None:
    """Register the routes."""
    rate_limit.init_app(app)
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
    api = Api(app, prefix="/api/auth")
    api.add_resource(Register, "/register")
    api.add_resource(Token, "/token")
    api.add_resource(Refresh, "/refresh")
    api.add_resource(Logout, "/logout")
    api.add_resource(Me, "/me")


def current_user_id() -> UUID:
    """Who sent the request, or answer 401. The database is not asked: the signature tells."""
    header = request.authorization
    if header and header.type == "bearer" and header.token:
        user_id = read_access_token(header.token)
        if user_id:
            return user_id
    raise unauthorized("Send a valid access token as Authorization: Bearer …")


def make_access_token(user_id: UUID) -> tuple[str, int]:
    """Sign an access token; the second value is how many seconds it is valid."""
    lifetime = timedelta(minutes=TokenSettings.load().access_token_minutes)
    now = orm.utc_now()
    claims = {"sub": str(user_id), "iat": now, "exp": now + lifetime, "jti": uuid4().hex}
    token = jwt.encode(claims, get_settings().secret_key, ALGORITHM)
    return token, int(lifetime.total_seconds())


def read_access_token(token: str) -> UUID | None:
    """The user that an access token names; None when it is not valid."""
    try:
        claims = jwt.decode(
            token,
            get_settings().secret_key,
            # A token must not choose how it is checked: https://pyjwt.readthedocs.io/en/stable/algorithms.html
            algorithms=[ALGORITHM],
            options={"require": ["sub", "iat", "exp", "jti"]},
        )
        return UUID(claims["sub"])
    except (jwt.InvalidTokenError, ValueError):
        return None


def unauthorized(detail: str) -> Unauthorized:
    """Make the 401, with the header that tells how to sign in."""
    return Unauthorized(detail, www_authenticate=WWWAuthenticate("bearer"))


class Token(Resource):
    """Sign in."""

    @describe("Sign in", body=Credentials, answers={200: TokenPair}, problems=[401, 429])
    def post(self) -> Answer:
        """Answer a pair of tokens for an e-mail and a password."""
        credentials = read_body(Credentials)
        rate_limit.count_sign_in(credentials.email)
        session = orm.session()
        user = authenticate(session, credentials.email, credentials.password)
        if user is None:
            raise unauthorized("The e-mail or the password is wrong.")
        refresh_token = refresh_tokens.make_refresh_token(session, user.id)
        session.commit()
        return _pair(user.id, refresh_token), 200, NO_STORE


class Refresh(Resource):
    """Stay signed in."""

    @describe("Get a new pair", body=GivenToken, answers={200: TokenPair}, problems=[401])
    def post(self) -> Answer:
        """Answer a new pair of tokens for a refresh token, which is then used up."""
        given = read_body(GivenToken)
        traded = refresh_tokens.use_refresh_token(orm.session(), given.refresh_token)
        if traded is None:
            raise unauthorized("The refresh token is not valid.")
        return _pair(*traded), 200, NO_STORE


class Logout(Resource):
    """Sign out."""

    @describe("Sign out", body=GivenToken, answers={204: None})
    def post(self) -> Answer:
        """Revoke the refresh token and its successors; an unknown one is no error."""
        refresh_tokens.revoke_family(orm.session(), read_body(GivenToken).refresh_token)
        return None, 204


class Me(Resource):
    """Who is signed in."""

    @describe("Who am I?", answers={200: UserOut})
    def get(self) -> UserOut:
        """Answer the account."""
        user = orm.session().get(User, current_user_id())
        if user is None:
            raise unauthorized("The account no longer exists.")
        return UserOut.model_validate(user)


def _pair(user_id: UUID, refresh_token: str) -> TokenPair:
    access_token, expires_in = make_access_token(user_id)
    return TokenPair(access_token=access_token, refresh_token=refresh_token, expires_in=expires_in)

"""The routes under /api/auth, and who is signed in: with a session in a cookie."""

import hmac
from typing import Any
from uuid import UUID

from flask import Flask, Response, jsonify, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Forbidden, Unauthorized

from app import docs, rate_limit, sessions
from app.accounts import Credentials, Register, User, UserOut, authenticate
from app.api import Api, Resource, read_body
from app.database import current_database
from app.docs import describe
from app.settings import get_settings

SESSION_COOKIE = "session"
CSRF_COOKIE = "csrf_token"
CSRF_HEADER = "X-CSRF-Token"
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


def init_app(app: Flask) -> None:
    """Register the routes."""
    rate_limit.init_app(app)
    docs.guard(
        app,
        docs.Guard(
            paths=("/api/notes", "/api/auth/me", "/api/auth/logout"),
            schemes={
                "session": {"type": "apiKey", "in": "cookie", "name": SESSION_COOKIE},
                "csrf": {"type": "apiKey", "in": "header", "name": CSRF_HEADER},
            },
            to_read=["session"],
            to_write=["session", "csrf"],
            problems_of_writes=[403],
        ),
    )
    api = Api(app, prefix="/api/auth")
    api.add_resource(Register, "/register")
    api.add_resource(Login, "/login")
    api.add_resource(Logout, "/logout")
    api.add_resource(Me, "/me")


def current_user() -> User:
    """Who sent the request, or answer 401; a write that a page may have forged is a 403."""
    token = request.cookies.get(SESSION_COOKIE, "")
    user = sessions.find_user(current_database(), token)
    if user is None:
        raise unauthorized("Sign in first.")
    if request.method not in SAFE_METHODS:
        _refuse_forgery(token)
    return user


def current_user_id() -> UUID:
    """The id of the person who sent the request."""
    return current_user().id


def unauthorized(detail: str) -> Unauthorized:
    """Make the 401, with the header that tells how to sign in."""
    return Unauthorized(detail, www_authenticate=WWWAuthenticate("session"))


class Login(Resource):
    """Sign in."""

    @describe("Sign in", body=Credentials, answers={200: UserOut}, problems=[401, 429])
    def post(self) -> Response:
        """Set the cookies for an e-mail and a password."""
        credentials = read_body(Credentials)
        rate_limit.count_sign_in(credentials.email)
        db = current_database()
        user = authenticate(db, credentials.email, credentials.password)
        if user is None:
            raise unauthorized("The e-mail or the password is wrong.")
        # A new token at each sign-in: one that was planted or seen before opens nothing.
        sessions.end(db, request.cookies.get(SESSION_COOKIE, ""))
        token = sessions.start(db, user.id)
        response = jsonify(UserOut.model_validate(user).model_dump(mode="json"))
        _set_cookies(response, token)
        return response


class Logout(Resource):
    """Sign out."""

    @describe("Sign out", answers={204: None})
    def post(self) -> Response:
        """Forget the session and both cookies."""
        current_user()
        sessions.end(current_database(), request.cookies[SESSION_COOKIE])
        response = Response(status=204)
        response.delete_cookie(SESSION_COOKIE)
        response.delete_cookie(CSRF_COOKIE)
        return response


class Me(Resource):
    """Who is signed in."""

    @describe("Who am I?", answers={200: UserOut})
    def get(self) -> UserOut:
        """Answer the account."""
        return UserOut.model_validate(current_user())


def _refuse_forgery(token: str) -> None:
    # Another site can make the browser send the cookies, but cannot read one into a header.
    expected = sessions.csrf_token(token).encode()
    given = (request.headers.get(CSRF_HEADER, ""), request.cookies.get(CSRF_COOKIE, ""))
    if not all(hmac.compare_digest(expected, value.encode()) for value in given):
        raise Forbidden(f"Repeat the cookie {CSRF_COOKIE} in the header {CSRF_HEADER}.")


def _set_cookies(response: Response, token: str) -> None:
    # https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Set-Cookie
    options: dict[str, Any] = {
        "max_age": sessions.SessionSettings.load().session_hours * 3600,
        "samesite": "Lax",
        "secure": get_settings().production,
    }
    response.set_cookie(SESSION_COOKIE, token, httponly=True, **options)
    response.set_cookie(CSRF_COOKIE, sessions.csrf_token(token), **options)

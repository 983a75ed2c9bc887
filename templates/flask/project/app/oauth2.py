"""Sign in with an OpenID provider: the way there, and the way back."""

import hmac
import re
import secrets
from typing import Any

import structlog
from flask import Flask, Response, after_this_request, current_app, request
from itsdangerous import BadData, URLSafeTimedSerializer
from pydantic import BaseModel
from werkzeug.exceptions import BadRequest, ServiceUnavailable

from app import orm, refresh_tokens, tokens
from app.accounts import find_or_create
from app.api import Answer, Api, Resource, read_query
from app.docs import describe
from app.provider import Identity, Provider, ProviderSettings, ProviderUnavailable, Refused
from app.settings import get_settings

COOKIE = "oauth2_state"
COOKIE_PATH = "/api/auth/oauth2"
# Time enough to sign in at the provider.
COOKIE_SECONDS = 600
RETRY_AFTER_SECONDS = 30
# https://datatracker.ietf.org/doc/html/rfc6749#section-4.1.2.1, without < and >.
UNSAFE = re.compile(r"[^ !#-;=?-\[\]-~]")

log = structlog.get_logger()


class Return(BaseModel):
    """What the provider lets the browser bring back."""

    state: str = ""
    code: str = ""
    iss: str | None = None
    error: str = ""
    error_description: str = ""


class Attempt(BaseModel):
    """A sign-in under way: what only this browser, or only the person behind it, can know."""

    state: str
    nonce: str
    verifier: str


def init_app(app: Flask) -> None:
    """Register the routes."""
    settings = ProviderSettings.load()
    issuer = settings.oauth2_issuer
    app.extensions["provider"] = Provider(issuer, settings) if issuer else None
    # The cookie is kept to TLS where the provider sends people back to TLS.
    app.config["OAUTH2_COOKIE_SECURE"] = settings.oauth2_redirect_url.startswith("https://")
    api = Api(app, prefix="/api/auth/oauth2")
    api.add_resource(Login, "/login")
    api.add_resource(Callback, "/callback")


class Login(Resource):
    """The way to the provider."""

    @describe("Go to the provider to sign in", answers={302: None}, problems=[503])
    def get(self) -> Response:
        """Send the browser to the provider, with a cookie that will know it again."""
        # https://datatracker.ietf.org/doc/html/rfc9700#section-2.1
        attempt = Attempt(
            state=secrets.token_urlsafe(32),
            nonce=secrets.token_urlsafe(32),
            verifier=secrets.token_urlsafe(48),
        )
        try:
            url = _provider().authorization_url(**attempt.model_dump())
        except ProviderUnavailable as error:
            raise _unavailable(error) from None
        response = Response(status=302, headers={"Location": url, "Cache-Control": "no-store"})
        value = _serializer().dumps(attempt.model_dump())
        response.set_cookie(COOKIE, value, max_age=COOKIE_SECONDS, **_cookie_options())
        return response


class Callback(Resource):
    """The way back from the provider."""

    @describe(
        "Come back from the provider",
        query=Return,
        answers={200: refresh_tokens.TokenPair},
        problems=[400, 401, 503],
    )
    def get(self) -> Answer:
        """Answer a pair of tokens for the provider's code."""
        returned = read_query(Return)
        attempt = _attempt_of_this_browser(returned.state)
        identity = _identify(returned, attempt)
        user = find_or_create(orm.session(), identity)
        return refresh_tokens.first_pair(user.id)


def _attempt_of_this_browser(state: str) -> Attempt:
    try:
        known = _serializer().loads(request.cookies.get(COOKIE, ""), max_age=COOKIE_SECONDS)
    except BadData:
        known = {"state": ""}
    # Else somebody could sign another person in, to an account of their own.
    if not known["state"] or not hmac.compare_digest(known["state"].encode(), state.encode()):
        raise BadRequest("This sign-in was not started here, or long ago. Start it again.")
    after_this_request(_forget)
    return Attempt(**known)


def _identify(returned: Return, attempt: Attempt) -> Identity:
    provider = _provider()
    try:
        _check_issuer(returned.iss, provider)
        if returned.error:
            reason = UNSAFE.sub("", returned.error_description or returned.error)[:200]
            raise BadRequest(f"The provider says: {reason}")
        if not returned.code:
            raise BadRequest("The provider sent no code.")
        return provider.identify(returned.code, attempt.nonce, attempt.verifier)
    except ProviderUnavailable as error:
        raise _unavailable(error) from None
    except Refused as error:
        log.warning("sign_in_refused", reason=str(error), cause=repr(error.__cause__))
        raise tokens.unauthorized(str(error)) from None


def _check_issuer(iss: str | None, provider: Provider) -> None:
    # Where a browser may come back from several providers, one must not pass for another:
    # https://datatracker.ietf.org/doc/html/rfc9207
    expected = provider.metadata().authorization_response_iss_parameter_supported
    if iss != provider.issuer and (iss is not None or expected):
        raise BadRequest("This answer comes from another provider.")


def _provider() -> Provider:
    provider: Provider | None = current_app.extensions["provider"]
    if provider is None:
        raise ServiceUnavailable("Nobody can sign in until OAUTH2_ISSUER names a provider.")
    return provider


def _unavailable(error: ProviderUnavailable) -> ServiceUnavailable:
    log.warning("provider_unavailable", reason=str(error))
    detail = "The provider cannot be asked just now. Try again in a while."
    return ServiceUnavailable(detail, retry_after=RETRY_AFTER_SECONDS)


def _serializer() -> URLSafeTimedSerializer:
    # The newest key signs and stands last: https://itsdangerous.palletsprojects.com/en/stable/concepts/#key-rotation
    keys = [*reversed(tokens.token_settings().secret_key_fallbacks), get_settings().secret_key]
    return URLSafeTimedSerializer(keys, salt=COOKIE)


def _cookie_options() -> dict[str, Any]:
    # https://developer.mozilla.org/docs/Web/HTTP/Reference/Headers/Set-Cookie
    return {
        "path": COOKIE_PATH,
        "httponly": True,
        # Lax: the browser must bring it along when the provider sends it back here.
        "samesite": "Lax",
        "secure": current_app.config["OAUTH2_COOKIE_SECURE"],
    }


def _forget(response: Response) -> Response:
    # Each attempt counts once, unless the provider could not be asked.
    if response.status_code != ServiceUnavailable.code:
        response.delete_cookie(COOKIE, **_cookie_options())
    return response

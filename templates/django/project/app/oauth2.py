"""OAuth2: the way to the provider and back.

https://openid.net/specs/openid-connect-core-1_0.html#CodeFlowAuth
https://www.rfc-editor.org/rfc/rfc9700.html
"""

import re
import secrets
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils.crypto import constant_time_compare
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.exceptions import APIException, ParseError
from rest_framework.request import Request
from rest_framework.response import Response

from app import accounts, provider, refresh_tokens
from app.token_pairs import TokenEndpoint, TokenPairSerializer

# What the browser keeps while somebody is at the provider's.
COOKIE = "oauth2_state"
COOKIE_PATH = "/api/auth/oauth2"
COOKIE_SECONDS = 600

# What an error may be described with; RFC 6749, section 4.1.2.1.
UNSAFE = re.compile(r"[^\x20-\x21\x23-\x5b\x5d-\x7e]")


class NotSet(APIException):
    """There is no provider to sign in with."""

    status_code = 503
    default_detail = "There is no provider to sign in with yet: set OAUTH2_ISSUER."


class OAuth2Endpoint(TokenEndpoint):
    """A step of the sign-in."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if not settings.OAUTH2_ISSUER:
            raise NotSet


class LoginView(OAuth2Endpoint):
    """The way to the provider."""

    @extend_schema(
        responses={
            302: OpenApiResponse(description="To the provider, which asks who you are"),
            503: OpenApiResponse(description="No provider, or it does not answer"),
        }
    )
    def get(self, request: Request) -> HttpResponse:
        """Sign in with the provider."""
        kept = {name: secrets.token_urlsafe(32) for name in ("state", "nonce", "verifier")}
        response = HttpResponseRedirect(provider.authorization_url(**kept))
        response.headers["Cache-Control"] = "no-store"
        response.set_cookie(
            COOKIE,
            signing.dumps(kept, salt=COOKIE),
            max_age=COOKIE_SECONDS,
            path=COOKIE_PATH,
            secure=request.is_secure() or settings.OAUTH2_REDIRECT_URL.startswith("https:"),
            httponly=True,
            samesite="Lax",
        )
        return response


class CallbackView(OAuth2Endpoint):
    """The way back."""

    @extend_schema(
        parameters=[OpenApiParameter(name) for name in ("code", "state", "error", "iss")],
        responses={
            200: TokenPairSerializer,
            401: OpenApiResponse(description="The code or the ID token is not valid"),
            503: OpenApiResponse(description="No provider, or it does not answer"),
        },
    )
    def get(self, request: Request) -> Response:
        """Finish the sign-in: the provider sends people here."""
        query = request.query_params
        kept = kept_in_browser(request)
        if not constant_time_compare(query.get("state", ""), kept["state"]):
            raise ParseError("The state is not that of a sign-in which began in this browser.")
        # https://www.rfc-editor.org/rfc/rfc9207.html#section-2.4
        if query.get("iss", settings.OAUTH2_ISSUER) != settings.OAUTH2_ISSUER:
            raise ParseError("The answer comes from another provider than OAUTH2_ISSUER.")
        if "error" in query:
            told = query.get("error_description") or query["error"]
            raise ParseError(f"The provider says: {UNSAFE.sub('', told)[:200]}")
        if not query.get("code"):
            raise ParseError("The provider sent no code.")
        identity = provider.identify(query["code"], kept["nonce"], kept["verifier"])
        user = accounts.user_of(identity.subject, identity.email)
        return self.answer(user, refresh_tokens.issue(user))

    def finalize_response(
        self, request: Request, response: Any, *args: Any, **kwargs: Any
    ) -> Response:
        """Forget what the browser kept: each state counts once, however it ended."""
        final = super().finalize_response(request, response, *args, **kwargs)
        final.delete_cookie(COOKIE, path=COOKIE_PATH, samesite="Lax")
        return final


def kept_in_browser(request: Request) -> dict[str, str]:
    """The state, nonce and verifier that this browser set out with."""
    try:
        kept: dict[str, str] = signing.loads(
            request.COOKIES.get(COOKIE, ""), salt=COOKIE, max_age=COOKIE_SECONDS
        )
    except signing.BadSignature as error:
        raise ParseError("No sign-in began in this browser, or it took too long.") from error
    return kept


urlpatterns = [
    path("api/auth/oauth2/login", LoginView.as_view()),
    path("api/auth/oauth2/callback", CallbackView.as_view()),
]

"""Bearer tokens: who sent this request.

https://www.django-rest-framework.org/api-guide/authentication/#custom-authentication
https://www.rfc-editor.org/rfc/rfc6750.html
"""

from typing import Any

from django.http import HttpRequest
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from app import tokens
from app.ids import is_id
from app.models import User

CHALLENGE = "Bearer"


class Authentication(BaseAuthentication):
    """Finds the user whom the access token names."""

    def authenticate_header(self, request: Request) -> str:
        return CHALLENGE

    def authenticate(self, request: Request) -> tuple[User, dict[str, Any]] | None:
        token = bearer_of(request)
        if token is None:
            return None
        found = whose(token)
        if found is None:
            raise AuthenticationFailed("The access token is not valid, or it has expired.")
        return found


def bearer_of(request: Request | HttpRequest) -> str | None:
    """The token in the Authorization header, if there is one."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" else None


def whose(token: str) -> tuple[User, dict[str, Any]] | None:
    """The user whom a token names, who must still be active, and the token's claims."""
    claims = tokens.verify(token)
    if claims is None or not is_id(claims["sub"]):
        return None
    user = User.objects.filter(id=claims["sub"], is_active=True).first()
    return (user, claims) if user else None

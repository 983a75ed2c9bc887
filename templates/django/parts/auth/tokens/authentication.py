"""Bearer tokens: who sent this request.

https://www.django-rest-framework.org/api-guide/authentication/#custom-authentication
https://www.rfc-editor.org/rfc/rfc6750.html
"""

from typing import Any

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
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        claims = tokens.verify(token)
        user = user_of(claims) if claims else None
        if claims is None or user is None:
            raise AuthenticationFailed("The access token is not valid, or it has expired.")
        return user, claims


def user_of(claims: dict[str, Any]) -> User | None:
    """The user with this id, who must still be active."""
    if not is_id(claims["sub"]):
        return None
    return User.objects.filter(id=claims["sub"], is_active=True).first()

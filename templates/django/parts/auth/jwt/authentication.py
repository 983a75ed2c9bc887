"""JWT: who sent this request.

https://django-rest-framework-simplejwt.readthedocs.io/en/latest/
"""

from rest_framework.request import Request
from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.exceptions import InvalidToken
from rest_framework_simplejwt.tokens import Token

from app.ids import is_id

CHALLENGE = "Bearer"


class Authentication(JWTAuthentication):
    """Finds the user whom the access token names."""

    def authenticate_header(self, request: Request) -> str:
        return CHALLENGE

    def get_validated_token(self, raw_token: bytes) -> Token:
        token = super().get_validated_token(raw_token)
        if "iat" not in token or not is_id(str(token.get("sub"))):
            raise InvalidToken("The token lacks a claim.")
        return token

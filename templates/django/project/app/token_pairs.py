"""Pairs of tokens: what a sign-in answers, how it is renewed, and how it ends."""

from typing import Any

from django.conf import settings
from django.urls import path
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from rest_framework.response import Response

from app import refresh_tokens, tokens
from app.api import PublicEndpoint, checked
from app.authentication import CHALLENGE
from app.models import User
from app.serializers import StrictCharField


class TokenPairSerializer(serializers.Serializer[Any]):
    """An access token for the next minutes, and a refresh token for the next pair."""

    access_token = serializers.CharField()
    refresh_token = serializers.CharField()
    token_type = serializers.CharField()
    expires_in = serializers.IntegerField(help_text="Seconds that the access token is valid.")


class RefreshSerializer(serializers.Serializer[Any]):
    """A refresh token from an earlier pair."""

    refresh_token = StrictCharField()


class TokenEndpoint(PublicEndpoint):
    """A view that deals in tokens."""

    def get_authenticate_header(self, request: Request) -> str:
        return CHALLENGE

    def answer(self, user: User, refresh_token: str) -> Response:
        """A pair of tokens, which nothing on the way may store."""
        pair = {
            "access_token": tokens.sign(user.id),
            "refresh_token": refresh_token,
            "token_type": CHALLENGE.lower(),
            "expires_in": int(settings.ACCESS_TOKEN_LIFETIME.total_seconds()),
        }
        return Response(TokenPairSerializer(pair).data, headers={"Cache-Control": "no-store"})


class RefreshView(TokenEndpoint):
    """The exchange of a refresh token for a new pair."""

    @extend_schema(
        request=RefreshSerializer,
        responses={
            200: TokenPairSerializer,
            401: OpenApiResponse(description="Unknown, expired or used before"),
        },
    )
    def post(self, request: Request) -> Response:
        """Use up a refresh token and get the next pair."""
        fields = checked(RefreshSerializer(data=request.data))
        rotated = refresh_tokens.rotate(fields["refresh_token"])
        if rotated is None:
            raise AuthenticationFailed("The refresh token is unknown, expired or used before.")
        return self.answer(*rotated)


class LogoutView(TokenEndpoint):
    """The sign-out."""

    @extend_schema(request=RefreshSerializer, responses={204: None})
    def post(self, request: Request) -> Response:
        """Revoke a refresh token and all that came from the same sign-in."""
        fields = checked(RefreshSerializer(data=request.data))
        refresh_tokens.revoke(fields["refresh_token"])
        return Response(status=status.HTTP_204_NO_CONTENT)


urlpatterns = [
    path("api/auth/refresh", RefreshView.as_view()),
    path("api/auth/logout", LogoutView.as_view()),
]

"""JWT: the sign-in with a password, under /api/auth."""

from django.urls import path
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from app import accounts, me, refresh_tokens, token_pairs


class TokenView(token_pairs.TokenEndpoint):
    """The sign-in."""

    @extend_schema(
        request=accounts.CredentialsSerializer,
        responses={
            200: token_pairs.TokenPairSerializer,
            401: OpenApiResponse(description="Wrong e-mail or password"),
            429: OpenApiResponse(description="Too many attempts: see Retry-After"),
        },
    )
    def post(self, request: Request) -> Response:
        """Sign in with an e-mail and a password."""
        user = accounts.user_who_signs_in(request)
        return self.answer(user, refresh_tokens.issue(user))


urlpatterns = [
    *accounts.urlpatterns,
    *me.urlpatterns,
    path("api/auth/token", TokenView.as_view()),
    *token_pairs.urlpatterns,
]

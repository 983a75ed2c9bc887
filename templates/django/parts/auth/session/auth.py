"""Sessions: the routes under /api/auth.

https://docs.djangoproject.com/en/5.2/topics/http/sessions/
"""

from django.conf import settings
from django.contrib.auth import login, logout
from django.middleware.csrf import get_token
from django.urls import path
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from app import accounts, me
from app.api import Endpoint, PublicEndpoint
from app.authentication import CHALLENGE


class LoginView(PublicEndpoint):
    """The sign-in."""

    def get_authenticate_header(self, request: Request) -> str:
        return CHALLENGE

    @extend_schema(
        request=accounts.CredentialsSerializer,
        responses={
            200: me.UserSerializer,
            401: OpenApiResponse(description="Wrong e-mail or password"),
            429: OpenApiResponse(description="Too many attempts: see Retry-After"),
        },
    )
    def post(self, request: Request) -> Response:
        """Sign in with an e-mail and a password; the answer sets both cookies."""
        user = accounts.user_who_signs_in(request)
        # A new session under a new id, so that one planted before is worth nothing.
        request._request.session.flush()
        login(request._request, user)
        response = Response(me.UserSerializer(user).data)
        response.set_cookie(
            settings.CSRF_COOKIE_NAME,
            get_token(request._request),
            max_age=settings.SESSION_COOKIE_AGE,
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Lax",
        )
        return response


class LogoutView(Endpoint):
    """The sign-out."""

    @extend_schema(request=None, responses={204: None})
    def post(self, request: Request) -> Response:
        """End the session."""
        logout(request._request)
        response = Response(status=status.HTTP_204_NO_CONTENT)
        response.delete_cookie(settings.CSRF_COOKIE_NAME, samesite="Lax")
        return response


urlpatterns = [
    *accounts.urlpatterns,
    *me.urlpatterns,
    path("api/auth/login", LoginView.as_view()),
    path("api/auth/logout", LogoutView.as_view()),
]

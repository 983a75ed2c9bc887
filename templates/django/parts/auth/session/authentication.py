"""Sessions: who sent this request.

https://www.django-rest-framework.org/api-guide/authentication/#sessionauthentication
"""

from django.conf import settings
from django.utils.crypto import constant_time_compare
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request

CHALLENGE = "Session"


class Authentication(SessionAuthentication):
    """Finds the user of the session, and asks for the CSRF token with each write."""

    def authenticate_header(self, request: Request) -> str:
        return CHALLENGE

    def enforce_csrf(self, request: Request) -> None:
        """Compare the header with the session's token, and with the cookie as well."""
        super().enforce_csrf(request)
        header = request.META.get(settings.CSRF_HEADER_NAME, "")
        cookie = request.COOKIES.get(settings.CSRF_COOKIE_NAME, "")
        if request.method not in SAFE_METHODS and not constant_time_compare(header, cookie):
            raise PermissionDenied("The X-CSRF-Token header is not the csrf_token cookie.")

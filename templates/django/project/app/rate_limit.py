"""A limit on attempts to sign in, against guessing.

https://www.django-rest-framework.org/api-guide/throttling/
"""

from hashlib import sha256
from threading import Lock
from typing import cast

from django.conf import settings
from django.http import HttpRequest
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

# The throttle reads and then writes its count, so one attempt is counted at a time.
_counting = Lock()


class SignInThrottle(SimpleRateThrottle):
    """Counts the attempts per client address and e-mail."""

    scope = "sign_in"

    def __init__(self, email: str) -> None:
        self.email = email
        super().__init__()

    def get_rate(self) -> str:
        return str(settings.SIGN_IN_RATE_LIMIT)

    def get_cache_key(self, request: Request, view: APIView) -> str:
        who = sha256(f"{self.get_ident(request)} {self.email}".encode()).hexdigest()
        return f"sign-in:{who}"


def count_sign_in(request: Request | HttpRequest, email: str) -> None:
    """Count an attempt; raise when there were too many."""
    throttle = SignInThrottle(email)
    with _counting:
        allowed = throttle.allow_request(cast(Request, request), APIView())
    if not allowed:
        raise Throttled(wait=throttle.wait())

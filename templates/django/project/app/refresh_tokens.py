"""Refresh tokens: long random strings, each good for one use.

Using one twice means that it was copied, so the whole family loses its validity.
https://www.rfc-editor.org/rfc/rfc9700.html#section-4.14
"""

import secrets
from hashlib import sha256
from uuid import UUID, uuid4

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from app.models import RefreshToken, User


def issue(user: User, family: UUID | None = None) -> str:
    """Make a token; without a family it founds one. Only its hash is stored."""
    token = secrets.token_urlsafe(32)
    now = timezone.now()
    user.refresh_tokens.filter(expires_at__lt=now).delete()
    user.refresh_tokens.create(
        token_hash=_hash(token),
        family=family or uuid4(),
        expires_at=now + settings.REFRESH_TOKEN_LIFETIME,
    )
    return token


def rotate(token: str) -> tuple[User, str] | None:
    """The user and the next token; None when this one is not good, and then its family neither."""
    now = timezone.now()
    with transaction.atomic():
        found = RefreshToken.objects.filter(token_hash=_hash(token))
        # Of two that come at once, one finds no unused row to update.
        if found.filter(used_at=None, expires_at__gt=now).update(used_at=now):
            row = found.select_related("user").get()
            return row.user, issue(row.user, row.family)
    revoke(token)
    return None


def revoke(token: str) -> None:
    """Delete the token's whole family."""
    for row in RefreshToken.objects.filter(token_hash=_hash(token)):
        RefreshToken.objects.filter(family=row.family).delete()


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()

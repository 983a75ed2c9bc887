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
    # By key, so that no row is locked that another request needs.
    expired = list(user.refresh_tokens.filter(expires_at__lt=now).values_list("pk", flat=True))
    user.refresh_tokens.filter(pk__in=expired).delete()
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
        row = _find(token)
        if row is None:
            return None
        if row.used_at or row.expires_at <= now or not row.user.is_active:
            RefreshToken.objects.filter(family=row.family).delete()
            return None
        row.used_at = now
        row.save(update_fields=["used_at"])
        return row.user, issue(row.user, row.family)


def revoke(token: str) -> None:
    """Delete the token's whole family."""
    with transaction.atomic():
        row = _find(token)
        if row is not None:
            RefreshToken.objects.filter(family=row.family).delete()


def _find(token: str) -> RefreshToken | None:
    """The stored token, once no other request uses or revokes one of the same user.

    Of two that come at once, the second waits here until the first has committed. SQLite ignores
    the lock: there, one transaction at a time writes.
    https://docs.djangoproject.com/en/5.2/ref/models/querysets/#select-for-update
    """
    found = RefreshToken.objects.filter(token_hash=_hash(token))
    for user_id in found.values_list("user_id", flat=True):
        User.objects.select_for_update().filter(id=user_id).first()
    return found.select_related("user").first()


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()

"""Refresh tokens: long random strings, each good for one use.

Using one twice means that it was copied, so the whole family loses its validity.
https://www.rfc-editor.org/rfc/rfc9700.html#section-4.14
"""

import secrets
from hashlib import sha256
from uuid import UUID, uuid4

from django.conf import settings
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
    found = _find(token)
    if found is None:
        return None
    now = timezone.now()
    # Of two that come at once, one changes the document, and the other is a second use.
    good = RefreshToken.objects.filter(pk=found.pk, used_at=None, expires_at__gt=now)
    if not found.user.is_active or not good.update(used_at=now):
        _forget(found.family)
        return None
    following = issue(found.user, found.family)
    if _find(token) is None:  # the family was revoked meanwhile, and this one with it
        _forget(found.family)
    return found.user, following


def revoke(token: str) -> None:
    """Delete the token's whole family."""
    found = _find(token)
    if found is not None:
        _forget(found.family)


def _find(token: str) -> RefreshToken | None:
    return RefreshToken.objects.select_related("user").filter(pk=_hash(token)).first()


def _forget(family: UUID) -> None:
    RefreshToken.objects.filter(family=family).delete()


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()

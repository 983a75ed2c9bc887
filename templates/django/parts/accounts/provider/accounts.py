"""Accounts of people whom the provider knows."""

from django.conf import settings
from rest_framework.exceptions import AuthenticationFailed

from app.models import User


def user_of(subject: str, email: str | None) -> User:
    """The account of somebody who has signed in with the provider, made at the first time."""
    user = User.objects.get_or_create_known(settings.OAUTH2_ISSUER, subject)
    if not user.is_active:
        raise AuthenticationFailed("This account is closed.")
    if user.email != email:
        user.email = email
        user.save(update_fields=["email"])
    return user

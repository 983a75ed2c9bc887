"""Administrators for the tests."""

from io import StringIO
from os import environ
from unittest.mock import patch

from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.test import Client

from app.models import User
from tests.passwords import PASSWORD

EMAIL = "admin@example.com"


def superuser() -> User:
    """Somebody whom `manage.py createsuperuser` made."""
    named = {User.USERNAME_FIELD: EMAIL}
    with patch.dict(environ, DJANGO_SUPERUSER_PASSWORD=PASSWORD):
        call_command("createsuperuser", interactive=False, stdout=StringIO(), **named)
    return User.objects.get(**named)


def staff(*permissions: str) -> User:
    """Somebody who may sign in at /admin/ and do these things, and no others."""
    user = superuser()
    user.is_superuser = False
    user.save()
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return user


def client_of(user: User) -> Client:
    """A browser in which this user is signed in."""
    client = Client()
    client.force_login(user)
    return client

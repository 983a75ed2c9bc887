"""The tables of the database.

https://docs.djangoproject.com/en/5.2/topics/db/models/
"""

import uuid
from hashlib import sha256

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils import timezone


class UserManager(BaseUserManager["User"]):
    """Makes users: people whom the provider knows, and administrators with a password."""

    def get_or_create_known(self, issuer: str, subject: str) -> "User":
        """Find or make the account of somebody whom this provider calls by this name."""
        # Not every database tells "A" from "a", but a provider does.
        identity = sha256(f"{issuer} {subject}".encode()).hexdigest()
        fields = {"issuer": issuer, "subject": subject, "password": make_password(None)}
        user, _ = self.get_or_create(identity=identity, defaults=fields)
        return user

    def create_superuser(self, admin_email: str, password: str | None = None) -> "User":
        """Store somebody who may do everything at /admin/: `manage.py createsuperuser`."""
        email = self.model.normalize_username(admin_email)
        user = self.model(admin_email=email, is_staff=True, is_superuser=True)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find the administrator who signs in as this."""
        return self.get(admin_email=self.model.normalize_username(username or ""))


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in with the provider, or at /admin/ with a password, or both."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # The account is the subject at the issuer; e-mail addresses change hands.
    identity = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    issuer = models.CharField(max_length=255, blank=True, editable=False)
    subject = models.CharField(max_length=255, blank=True, editable=False)
    email = models.EmailField(null=True, blank=True)  # noqa: DJ001 - null, as the API has it
    admin_email = models.EmailField(max_length=254, unique=True, null=True, blank=True)
    # Who is not active cannot sign in, and no earlier sign-in of theirs counts.
    is_active = models.BooleanField("active", default=True)
    is_staff = models.BooleanField("may sign in at /admin/", default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "admin_email"

    @classmethod
    def normalize_username(cls, username: str) -> str:
        """The one spelling of an e-mail, whoever writes it."""
        return username and username.lower()

    def __str__(self) -> str:
        return self.admin_email or self.email or self.subject

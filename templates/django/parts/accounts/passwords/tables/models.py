"""The tables of the database.

https://docs.djangoproject.com/en/5.2/topics/db/models/
"""

import uuid

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils import timezone


class UserManager(BaseUserManager["User"]):
    """Makes users, each with a hash in place of the password."""

    def create_user(self, email: str, password: str | None, **fields: bool) -> "User":
        """Store a new user under the e-mail in lower case."""
        user = self.model(email=self.model.normalize_username(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None) -> "User":
        """Store somebody who may do everything at /admin/: `manage.py createsuperuser`."""
        return self.create_user(email, password, is_staff=True, is_superuser=True)

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find the user who signs in as this."""
        return self.get(email=self.model.normalize_username(username or ""))


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who signs in with an e-mail and a password."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(max_length=254, unique=True)
    # Who is not active cannot sign in, and no earlier sign-in of theirs counts.
    is_active = models.BooleanField("active", default=True)
    is_staff = models.BooleanField("may sign in at /admin/", default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"

    @classmethod
    def normalize_username(cls, username: str) -> str:
        """The one spelling of an e-mail, whoever writes it."""
        return username and username.lower()

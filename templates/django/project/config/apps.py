"""Django's own applications, with the keys that MongoDB makes instead of numbers.

https://docs.djangoproject.com/en/5.2/ref/applications/#django.apps.AppConfig.default_auto_field
"""

from django.contrib.admin.apps import AdminConfig
from django.contrib.auth.apps import AuthConfig
from django.contrib.contenttypes.apps import ContentTypesConfig

KEY = "django_mongodb_backend.fields.ObjectIdAutoField"


class Admin(AdminConfig):
    """The admin's log."""

    default_auto_field = KEY


class Auth(AuthConfig):
    """Groups and permissions."""

    default_auto_field = KEY


class ContentTypes(ContentTypesConfig):
    """The names of the models."""

    default_auto_field = KEY

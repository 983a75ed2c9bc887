"""The least that Django REST framework needs for the same two answers, on the same table."""

import os
from urllib.parse import urlsplit

from django.conf import settings

url = urlsplit(os.environ["DATABASE_URL"])
databases = {
    "sqlite": {"ENGINE": "django.db.backends.sqlite3", "NAME": url.path[1:]},
    "postgresql": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": url.path[1:],
        "USER": url.username,
        "PASSWORD": url.password,
        "HOST": url.hostname,
        "PORT": url.port,
        "CONN_MAX_AGE": 60,
    },
}
settings.configure(
    ALLOWED_HOSTS=["*"],
    DATABASES={"default": {**databases[url.scheme], "CONN_MAX_AGE": 60}},
    INSTALLED_APPS=["rest_framework"],
    MIDDLEWARE=[],
    REST_FRAMEWORK={
        "DEFAULT_AUTHENTICATION_CLASSES": [],
        "DEFAULT_PERMISSION_CLASSES": [],
        "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
        "UNAUTHENTICATED_USER": None,
    },
    ROOT_URLCONF=__name__,
    USE_TZ=True,
)

import django  # noqa: E402 - what follows needs the settings

django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import models  # noqa: E402
from django.http import JsonResponse  # noqa: E402
from django.urls import path  # noqa: E402
from rest_framework import generics, pagination, serializers  # noqa: E402


class Note(models.Model):
    """A note."""

    id = models.UUIDField(primary_key=True)
    title = models.CharField(max_length=200)
    body = models.TextField()
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        app_label = "bare"
        db_table = os.environ["NOTES_TABLE"]


class NoteSerializer(serializers.ModelSerializer):
    """A note as JSON."""

    class Meta:
        model = Note
        fields = ("id", "title", "body", "created_at", "updated_at")


class Pages(pagination.LimitOffsetPagination):
    """Twenty notes at a time."""

    default_limit = 20
    max_limit = 100


class Notes(generics.ListAPIView):
    """A page of notes, newest first."""

    queryset = Note.objects.order_by("-created_at", "-id")
    serializer_class = NoteSerializer
    pagination_class = Pages


def hello(_request):
    """Greet."""
    return JsonResponse({"status": "ok"})


urlpatterns = [path("hello", hello), path("notes", Notes.as_view())]
app = get_wsgi_application()

"""Telling people who they are."""

from typing import cast

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from app.api import Endpoint
from app.models import User


class UserSerializer(serializers.ModelSerializer[User]):
    """A user as the API shows them."""

    class Meta:
        model = User
        fields = ("id", "email", "created_at")


class MeView(Endpoint):
    """The person who is signed in."""

    @extend_schema(responses=UserSerializer)
    def get(self, request: Request) -> Response:
        """Tell who is signed in."""
        return Response(UserSerializer(cast(User, request.user)).data)


urlpatterns = [path("api/auth/me", MeView.as_view())]

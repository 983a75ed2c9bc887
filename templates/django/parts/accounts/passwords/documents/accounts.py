"""Registering, and checking a password."""

from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate
from django.db import IntegrityError
from django.urls import path
from drf_spectacular.utils import OpenApiResponse, extend_schema
from email_validator import EmailNotValidError, validate_email
from rest_framework import serializers, status
from rest_framework.exceptions import APIException, AuthenticationFailed
from rest_framework.request import Request
from rest_framework.response import Response

from app.api import PublicEndpoint, checked
from app.me import UserSerializer
from app.models import User
from app.rate_limit import count_sign_in
from app.serializers import StrictCharField


class EmailField(StrictCharField):
    """An e-mail address, in lower case; nothing asks the DNS about it."""

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data)
        try:
            return validate_email(text, check_deliverability=False).normalized.lower()
        except EmailNotValidError as error:
            raise serializers.ValidationError(str(error)) from error


class CredentialsSerializer(serializers.Serializer[Any]):
    """What somebody signs in with."""

    email = EmailField(max_length=254)
    password = StrictCharField(max_length=128)


class RegistrationSerializer(CredentialsSerializer):
    """What somebody registers with."""

    password = StrictCharField(min_length=settings.MIN_PASSWORD_LENGTH, max_length=128)


class EmailTaken(APIException):
    """Somebody registered this e-mail before."""

    status_code = status.HTTP_409_CONFLICT
    default_detail = "This e-mail is registered already."


class RegisterView(PublicEndpoint):
    """The door for new users."""

    @extend_schema(
        request=RegistrationSerializer,
        responses={201: UserSerializer, 409: OpenApiResponse(description="Already registered")},
    )
    def post(self, request: Request) -> Response:
        """Register with an e-mail and a password."""
        credentials = checked(RegistrationSerializer(data=request.data))
        try:
            user = User.objects.create_user(**credentials)
        except IntegrityError as error:
            raise EmailTaken from error
        return Response(
            UserSerializer(user).data,
            status=status.HTTP_201_CREATED,
            headers={"Location": "/api/auth/me"},
        )


def user_who_signs_in(request: Request) -> User:
    """The user whose e-mail and password the request holds."""
    credentials = checked(CredentialsSerializer(data=request.data))
    count_sign_in(request, credentials["email"])
    user = authenticate(**credentials)
    if not isinstance(user, User):
        raise AuthenticationFailed("The e-mail or the password is wrong.")
    return user


urlpatterns = [path("api/auth/register", RegisterView.as_view())]

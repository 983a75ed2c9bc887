"""Accounts: each is a subject at an issuer, whatever the e-mail; and no passwords."""

import pytest
from django.conf import LazySettings
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.test import APIClient

from app.accounts import user_of
from app.models import User


def test_me(api: APIClient) -> None:
    person = api.get("/api/auth/me").json()
    assert set(person) == {"id", "email", "created_at"}
    assert person["email"] is None


@pytest.mark.parametrize("path", ["register", "token", "login"])
def test_passwords_have_no_door(visitor: APIClient, path: str) -> None:
    credentials = {"email": "ada@example.com", "password": "correct horse battery"}
    assert visitor.post(f"/api/auth/{path}", credentials).status_code == 404


def test_somebody_comes_back(db: None) -> None:
    first = user_of("ada", "ada@example.com")
    again = user_of("ada", None)
    assert again.id == first.id
    assert again.email is None
    assert not again.has_usable_password()


def test_an_email_changes_hands(db: None) -> None:
    assert user_of("ada", "a@example.com").id != user_of("adam", "a@example.com").id


def test_subjects_differ_by_case(db: None, settings: LazySettings) -> None:
    ada = user_of("ada", None)
    assert user_of("ADA", None).id != ada.id
    settings.OAUTH2_ISSUER = "https://other.example"
    assert user_of("ada", None).id != ada.id


def test_a_closed_account(db: None) -> None:
    user_of("ada", None)
    User.objects.update(is_active=False)
    with pytest.raises(AuthenticationFailed):
        user_of("ada", None)

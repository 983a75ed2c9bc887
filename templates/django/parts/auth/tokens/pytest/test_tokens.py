"""Access tokens, the keys that sign them, and refresh tokens."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import jwt
import pytest
from django.conf import LazySettings
from django.utils import timezone
from rest_framework.test import APIClient

from app import tokens
from app.models import RefreshToken, User
from tests.clients import token_pair
from tests.forgery import OTHER_KEY, forged

Forge = Callable[..., str]


@pytest.fixture
def pair(db: None) -> Any:
    return token_pair()


@pytest.fixture
def own(pair: Any, settings: LazySettings) -> Forge:
    """Changes the access token, and signs it with the application's own key."""
    return partial(forged, pair["access_token"], settings.SECRET_KEY)


def status_of(visitor: APIClient, token: str) -> int:
    """How the API answers to a token."""
    visitor.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return visitor.get("/api/auth/me").status_code


def refresh(visitor: APIClient, pair: Any) -> Any:
    return visitor.post("/api/auth/refresh", {"refresh_token": pair["refresh_token"]})


def test_the_token_names_its_key(visitor: APIClient, pair: Any, settings: LazySettings) -> None:
    kid = jwt.get_unverified_header(pair["access_token"])["kid"]
    assert kid == tokens.fingerprint(settings.SECRET_KEY)
    assert settings.SECRET_KEY not in kid
    assert status_of(visitor, pair["access_token"]) == 200


def test_an_earlier_key_verifies(visitor: APIClient, pair: Any, settings: LazySettings) -> None:
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = OTHER_KEY
    assert status_of(visitor, pair["access_token"]) == 200
    renewed = refresh(visitor, pair).json()["access_token"]
    assert jwt.get_unverified_header(renewed)["kid"] == tokens.fingerprint(OTHER_KEY)
    settings.SECRET_KEY_FALLBACKS = []
    assert status_of(visitor, pair["access_token"]) == 401


def test_an_unknown_key(visitor: APIClient, pair: Any) -> None:
    assert status_of(visitor, forged(pair["access_token"], OTHER_KEY)) == 401


def test_a_name_of_another_key(visitor: APIClient, pair: Any, settings: LazySettings) -> None:
    settings.SECRET_KEY_FALLBACKS = [OTHER_KEY]
    token, kid = pair["access_token"], tokens.fingerprint(OTHER_KEY)
    assert status_of(visitor, forged(token, OTHER_KEY)) == 200
    assert status_of(visitor, forged(token, settings.SECRET_KEY, kid)) == 401


@pytest.mark.parametrize("claim", tokens.REQUIRED)
def test_a_missing_claim(visitor: APIClient, own: Forge, claim: str) -> None:
    assert status_of(visitor, own(**{claim: None})) == 401


@pytest.mark.parametrize(
    "changes",
    [{"type": "refresh"}, {"sub": "nobody"}, {"sub": "00000000-0000-4000-8000-000000000000"}],
)
def test_a_wrong_claim(visitor: APIClient, own: Forge, changes: dict[str, str]) -> None:
    assert status_of(visitor, own(**changes)) == 401


@pytest.mark.parametrize(("seconds", "status"), [(5, 200), (15, 401)])
def test_clocks_may_differ_by_ten_seconds(
    visitor: APIClient, own: Forge, seconds: int, status: int
) -> None:
    end = timezone.now() - timedelta(seconds=seconds)
    assert status_of(visitor, own(exp=end)) == status


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x", "Bearer a b", "Basic YTpi"])
def test_a_header_without_a_token(visitor: APIClient, header: str) -> None:
    visitor.credentials(HTTP_AUTHORIZATION=header)
    answer = visitor.get("/api/auth/me")
    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == "Bearer"


def test_somebody_who_is_no_longer_active(visitor: APIClient, pair: Any) -> None:
    User.objects.update(is_active=False)
    assert status_of(visitor, pair["access_token"]) == 401
    assert refresh(visitor, pair).status_code == 401


def test_rotation(visitor: APIClient, pair: Any) -> None:
    second = refresh(visitor, pair).json()
    assert second["refresh_token"] != pair["refresh_token"]
    assert not RefreshToken.objects.filter(token_hash=second["refresh_token"]).exists()
    assert refresh(visitor, second).status_code == 200


def test_an_expired_refresh_token(visitor: APIClient, pair: Any) -> None:
    RefreshToken.objects.update(expires_at=timezone.now())
    assert refresh(visitor, pair).status_code == 401


def test_logout(visitor: APIClient, pair: Any) -> None:
    body = {"refresh_token": pair["refresh_token"]}
    assert visitor.post("/api/auth/logout", body).status_code == 204
    assert visitor.post("/api/auth/logout", body).status_code == 204
    assert refresh(visitor, pair).status_code == 401

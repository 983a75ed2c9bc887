"""Attacks on tokens: others' claims, and other ways to verify them.

https://www.rfc-editor.org/rfc/rfc8725.html#section-2
"""

import json
from typing import Any

import jwt
import pytest
from django.conf import settings
from jwt.utils import base64url_encode
from rest_framework.test import APIClient

from app import tokens
from app.models import User
from tests.clients import somebody, token_pair


@pytest.fixture
def pair(db: None) -> Any:
    return token_pair()


def status_of(token: str) -> int:
    """How the API answers to a token."""
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client.get("/api/auth/me").status_code


def claims_of(pair: Any) -> dict[str, Any]:
    return jwt.decode(pair["access_token"], options={"verify_signature": False})


def encoded(part: dict[str, Any]) -> str:
    return base64url_encode(json.dumps(part).encode()).decode()


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", ""])
def test_a_token_that_asks_not_to_be_verified(pair: Any, algorithm: str) -> None:
    header = {"alg": algorithm, "typ": "JWT", "kid": tokens.fingerprint(settings.SECRET_KEY)}
    _, payload, signature = pair["access_token"].split(".")
    assert status_of(f"{encoded(header)}.{payload}.") == 401
    assert status_of(f"{encoded(header)}.{payload}.{signature}") == 401


@pytest.mark.parametrize("algorithm", ["HS384", "HS512"])
def test_another_algorithm_with_the_right_key(pair: Any, algorithm: str) -> None:
    header = encoded({"alg": algorithm, "kid": tokens.fingerprint(settings.SECRET_KEY)})
    signed = f"{header}.{encoded(claims_of(pair))}"
    signer = jwt.get_algorithm_by_name(algorithm)
    signature = signer.sign(signed.encode(), settings.SECRET_KEY.encode())
    assert status_of(f"{signed}.{base64url_encode(signature).decode()}") == 401


def test_a_public_key_that_the_token_brings(pair: Any) -> None:
    _, payload, signature = pair["access_token"].split(".")
    brought = {"kty": "RSA", "n": "AQAB", "e": "AQAB"}
    header = {"alg": "RS256", "jwk": brought, "kid": tokens.fingerprint(settings.SECRET_KEY)}
    assert status_of(f"{encoded(header)}.{payload}.{signature}") == 401


@pytest.mark.parametrize("kid", ["", "../../../dev/null", "' OR '1'='1", "https://evil.example"])
def test_a_key_of_ones_own_by_its_name(pair: Any, kid: str) -> None:
    key = "a key that the attacker knows, long enough"
    assert status_of(jwt.encode(claims_of(pair), key, "HS256", headers={"kid": kid})) == 401


def test_the_claims_of_somebody_else(pair: Any) -> None:
    victim = somebody().get("/api/auth/me").json()["id"]
    header, _, signature = pair["access_token"].split(".")
    assert status_of(f"{header}.{encoded({**claims_of(pair), 'sub': victim})}.{signature}") == 401


def test_one_token_in_place_of_the_other(pair: Any) -> None:
    assert status_of(pair["refresh_token"]) == 401
    body = {"refresh_token": pair["access_token"]}
    assert APIClient().post("/api/auth/refresh", body).status_code == 401


def test_a_stolen_refresh_token(pair: Any) -> None:
    body = {"refresh_token": pair["refresh_token"]}
    stolen = APIClient().post("/api/auth/refresh", body).json()
    assert APIClient().post("/api/auth/refresh", body).status_code == 401
    body = {"refresh_token": stolen["refresh_token"]}
    assert APIClient().post("/api/auth/refresh", body).status_code == 401


def test_a_token_of_somebody_who_is_gone(pair: Any) -> None:
    User.objects.all().delete()
    assert status_of(pair["access_token"]) == 401


def test_a_token_in_the_address(pair: Any) -> None:
    answer = APIClient().get("/api/auth/me", {"access_token": pair["access_token"]})
    assert answer.status_code == 401

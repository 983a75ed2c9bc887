"""Attacks on tokens, each refused; a test is named after what is tried."""

import json
from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import Any

import jwt
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.orm import utc_now
from app.settings import get_settings
from app.tokens import ALGORITHM
from tests import clients

KEY = get_settings().secret_key
ATTACKERS_KEY = "a key that only the attacker knows, long enough"


@pytest.fixture
def pair(visitor: FlaskClient) -> dict[str, str]:
    pair = clients.token_pair(visitor)
    del visitor.environ_base["HTTP_AUTHORIZATION"]
    return pair


@pytest.fixture
def claims(pair: dict[str, str]) -> dict[str, Any]:
    return jwt.decode(pair["access_token"], KEY, [ALGORITHM])


def use(client: FlaskClient, token: str) -> TestResponse:
    return client.get("/api/notes", headers={"Authorization": f"Bearer {token}"})


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "nOnE", ""])
def test_a_token_without_a_signature(
    visitor: FlaskClient, pair: dict[str, str], algorithm: str
) -> None:
    _, payload, signature = pair["access_token"].split(".")
    header = urlsafe_b64encode(json.dumps({"alg": algorithm}).encode()).decode().rstrip("=")
    clients.assert_unauthorized(use(visitor, f"{header}.{payload}."))
    clients.assert_unauthorized(use(visitor, f"{header}.{payload}.{signature}"))


@pytest.mark.parametrize("algorithm", ["HS384", "HS512"])
def test_a_token_that_chooses_its_algorithm(
    visitor: FlaskClient, claims: dict[str, Any], algorithm: str
) -> None:
    clients.assert_unauthorized(use(visitor, jwt.encode(claims, KEY * 2, algorithm)))


@pytest.mark.parametrize(
    "header",
    [
        {"kid": "../../dev/null"},
        {"kid": "' UNION SELECT 'known' --"},
        {"kid": ""},
        {"jku": "https://evil.example/keys"},
        {"x5u": "https://evil.example/certificate"},
        {"jwk": {"kty": "oct", "k": urlsafe_b64encode(ATTACKERS_KEY.encode()).decode()}},
    ],
    ids=str,
)
def test_a_token_that_brings_its_key(
    visitor: FlaskClient, claims: dict[str, Any], header: dict[str, Any]
) -> None:
    forged = jwt.encode(claims, ATTACKERS_KEY, ALGORITHM, headers=header)
    clients.assert_unauthorized(use(visitor, forged))


def test_a_claim_changed_on_the_way(
    visitor: FlaskClient, pair: dict[str, str], claims: dict[str, Any]
) -> None:
    header, _, signature = pair["access_token"].split(".")
    longer = claims | {"exp": utc_now() + timedelta(days=365)}
    _, payload, _ = jwt.encode(longer, ATTACKERS_KEY, ALGORITHM).split(".")
    clients.assert_unauthorized(use(visitor, f"{header}.{payload}.{signature}"))


def test_a_refresh_token_in_the_place_of_an_access_token(
    visitor: FlaskClient, pair: dict[str, str]
) -> None:
    clients.assert_unauthorized(use(visitor, pair["refresh_token"]))
    swapped = {"refresh_token": pair["access_token"]}
    clients.assert_unauthorized(visitor.post("/api/auth/refresh", json=swapped))


def test_a_token_where_others_can_read_it(visitor: FlaskClient, pair: dict[str, str]) -> None:
    token = pair["access_token"]
    clients.assert_unauthorized(visitor.get(f"/api/notes?access_token={token}"))
    visitor.set_cookie("access_token", token)
    clients.assert_unauthorized(visitor.get("/api/notes"))


def test_a_stolen_refresh_token(visitor: FlaskClient, pair: dict[str, str]) -> None:
    stolen = {"refresh_token": pair["refresh_token"]}
    thiefs = visitor.post("/api/auth/refresh", json=stolen).get_json()
    # Its owner uses it too: one of the two is a thief, and nobody can tell which.
    clients.assert_unauthorized(visitor.post("/api/auth/refresh", json=stolen))
    later = {"refresh_token": thiefs["refresh_token"]}
    clients.assert_unauthorized(visitor.post("/api/auth/refresh", json=later))


def test_guessing_the_rest_of_a_refresh_token(visitor: FlaskClient, pair: dict[str, str]) -> None:
    guess = {"refresh_token": pair["refresh_token"][:-1] + "!"}
    clients.assert_unauthorized(visitor.post("/api/auth/refresh", json=guess))

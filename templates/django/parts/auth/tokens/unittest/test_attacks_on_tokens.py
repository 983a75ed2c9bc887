"""Attacks on tokens: others' claims, and other ways to verify them.

https://www.rfc-editor.org/rfc/rfc8725.html#section-2
"""

import json
from typing import Any

import jwt
from django.conf import settings
from django.test import TestCase
from jwt.utils import base64url_encode
from rest_framework.test import APIClient

from app import tokens
from app.models import User
from tests.clients import somebody, token_pair


def encoded(part: dict[str, Any]) -> str:
    return base64url_encode(json.dumps(part).encode()).decode()


class TokensTest(TestCase):
    def setUp(self) -> None:
        self.pair = token_pair()
        self.token = str(self.pair["access_token"])
        self.claims = jwt.decode(self.token, options={"verify_signature": False})
        self.kid = tokens.fingerprint(settings.SECRET_KEY)

    def assert_refused(self, token: str) -> None:
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
        self.assertEqual(client.get("/api/auth/me").status_code, 401)

    def assert_not_renewed(self, token: str) -> None:
        answer = APIClient().post("/api/auth/refresh", {"refresh_token": token})
        self.assertEqual(answer.status_code, 401)

    def test_a_token_that_asks_not_to_be_verified(self) -> None:
        _, payload, signature = self.token.split(".")
        for algorithm in ("none", "None", "NONE", ""):
            with self.subTest(algorithm=algorithm):
                header = encoded({"alg": algorithm, "typ": "JWT", "kid": self.kid})
                self.assert_refused(f"{header}.{payload}.")
                self.assert_refused(f"{header}.{payload}.{signature}")

    def test_another_algorithm_with_the_right_key(self) -> None:
        for algorithm in ("HS384", "HS512"):
            with self.subTest(algorithm=algorithm):
                header = encoded({"alg": algorithm, "kid": self.kid})
                signed = f"{header}.{encoded(self.claims)}"
                signer = jwt.get_algorithm_by_name(algorithm)
                signature = signer.sign(signed.encode(), settings.SECRET_KEY.encode())
                self.assert_refused(f"{signed}.{base64url_encode(signature).decode()}")

    def test_a_public_key_that_the_token_brings(self) -> None:
        _, payload, signature = self.token.split(".")
        brought = {"kty": "RSA", "n": "AQAB", "e": "AQAB"}
        header = {"alg": "RS256", "jwk": brought, "kid": self.kid}
        self.assert_refused(f"{encoded(header)}.{payload}.{signature}")

    def test_a_key_of_ones_own_by_its_name(self) -> None:
        key = "a key that the attacker knows, long enough"
        for kid in ("", "../../../dev/null", "' OR '1'='1", "https://evil.example"):
            with self.subTest(kid=kid):
                self.assert_refused(jwt.encode(self.claims, key, "HS256", headers={"kid": kid}))

    def test_the_claims_of_somebody_else(self) -> None:
        victim = somebody().get("/api/auth/me").json()["id"]
        header, _, signature = self.token.split(".")
        self.assert_refused(f"{header}.{encoded({**self.claims, 'sub': victim})}.{signature}")

    def test_one_token_in_place_of_the_other(self) -> None:
        self.assert_refused(self.pair["refresh_token"])
        self.assert_not_renewed(self.token)

    def test_a_stolen_refresh_token(self) -> None:
        body = {"refresh_token": self.pair["refresh_token"]}
        stolen = APIClient().post("/api/auth/refresh", body).json()
        self.assert_not_renewed(self.pair["refresh_token"])
        self.assert_not_renewed(stolen["refresh_token"])

    def test_a_token_of_somebody_who_is_gone(self) -> None:
        User.objects.all().delete()
        self.assert_refused(self.token)

    def test_a_token_in_the_address(self) -> None:
        answer = APIClient().get("/api/auth/me", {"access_token": self.token})
        self.assertEqual(answer.status_code, 401)

"""Attacks on tokens, each refused; a test is named after what is tried."""

import json
from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import Any

import jwt

from app.orm import utc_now
from app.settings import get_settings
from app.tokens import ALGORITHM
from tests import clients
from tests.base import ApiTestCase

KEY = get_settings().secret_key
ATTACKERS_KEY = "a key that only the attacker knows, long enough"


class TokenTestCase(ApiTestCase):
    """Gives each test the tokens of a victim."""

    def setUp(self) -> None:
        super().setUp()
        self.pair = clients.token_pair(self.visitor)
        del self.visitor.environ_base["HTTP_AUTHORIZATION"]
        self.claims = jwt.decode(self.pair["access_token"], KEY, [ALGORITHM])

    def assert_refused(self, token: str) -> None:
        headers = {"Authorization": f"Bearer {token}"}
        clients.assert_unauthorized(self.visitor.get("/api/notes", headers=headers))


class ForgeryTest(TokenTestCase):
    """Tokens that nobody issued."""

    def test_a_token_without_a_signature(self) -> None:
        _, payload, signature = self.pair["access_token"].split(".")
        for algorithm in ("none", "None", "NONE", "nOnE", ""):
            with self.subTest(algorithm):
                told = json.dumps({"alg": algorithm}).encode()
                header = urlsafe_b64encode(told).decode().rstrip("=")
                self.assert_refused(f"{header}.{payload}.")
                self.assert_refused(f"{header}.{payload}.{signature}")

    def test_a_token_that_chooses_its_algorithm(self) -> None:
        for algorithm in ("HS384", "HS512"):
            with self.subTest(algorithm):
                self.assert_refused(jwt.encode(self.claims, KEY * 2, algorithm))

    def test_a_token_that_brings_its_key(self) -> None:
        own = {"kty": "oct", "k": urlsafe_b64encode(ATTACKERS_KEY.encode()).decode()}
        headers: tuple[dict[str, Any], ...] = (
            {"kid": "../../dev/null"},
            {"kid": "' UNION SELECT 'known' --"},
            {"kid": ""},
            {"jku": "https://evil.example/keys"},
            {"x5u": "https://evil.example/certificate"},
            {"jwk": own},
        )
        for header in headers:
            with self.subTest(str(header)):
                forged = jwt.encode(self.claims, ATTACKERS_KEY, ALGORITHM, headers=header)
                self.assert_refused(forged)

    def test_a_claim_changed_on_the_way(self) -> None:
        header, _, signature = self.pair["access_token"].split(".")
        longer = self.claims | {"exp": utc_now() + timedelta(days=365)}
        _, payload, _ = jwt.encode(longer, ATTACKERS_KEY, ALGORITHM).split(".")
        self.assert_refused(f"{header}.{payload}.{signature}")


class MisuseTest(TokenTestCase):
    """Tokens in the wrong place, or in the wrong hands."""

    def assert_not_traded(self, token: str) -> None:
        body = {"refresh_token": token}
        clients.assert_unauthorized(self.visitor.post("/api/auth/refresh", json=body))

    def test_a_refresh_token_in_the_place_of_an_access_token(self) -> None:
        self.assert_refused(self.pair["refresh_token"])
        self.assert_not_traded(self.pair["access_token"])

    def test_a_token_where_others_can_read_it(self) -> None:
        token = self.pair["access_token"]
        clients.assert_unauthorized(self.visitor.get(f"/api/notes?access_token={token}"))
        self.visitor.set_cookie("access_token", token)
        clients.assert_unauthorized(self.visitor.get("/api/notes"))

    def test_a_stolen_refresh_token(self) -> None:
        stolen = {"refresh_token": self.pair["refresh_token"]}
        thiefs = self.visitor.post("/api/auth/refresh", json=stolen).get_json()
        # Its owner uses it too: one of the two is a thief, and nobody can tell which.
        self.assert_not_traded(self.pair["refresh_token"])
        self.assert_not_traded(thiefs["refresh_token"])

    def test_guessing_the_rest_of_a_refresh_token(self) -> None:
        self.assert_not_traded(self.pair["refresh_token"][:-1] + "!")

"""Tokens: which access tokens count, and that a refresh token is used once."""

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any
from unittest.mock import patch

import jwt
from werkzeug.test import TestResponse

from app.orm import utc_now
from app.refresh_tokens import RefreshTokenSettings
from app.settings import get_settings
from app.tokens import ALGORITHM, CLAIMS, KeyRing, TokenSettings, fingerprint
from tests import clients
from tests.base import ApiTestCase

KEY = get_settings().secret_key
NEW_KEY = "a newer key that is long enough for tests"


def sign(claims: dict[str, Any], **header: str) -> str:
    return jwt.encode(claims, KEY, ALGORITHM, headers=header)


class TokenTestCase(ApiTestCase):
    """Gives each test the tokens of somebody new."""

    def setUp(self) -> None:
        super().setUp()
        self.pair = clients.token_pair(self.visitor)
        self.claims = jwt.decode(self.pair["access_token"], KEY, [ALGORITHM])

    def me(self, token: str) -> TestResponse:
        return self.visitor.get("/api/auth/me", headers={"Authorization": f"Bearer {token}"})

    def refresh(self, token: str) -> TestResponse:
        return self.visitor.post("/api/auth/refresh", json={"refresh_token": token})


class AccessTokenTest(TokenTestCase):
    """Which access tokens count."""

    def test_the_access_token_names_its_key(self) -> None:
        header = jwt.get_unverified_header(self.pair["access_token"])
        self.assertEqual(header, {"alg": "HS256", "typ": "JWT", "kid": fingerprint(KEY)})

    def test_a_header_without_a_token(self) -> None:
        for header in ("", "Bearer", "Bearer a.b.c", "Basic YTpi"):
            with self.subTest(header):
                response = self.visitor.get("/api/notes", headers={"Authorization": header})
                clients.assert_unauthorized(response)

    def test_a_forged_token(self) -> None:
        nobody = "00000000-0000-4000-8000-000000000000"
        for name, forged in {
            "no signature": jwt.encode(self.claims, "", "none"),
            "another algorithm": jwt.encode(self.claims, KEY * 2, "HS512"),
            "another key": jwt.encode(self.claims, NEW_KEY, ALGORITHM),
            "an unknown kid": sign(self.claims, kid="unknown"),
            "another key's kid": sign(self.claims, kid=fingerprint(NEW_KEY)),
            "expired": sign(self.claims | {"exp": utc_now() - timedelta(seconds=11)}),
            "from the future": sign(self.claims | {"iat": utc_now() + timedelta(seconds=60)}),
            "no identifier": sign(self.claims | {"sub": "nobody"}),
            "nobody's": sign(self.claims | {"sub": nobody}),
        }.items():
            with self.subTest(name):
                clients.assert_unauthorized(self.me(forged))

    def test_a_token_that_lacks_a_claim(self) -> None:
        for missing in CLAIMS:
            with self.subTest(missing):
                rest = {name: value for name, value in self.claims.items() if name != missing}
                clients.assert_unauthorized(self.me(sign(rest)))

    def test_clocks_may_differ_a_little(self) -> None:
        just_expired = self.claims | {"exp": utc_now() - timedelta(seconds=5)}
        self.assertEqual(self.me(sign(just_expired)).status_code, 200)

    def test_an_earlier_key_still_verifies(self) -> None:
        token = self.pair["access_token"]
        with patch("app.tokens.key_ring", lambda: KeyRing(NEW_KEY, KEY)):
            self.assertEqual(self.me(token).status_code, 200)
            new_token = self.refresh(self.pair["refresh_token"]).get_json()["access_token"]
        self.assertEqual(jwt.get_unverified_header(new_token)["kid"], fingerprint(NEW_KEY))
        with patch("app.tokens.key_ring", lambda: KeyRing(NEW_KEY)):
            clients.assert_unauthorized(self.me(token))
            self.assertEqual(self.me(new_token).status_code, 200)

    def test_production_needs_good_earlier_keys(self) -> None:
        production = get_settings().model_copy(update={"environment": "production"})
        with patch.dict(os.environ, {"SECRET_KEY_FALLBACKS": f"{NEW_KEY}, short"}):
            self.assertEqual(TokenSettings.load().secret_key_fallbacks, (NEW_KEY, "short"))
            with (
                patch("app.tokens.get_settings", return_value=production),
                self.assertRaisesRegex(SystemExit, "SECRET_KEY_FALLBACKS: in production each"),
            ):
                TokenSettings.load()


class RefreshTokenTest(TokenTestCase):
    """That a refresh token is used once."""

    def test_a_refresh_token_used_twice_revokes_its_family(self) -> None:
        response = self.refresh(self.pair["refresh_token"])
        self.assertEqual(response.headers["Cache-Control"], "no-store")
        second = response.get_json()
        self.assertEqual(self.me(second["access_token"]).status_code, 200)
        clients.assert_unauthorized(self.refresh(self.pair["refresh_token"]))
        clients.assert_unauthorized(self.refresh(second["refresh_token"]))

    def test_of_two_refreshes_at_once_one_wins(self) -> None:
        together = Barrier(2)
        token = {"refresh_token": self.pair["refresh_token"]}

        def race(_: int) -> int:
            client = self.app.test_client()
            together.wait(timeout=10)
            return client.post("/api/auth/refresh", json=token).status_code

        with ThreadPoolExecutor(2) as threads:
            self.assertEqual(sorted(threads.map(race, range(2))), [200, 401])

    def test_an_expired_refresh_token(self) -> None:
        lifetime = timedelta(days=RefreshTokenSettings.load().refresh_token_days)
        later = utc_now() + lifetime + timedelta(seconds=1)
        with patch("app.refresh_tokens.utc_now", return_value=later):
            clients.assert_unauthorized(self.refresh(self.pair["refresh_token"]))

    def test_an_unknown_refresh_token(self) -> None:
        for token in ("", "nonsense", "é" * 80, "0" * 75):
            with self.subTest(token):
                clients.assert_unauthorized(self.refresh(token))

    def test_logout_revokes_the_family(self) -> None:
        token = {"refresh_token": self.pair["refresh_token"]}
        for _ in range(2):
            response = self.visitor.post("/api/auth/logout", json=token)
            self.assertEqual(response.status_code, 204)
        clients.assert_unauthorized(self.refresh(self.pair["refresh_token"]))

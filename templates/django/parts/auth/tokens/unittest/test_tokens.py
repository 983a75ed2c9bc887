"""Access tokens, the keys that sign them, and refresh tokens."""

from datetime import timedelta
from typing import Any

import jwt
from django.conf import settings
from django.utils import timezone

from app import tokens
from app.models import RefreshToken, User
from tests.base import ApiTestCase
from tests.clients import token_pair
from tests.forgery import OTHER_KEY, forged


class TokenTestCase(ApiTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.pair = token_pair()

    def status_of(self, token: str) -> int:
        """How the API answers to a token."""
        self.visitor.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
        return self.visitor.get("/api/auth/me").status_code

    def forged(self, key: str, kid: str | None = None, **changes: Any) -> str:
        return forged(self.pair["access_token"], key, kid, **changes)

    def refresh(self, pair: Any) -> Any:
        body = {"refresh_token": pair["refresh_token"]}
        return self.visitor.post("/api/auth/refresh", body)


class AccessTokenTest(TokenTestCase):
    def test_the_token_names_its_key(self) -> None:
        kid = jwt.get_unverified_header(self.pair["access_token"])["kid"]
        self.assertEqual(kid, tokens.fingerprint(settings.SECRET_KEY))
        self.assertNotIn(settings.SECRET_KEY, kid)
        self.assertEqual(self.status_of(self.pair["access_token"]), 200)

    def test_an_earlier_key_verifies(self) -> None:
        earlier = settings.SECRET_KEY
        with self.settings(SECRET_KEY=OTHER_KEY, SECRET_KEY_FALLBACKS=[earlier]):
            self.assertEqual(self.status_of(self.pair["access_token"]), 200)
            renewed = self.refresh(self.pair).json()["access_token"]
        kid = jwt.get_unverified_header(renewed)["kid"]
        self.assertEqual(kid, tokens.fingerprint(OTHER_KEY))
        with self.settings(SECRET_KEY=OTHER_KEY):
            self.assertEqual(self.status_of(self.pair["access_token"]), 401)

    def test_an_unknown_key(self) -> None:
        self.assertEqual(self.status_of(self.forged(OTHER_KEY)), 401)

    def test_a_name_of_another_key(self) -> None:
        kid = tokens.fingerprint(OTHER_KEY)
        with self.settings(SECRET_KEY_FALLBACKS=[OTHER_KEY]):
            self.assertEqual(self.status_of(self.forged(OTHER_KEY)), 200)
            self.assertEqual(self.status_of(self.forged(settings.SECRET_KEY, kid)), 401)

    def test_missing_and_wrong_claims(self) -> None:
        cases: list[dict[str, Any]] = [
            *({claim: None} for claim in tokens.REQUIRED),
            {"type": "refresh"},
            {"sub": "nobody"},
            {"sub": "00000000-0000-4000-8000-000000000000"},
        ]
        for changes in cases:
            with self.subTest(changes=changes):
                token = self.forged(settings.SECRET_KEY, **changes)
                self.assertEqual(self.status_of(token), 401)

    def test_clocks_may_differ_by_ten_seconds(self) -> None:
        for seconds, status in ((5, 200), (15, 401)):
            end = timezone.now() - timedelta(seconds=seconds)
            token = self.forged(settings.SECRET_KEY, exp=end)
            self.assertEqual(self.status_of(token), status)

    def test_a_header_without_a_token(self) -> None:
        for header in ("", "Bearer", "Bearer x", "Bearer a b", "Basic YTpi"):
            with self.subTest(header=header):
                self.visitor.credentials(HTTP_AUTHORIZATION=header)
                answer = self.visitor.get("/api/auth/me")
                self.assertEqual(answer.status_code, 401)
                self.assertEqual(answer["WWW-Authenticate"], "Bearer")

    def test_somebody_who_is_no_longer_active(self) -> None:
        User.objects.update(is_active=False)
        self.assertEqual(self.status_of(self.pair["access_token"]), 401)
        self.assertEqual(self.refresh(self.pair).status_code, 401)


class RefreshTokenTest(TokenTestCase):
    def test_rotation(self) -> None:
        second = self.refresh(self.pair).json()
        self.assertNotEqual(second["refresh_token"], self.pair["refresh_token"])
        stored = RefreshToken.objects.filter(token_hash=second["refresh_token"])
        self.assertFalse(stored.exists())
        self.assertEqual(self.refresh(second).status_code, 200)

    def test_an_expired_refresh_token(self) -> None:
        RefreshToken.objects.update(expires_at=timezone.now())
        self.assertEqual(self.refresh(self.pair).status_code, 401)

    def test_logout(self) -> None:
        body = {"refresh_token": self.pair["refresh_token"]}
        self.assertEqual(self.visitor.post("/api/auth/logout", body).status_code, 204)
        self.assertEqual(self.visitor.post("/api/auth/logout", body).status_code, 204)
        self.assertEqual(self.refresh(self.pair).status_code, 401)

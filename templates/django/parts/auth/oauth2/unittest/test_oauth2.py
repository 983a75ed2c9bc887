"""The way to the provider and back, and what is refused on it."""

import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

from rest_framework.test import APIClient

from app import provider
from app.models import User
from tests.base import ApiTestCase
from tests.fake_provider import CLIENT_ID, CLIENT_SECRET, FakeProvider, Key, running

LOGIN = "/api/auth/oauth2/login"
CALLBACK = "/api/auth/oauth2/callback"


class ProviderTestCase(ApiTestCase):
    fake: FakeProvider

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        cls.fake = cls.enterClassContext(running())

    def setUp(self) -> None:
        super().setUp()
        self.fake.reset()
        provider.known.clear()
        set_up = self.settings(
            OAUTH2_ISSUER=self.fake.issuer,
            OAUTH2_CLIENT_ID=CLIENT_ID,
            OAUTH2_CLIENT_SECRET=CLIENT_SECRET,
        )
        self.enterContext(set_up)

    def set_out(self, visitor: APIClient) -> dict[str, str]:
        """Go to the provider, and bring back what it sends along."""
        return self.fake.authorize(visitor.get(LOGIN)["Location"])

    def sign_in(self, **changes: str) -> Any:
        return self.visitor.get(CALLBACK, {**self.set_out(self.visitor), **changes})


class SignInTest(ProviderTestCase):
    def test_login(self) -> None:
        answer = self.visitor.get(LOGIN)
        asked = parse_qs(urlsplit(answer["Location"]).query)
        self.assertEqual(answer.status_code, 302)
        self.assertEqual(answer["Cache-Control"], "no-store")
        self.assertTrue(answer["Location"].startswith(f"{self.fake.issuer}/authorize?"))
        self.assertEqual(asked["scope"], ["openid email"])
        self.assertEqual(asked["code_challenge_method"], ["S256"])
        cookie = answer.cookies["oauth2_state"]
        self.assertEqual((cookie["path"], cookie["samesite"]), ("/api/auth/oauth2", "Lax"))
        self.assertEqual((cookie["secure"], cookie["max-age"]), ("", 600))
        self.assertTrue(cookie["httponly"])

    def test_sign_in(self) -> None:
        answer = self.sign_in()
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer["Cache-Control"], "no-store")
        self.assertEqual(answer.cookies["oauth2_state"].value, "")
        bearer = f"Bearer {answer.json()['access_token']}"
        self.visitor.credentials(HTTP_AUTHORIZATION=bearer)
        self.assertEqual(self.visitor.get("/api/auth/me").json()["email"], "ada@example.com")

    def test_an_email_that_is_not_verified(self) -> None:
        self.fake.claims["email_verified"] = False
        self.assertEqual(self.sign_in().status_code, 200)
        self.assertTrue(User.objects.filter(subject="ada", email=None).exists())

    def test_the_provider_changes_its_key(self) -> None:
        self.assertEqual(self.sign_in().status_code, 200)
        self.fake.signing_key = self.fake.published_key = Key()
        self.assertEqual(self.sign_in().status_code, 200)

    def test_without_a_provider(self) -> None:
        for path in (LOGIN, CALLBACK):
            with self.subTest(path=path), self.settings(OAUTH2_ISSUER=""):
                answer = self.visitor.get(path)
                self.assertEqual(answer.status_code, 503)
                self.assertIn("OAUTH2_ISSUER", answer.json()["detail"])


class RefusalTest(ProviderTestCase):
    def test_a_redirect_elsewhere(self) -> None:
        evil = "https://evil.example/"
        names = ("next", "redirect_uri", "issuer", "iss", "target_link_uri")
        sent = self.visitor.get(LOGIN, dict.fromkeys(names, evil))["Location"]
        self.assertTrue(sent.startswith(f"{self.fake.issuer}/authorize?"))
        self.assertNotIn("evil", sent)
        back = self.visitor.get(CALLBACK, {**self.fake.authorize(sent), "next": evil})
        self.assertNotIn("Location", back)

    def test_forged_state(self) -> None:
        self.assertEqual(self.sign_in(state="forged").status_code, 400)
        back = self.set_out(self.visitor)
        self.visitor.cookies.clear()
        self.assertEqual(self.visitor.get(CALLBACK, back).status_code, 400)
        self.assertFalse(User.objects.filter(subject="ada").exists())

    def test_replayed_callback(self) -> None:
        back = self.set_out(self.visitor)
        self.assertEqual(self.visitor.get(CALLBACK, back).status_code, 200)
        self.assertEqual(self.visitor.get(CALLBACK, back).status_code, 400)

    def test_replayed_code(self) -> None:
        back = self.set_out(self.visitor)
        self.assertEqual(self.visitor.get(CALLBACK, back).status_code, 200)
        answer = self.sign_in(code=back["code"])
        self.assertEqual(answer.status_code, 401)
        self.assertEqual(answer["Content-Type"], "application/problem+json")

    def test_a_code_of_another_browser(self) -> None:
        code = self.set_out(APIClient())["code"]
        self.assertEqual(self.sign_in(code=code).status_code, 401)

    def test_wrong_claims(self) -> None:
        cases: list[dict[str, Any]] = [
            {"nonce": "of another sign-in"},
            {"nonce": None},
            {"exp": time.time() - 60},
            {"iss": "https://evil.example"},
            {"aud": "another application"},
            {"aud": [CLIENT_ID, "another application"]},
            {"azp": "another application"},
            {"sub": ""},
            {"sub": "x" * 256},
        ]
        for claims in cases:
            with self.subTest(claims=claims):
                self.fake.claims = claims
                self.assertEqual(self.sign_in().status_code, 401)

    def test_wrong_algorithm(self) -> None:
        for algorithm in ("none", "HS256", "RS512"):
            with self.subTest(algorithm=algorithm):
                self.fake.algorithm = algorithm
                self.assertEqual(self.sign_in().status_code, 401)

    def test_wrong_signature(self) -> None:
        self.fake.published_key = Key()
        self.assertEqual(self.sign_in().status_code, 401)

    def test_the_provider_says_no(self) -> None:
        told = "No\r\nSet-Cookie: \u2028" + "x" * 500
        answer = self.sign_in(code="", error="access_denied", error_description=told)
        self.assertEqual(answer.status_code, 400)
        self.assertIn("NoSet-Cookie: xxx", answer.json()["detail"])
        self.assertLess(len(answer.json()["detail"]), 250)

    def test_an_answer_of_another_provider(self) -> None:
        self.assertEqual(self.sign_in(iss="https://evil.example").status_code, 400)

    def test_no_code(self) -> None:
        self.assertEqual(self.sign_in(code="").status_code, 400)

    def test_wrong_metadata(self) -> None:
        for name in ("issuer", "jwks_uri"):
            with self.subTest(name=name):
                self.fake.metadata = {name: "http://127.0.0.1:1/elsewhere"}
                answer = self.visitor.get(LOGIN)
                self.assertEqual(answer.status_code, 503)
                self.assertGreater(int(answer["Retry-After"]), 0)

    def test_the_provider_goes_away(self) -> None:
        self.fake.metadata["token_endpoint"] = "http://127.0.0.1:1/token"
        self.assertEqual(self.sign_in().status_code, 503)

"""What attackers try on the way to the provider and back."""

from app.main import create_app
from tests.base import GuestTest
from tests.clients import CALLBACK, LOGIN, PROVIDER, sign_in, start
from tests.support import open_client

EVIL = "https://evil.example"


class ProviderAttacks(GuestTest):
    """API7 and API10: redirects, and what comes from the provider."""

    def test_to_change_the_way_to_the_provider(self) -> None:
        for name in ("next", "redirect_uri", "state", "issuer"):
            with self.subTest(name):
                sent = {name: EVIL}
                answer = self.guest.get(LOGIN, params=sent, follow_redirects=False)
                location = answer.headers["Location"]
                self.assertTrue(location.startswith(f"{PROVIDER.issuer}/"))
                self.assertNotIn("evil", location)

    def test_to_sign_somebody_in_as_the_attacker(self) -> None:
        # The attacker stops at the last step, and sends its link to somebody.
        link = start(self.guest)
        somebody = self.enterContext(open_client(create_app()))
        self.assertEqual(somebody.get(CALLBACK, params=link).status_code, 400)
        start(somebody)
        self.assertEqual(somebody.get(CALLBACK, params=link).status_code, 400)

    def test_to_take_over_an_account_by_its_address(self) -> None:
        sign_in(self.guest, sub="ada", email="ada@example.com")
        self.guest.post("/api/notes", json={"title": "Hers"})
        for verified in (True, False):
            claims = {"sub": "eve", "email": "ada@example.com", "email_verified": verified}
            sign_in(self.guest, **claims)
            self.assertEqual(self.guest.get("/api/notes").json()["total"], 0)

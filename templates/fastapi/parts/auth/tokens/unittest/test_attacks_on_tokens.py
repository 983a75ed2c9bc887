"""What attackers try who have a token, or would like to."""

from tests.base import ApiTest
from tests.forgery import forge


class TokenAttacks(ApiTest):
    """API2: broken authentication."""

    def status_with(self, token: str) -> int:
        """Use an access token, and return the status."""
        bearer = {"Authorization": f"Bearer {token}"}
        return self.client.get("/api/notes", headers=bearer).status_code

    def test_to_choose_the_algorithm(self) -> None:
        user = self.client.get("/api/auth/me").json()["id"]
        for algorithm in ("none", "None", "RS256", "ES256", "HS512", "HS1"):
            with self.subTest(algorithm):
                forged = forge(user, alg=algorithm)
                self.assertEqual(self.status_with(forged), 401)
                self.assertEqual(self.status_with(forged.rpartition(".")[0] + "."), 401)

    def test_to_choose_the_key(self) -> None:
        user = self.client.get("/api/auth/me").json()["id"]
        for key in ("../../../dev/null", "' UNION SELECT 'x", "", "0"):
            with self.subTest(key):
                self.assertEqual(self.status_with(forge(user, key="x", kid=key)), 401)

    def test_to_leave_a_token_in_an_address(self) -> None:
        token = self.client.headers.pop("Authorization").removeprefix("Bearer ")
        for query in (f"access_token={token}", f"token={token}"):
            self.assertEqual(self.client.get(f"/api/notes?{query}").status_code, 401)

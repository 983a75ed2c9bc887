"""What attackers try who have a token, or would like to."""

import pytest
from fastapi.testclient import TestClient

from tests.forgery import forge


# API2: broken authentication
@pytest.mark.parametrize("algorithm", ["none", "None", "RS256", "ES256", "HS512", "HS1"])
def test_to_choose_the_algorithm(client: TestClient, algorithm: str) -> None:
    user = client.get("/api/auth/me").json()["id"]
    forged = forge(user, alg=algorithm)
    unsigned = forged.rpartition(".")[0] + "."
    for token in (forged, unsigned):
        bearer = {"Authorization": f"Bearer {token}"}
        assert client.get("/api/notes", headers=bearer).status_code == 401


@pytest.mark.parametrize("key", ["../../../dev/null", "' UNION SELECT 'x", "", "0"])
def test_to_choose_the_key(client: TestClient, key: str) -> None:
    user = client.get("/api/auth/me").json()["id"]
    bearer = {"Authorization": f"Bearer {forge(user, key='x', kid=key)}"}
    assert client.get("/api/notes", headers=bearer).status_code == 401


def test_to_leave_a_token_in_an_address(client: TestClient) -> None:
    token = client.headers.pop("Authorization").removeprefix("Bearer ")
    for query in (f"access_token={token}", f"token={token}"):
        assert client.get(f"/api/notes?{query}").status_code == 401

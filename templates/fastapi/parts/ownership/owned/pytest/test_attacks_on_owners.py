"""What attackers try who want what belongs to others."""

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from tests.clients import api_client

NOBODY = "00000000-0000-4000-8000-000000000000"


# API1: broken object level authorization
@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE"])
def test_to_reach_what_belongs_to_others(client: TestClient, method: str) -> None:
    theirs = client.post("/api/notes", json={"title": "Theirs"}).headers["Location"]
    nobodys = f"/api/notes/{NOBODY}"
    body = {"title": "Mine"} if method in {"PUT", "PATCH"} else None
    with api_client("eve@example.com", create_app()) as eve:
        answers = [eve.request(method, address, json=body) for address in (theirs, nobodys)]
        assert eve.get("/api/notes?q=Theirs&owner_id=1").json()["total"] == 0
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].json() == answers[1].json()  # not even that it exists is told


# API5: broken function level authorization
def test_to_call_without_a_name(guest: TestClient) -> None:
    for path, operations in guest.get("/openapi.json").json()["paths"].items():
        if path.startswith("/api/") and not path.startswith("/api/auth/"):
            address = "/".join(NOBODY if "{" in part else part for part in path.split("/"))
            for method in operations:
                assert guest.request(method, address).status_code == 401, (method, path)

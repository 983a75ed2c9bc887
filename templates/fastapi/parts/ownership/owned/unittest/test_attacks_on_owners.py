"""What attackers try who want what belongs to others."""

from app.main import create_app
from tests.base import ApiTest, GuestTest
from tests.clients import api_client

NOBODY = "00000000-0000-4000-8000-000000000000"


class OwnerAttacks(ApiTest):
    """API1: broken object level authorization."""

    def test_to_reach_what_belongs_to_others(self) -> None:
        theirs = self.client.post("/api/notes", json={"title": "Theirs"}).headers["Location"]
        eve = self.enterContext(api_client("eve@example.com", create_app()))
        for method in ("GET", "PUT", "PATCH", "DELETE"):
            body = {"title": "Mine"} if method in {"PUT", "PATCH"} else None
            reached = eve.request(method, theirs, json=body)
            missing = eve.request(method, f"/api/notes/{NOBODY}", json=body)
            self.assertEqual(reached.status_code, 404)
            # Not even that it exists is told.
            self.assertEqual(reached.json(), missing.json())
        self.assertEqual(eve.get("/api/notes?q=Theirs&owner_id=1").json()["total"], 0)


class NamelessAttacks(GuestTest):
    """API5: broken function level authorization."""

    def test_to_call_without_a_name(self) -> None:
        for path, operations in self.guest.get("/openapi.json").json()["paths"].items():
            if path.startswith("/api/") and not path.startswith("/api/auth/"):
                parts = [NOBODY if "{" in part else part for part in path.split("/")]
                for method in operations:
                    answer = self.guest.request(method, "/".join(parts))
                    self.assertEqual(answer.status_code, 401, (method, path))

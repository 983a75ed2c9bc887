"""The description of the API."""

import re

from fastapi.testclient import TestClient


def test_it_describes_the_api_only(guest: TestClient) -> None:
    paths = guest.get("/openapi.json").json()["paths"]
    assert {"/api/notes", "/api/notes/{note_id}", "/health/live", "/health/ready"} <= set(paths)
    assert all(path.startswith(("/api/", "/health/")) for path in paths)


def test_it_describes_the_problems(guest: TestClient) -> None:
    document = guest.get("/openapi.json").json()
    responses = document["paths"]["/api/notes"]["post"]["responses"]
    assert {"201", "400", "413", "415", "422", "500"} <= set(responses)
    schema = responses["422"]["content"]["application/problem+json"]["schema"]
    assert schema == {"$ref": "#/components/schemas/Problem"}
    assert "Problem" in document["components"]["schemas"]


def test_the_page_works_offline(guest: TestClient) -> None:
    page = guest.get("/docs")
    assert "https://" not in page.text
    assert "'unsafe-inline'" not in page.headers["Content-Security-Policy"].split("style-src")[0]
    links = re.findall(r'(?:href|src)="([^"]+)"', page.text)
    assert len(links) == 4
    for link in links:
        assert guest.head(link).status_code == 200

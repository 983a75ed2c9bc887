"""The description of the API, and the page that shows it."""

import re

from flask.testing import FlaskClient


def test_every_route_of_the_api_is_described(visitor: FlaskClient) -> None:
    description = visitor.get("/openapi.json").get_json()
    assert {"/api/notes", "/api/notes/{note_id}", "/health/ready"} <= set(description["paths"])
    post = description["paths"]["/api/notes"]["post"]
    assert {"201", "400", "413", "415", "422"} <= set(post["responses"])
    assert post["requestBody"]["content"]["application/json"]["schema"]


def test_every_reference_leads_somewhere(visitor: FlaskClient) -> None:
    response = visitor.get("/openapi.json")
    schemas = response.get_json()["components"]["schemas"]
    assert set(re.findall(r"#/components/schemas/(\w+)", response.text)) == set(schemas)


def test_the_page_brings_its_own_files(visitor: FlaskClient) -> None:
    response = visitor.get("/docs")
    assert "script-src" in response.headers["Content-Security-Policy"]
    files = re.findall(r'(?:src|href)="([^"]+)"', response.text)
    assert files
    for file in files:
        assert visitor.get(file, buffered=True).status_code == 200

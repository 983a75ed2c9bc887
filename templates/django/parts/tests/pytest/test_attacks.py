"""Attacks on any application, each refused; named after what is tried.

https://owasp.org/API-Security/editions/2023/en/0x11-t10/
https://owasp.org/Top10/
"""

import json
import re
from contextlib import redirect_stdout
from io import StringIO
from typing import Any
from unittest.mock import patch

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.urls import get_resolver
from rest_framework.test import APIClient

from app.models import Note
from config.settings.environment import BASE_DIR
from tests.environment import read

EVIL = "https://evil.example"
HEALTH = {"/health/live", "/health/ready"}


@pytest.mark.parametrize("q", ["' OR '1'='1", "'; DROP TABLE app_note; --", "%", "_", "\\"])
def test_sql_in_a_search(api: APIClient, q: str) -> None:
    api.post("/api/notes", {"title": "Milk"})
    assert api.get("/api/notes", {"q": q}).json()["total"] == 0
    assert api.get("/api/notes").json()["total"] == 1


def test_sql_in_an_id(api: APIClient) -> None:
    path = api.post("/api/notes", {"title": "Milk"})["Location"]
    assert api.delete(f"{path}' OR '1'='1").status_code == 404
    assert Note.objects.exists()


def test_a_header_smuggled_in_by_the_request_id(visitor: APIClient) -> None:
    sent = "id\r\nSet-Cookie: session=stolen"
    answer = visitor.get("/health/live", headers={"X-Request-ID": sent})
    assert answer["X-Request-ID"] not in sent
    assert "Set-Cookie" not in answer.headers


def test_a_line_smuggled_into_the_log(visitor: APIClient) -> None:
    with patch("app.logs.requests.isEnabledFor"), redirect_stdout(StringIO()) as log:
        visitor.get('/nope%0a{"event": "all is well"}')
    [line] = log.getvalue().splitlines()
    assert json.loads(line)["path"] == '/nope\n{"event": "all is well"}'


def test_fields_that_only_the_server_sets(api: APIClient) -> None:
    forged = {
        "id": "00000000-0000-4000-8000-000000000000",
        "created_at": "2000-01-01T00:00:00Z",
        "owner": "00000000-0000-4000-8000-000000000000",
        "owner_id": "00000000-0000-4000-8000-000000000000",
    }
    answer = api.post("/api/notes", {"title": "Milk", **forged})
    changed = api.patch(answer["Location"], forged)
    for note in (answer.json(), changed.json()):
        assert not set(note.values()) & set(forged.values())
    assert api.get(answer["Location"]).status_code == 200


@pytest.mark.parametrize("query", ["limit=1000000", "limit=-1", "offset=99999999999999999999"])
def test_asking_for_everything_at_once(api: APIClient, query: str) -> None:
    assert api.get(f"/api/notes?{query}").status_code == 422


@pytest.mark.parametrize(
    ("body", "status"),
    [("x" * 1_000_001, 413), ("[" * 100_000, 400), ('{"title": "' + "x" * 999_000, 400)],
)
def test_a_body_that_takes_too_much(api: APIClient, body: str, status: int) -> None:
    answer = api.generic("POST", "/api/notes", body, content_type="application/json")
    assert answer.status_code == status


@pytest.mark.parametrize("kind", ["application/xml", "text/plain", "application/x-yaml", ""])
def test_a_body_for_another_parser(api: APIClient, kind: str) -> None:
    body = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><title>&e;</title>'
    assert api.generic("POST", "/api/notes", body, content_type=kind).status_code == 415


def test_a_script_in_a_note(api: APIClient) -> None:
    path = api.post("/api/notes", {"title": "<script>alert(1)</script>"})["Location"]
    answer = api.get(path, headers={"Accept": "text/html"})
    assert answer["Content-Type"] == "application/json"
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_method_in_a_header(api: APIClient) -> None:
    path = api.post("/api/notes", {"title": "Milk"})["Location"]
    api.get(path, headers={"X-HTTP-Method-Override": "DELETE"})
    assert api.get(path).status_code == 200
    assert api.generic("TRACE", path).status_code == 405


@pytest.mark.parametrize("origin", [EVIL, "null", "https://app.example.com.evil.example"])
def test_a_preflight_from_a_foreign_origin(visitor: APIClient, origin: str) -> None:
    asked = {"Origin": origin, "Access-Control-Request-Method": "DELETE"}
    answer: Any = visitor.options("/api/notes", headers=asked)
    assert not [name for name in answer.headers if name.startswith("Access-Control-Allow")]


def test_a_foreign_host(visitor: APIClient) -> None:
    answer = visitor.get("/", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "evil" not in answer.content.decode()


@pytest.mark.parametrize("path", ["//evil.example/%2e%2e", "/api/notes/", "/?next=" + EVIL])
def test_a_redirect_elsewhere(api: APIClient, path: str) -> None:
    assert "Location" not in api.get(path).headers


def test_documentation_of_somebody_elses(visitor: APIClient) -> None:
    asked = {"url": f"{EVIL}/openapi.json", "configUrl": EVIL, "script": ""}
    script = visitor.get("/docs", asked).content.decode()
    assert 'url: "/openapi.json"' in script
    assert "evil" not in script


@pytest.mark.parametrize("path", ["../manage.py", "..%2f.env", "%2e%2e/.env", "/etc/passwd"])
def test_a_file_outside_of_the_static_ones(visitor: APIClient, path: str) -> None:
    assert visitor.get(f"/static/{path}").status_code == 404


@pytest.mark.parametrize("path", ["/", "/docs", "/nope", "/api/notes", "/static/style.css"])
def test_a_page_in_a_frame(visitor: APIClient, path: str) -> None:
    headers = visitor.get(path).headers
    assert headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]


def test_an_error_that_tells_too_much(visitor: APIClient) -> None:
    assert not settings.DEBUG
    for path in ("/nope", "/api/notes/nope", "/static/nope"):
        told = visitor.get(path).content.decode()
        assert "Traceback" not in told
        assert str(BASE_DIR) not in told


def test_an_address_that_nobody_documented(visitor: APIClient) -> None:
    documented = visitor.get("/openapi.json").json()["paths"]
    routes = [f"/{route.pattern}" for route in get_resolver().url_patterns]
    written = [re.sub(r"<\w+:(\w+)>", r"{\1}", route) for route in routes]
    assert {route for route in written if route.startswith("/api/")} == set(documented) - HEALTH


@pytest.mark.parametrize("key", ["", "change-me", "x" * 31])
def test_a_well_known_secret_in_production(key: str) -> None:
    with pytest.raises(ImproperlyConfigured):
        read("security", ENVIRONMENT="production", SECRET_KEY=key)


def test_unencrypted_connections_in_production() -> None:
    found = read("security", ENVIRONMENT="production", SECRET_KEY="x" * 32)
    assert found["SECURE_HSTS_SECONDS"] >= 365 * 24 * 3600

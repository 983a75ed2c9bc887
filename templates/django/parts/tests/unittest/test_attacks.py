"""Attacks on any application, each refused; named after what is tried.

https://owasp.org/API-Security/editions/2023/en/0x11-t10/
https://owasp.org/Top10/
"""

import json
import re
from contextlib import redirect_stdout
from io import StringIO
from unittest.mock import patch

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.urls import get_resolver

from app.models import Note
from config.settings.environment import BASE_DIR
from tests.base import ApiTestCase
from tests.environment import read

EVIL = "https://evil.example"
HEALTH = {"/health/live", "/health/ready"}


class InjectionTest(ApiTestCase):
    def test_sql_in_a_search(self) -> None:
        self.api.post("/api/notes", {"title": "Milk"})
        for q in ("' OR '1'='1", "'; DROP TABLE app_note; --", "%", "_", "\\"):
            with self.subTest(q=q):
                self.assertEqual(self.api.get("/api/notes", {"q": q}).json()["total"], 0)
        self.assertEqual(self.api.get("/api/notes").json()["total"], 1)

    def test_sql_in_an_id(self) -> None:
        path = self.api.post("/api/notes", {"title": "Milk"})["Location"]
        self.assertEqual(self.api.delete(f"{path}' OR '1'='1").status_code, 404)
        self.assertTrue(Note.objects.exists())

    def test_a_header_smuggled_in_by_the_request_id(self) -> None:
        sent = "id\r\nSet-Cookie: session=stolen"
        answer = self.visitor.get("/health/live", headers={"X-Request-ID": sent})
        self.assertNotIn(answer["X-Request-ID"], sent)
        self.assertNotIn("Set-Cookie", answer.headers)

    def test_a_line_smuggled_into_the_log(self) -> None:
        with patch("app.logs.requests.isEnabledFor"), redirect_stdout(StringIO()) as log:
            self.visitor.get('/nope%0a{"event": "all is well"}')
        [line] = log.getvalue().splitlines()
        self.assertEqual(json.loads(line)["path"], '/nope\n{"event": "all is well"}')

    def test_a_script_in_a_note(self) -> None:
        path = self.api.post("/api/notes", {"title": "<script>alert(1)</script>"})["Location"]
        answer = self.api.get(path, headers={"Accept": "text/html"})
        self.assertEqual(answer["Content-Type"], "application/json")
        self.assertEqual(answer["X-Content-Type-Options"], "nosniff")


class RequestTest(ApiTestCase):
    def test_fields_that_only_the_server_sets(self) -> None:
        forged = {
            "id": "00000000-0000-4000-8000-000000000000",
            "created_at": "2000-01-01T00:00:00Z",
            "owner": "00000000-0000-4000-8000-000000000000",
            "owner_id": "00000000-0000-4000-8000-000000000000",
        }
        answer = self.api.post("/api/notes", {"title": "Milk", **forged})
        changed = self.api.patch(answer["Location"], forged)
        for note in (answer.json(), changed.json()):
            self.assertFalse(set(note.values()) & set(forged.values()))
        self.assertEqual(self.api.get(answer["Location"]).status_code, 200)

    def test_asking_for_everything_at_once(self) -> None:
        for query in ("limit=1000000", "limit=-1", "offset=99999999999999999999"):
            with self.subTest(query=query):
                self.assertEqual(self.api.get(f"/api/notes?{query}").status_code, 422)

    def test_a_body_that_takes_too_much(self) -> None:
        cases = [
            ("x" * 1_000_001, 413),
            ("[" * 100_000, 400),
            ('{"title": "' + "x" * 999_000, 400),
        ]
        for body, status in cases:
            with self.subTest(body=body[:12]):
                answer = self.api.generic(
                    "POST", "/api/notes", body, content_type="application/json"
                )
                self.assertEqual(answer.status_code, status)

    def test_a_body_for_another_parser(self) -> None:
        body = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><title>&e;</title>'
        for kind in ("application/xml", "text/plain", "application/x-yaml", ""):
            with self.subTest(kind=kind):
                answer = self.api.generic("POST", "/api/notes", body, content_type=kind)
                self.assertEqual(answer.status_code, 415)

    def test_a_method_in_a_header(self) -> None:
        path = self.api.post("/api/notes", {"title": "Milk"})["Location"]
        self.api.get(path, headers={"X-HTTP-Method-Override": "DELETE"})
        self.assertEqual(self.api.get(path).status_code, 200)
        self.assertEqual(self.api.generic("TRACE", path).status_code, 405)


class OriginTest(ApiTestCase):
    def test_a_preflight_from_a_foreign_origin(self) -> None:
        for origin in (EVIL, "null", "https://app.example.com.evil.example"):
            with self.subTest(origin=origin):
                asked = {"Origin": origin, "Access-Control-Request-Method": "DELETE"}
                headers = self.visitor.options("/api/notes", headers=asked).headers
                allowed = [name for name in headers if name.startswith("Access-Control-Allow")]
                self.assertEqual(allowed, [])

    def test_a_foreign_host(self) -> None:
        answer = self.visitor.get("/", headers={"Host": "evil.example"})
        self.assertEqual(answer.status_code, 400)
        self.assertNotIn("evil", answer.content.decode())

    def test_a_redirect_elsewhere(self) -> None:
        for path in ("//evil.example/%2e%2e", "/api/notes/", "/?next=" + EVIL):
            with self.subTest(path=path):
                self.assertNotIn("Location", self.api.get(path).headers)

    def test_documentation_of_somebody_elses(self) -> None:
        asked = {"url": f"{EVIL}/openapi.json", "configUrl": EVIL, "script": ""}
        script = self.visitor.get("/docs", asked).content.decode()
        self.assertIn('url: "/openapi.json"', script)
        self.assertNotIn("evil", script)

    def test_a_page_in_a_frame(self) -> None:
        for path in ("/", "/docs", "/nope", "/api/notes", "/static/style.css"):
            with self.subTest(path=path):
                headers = self.visitor.get(path).headers
                self.assertEqual(headers["X-Frame-Options"], "DENY")
                self.assertIn("frame-ancestors 'none'", headers["Content-Security-Policy"])


class ConfigurationTest(ApiTestCase):
    def test_a_file_outside_of_the_static_ones(self) -> None:
        for path in ("../manage.py", "..%2f.env", "%2e%2e/.env", "/etc/passwd"):
            with self.subTest(path=path):
                self.assertEqual(self.visitor.get(f"/static/{path}").status_code, 404)

    def test_an_error_that_tells_too_much(self) -> None:
        self.assertFalse(settings.DEBUG)
        for path in ("/nope", "/api/notes/nope", "/static/nope"):
            with self.subTest(path=path):
                told = self.visitor.get(path).content.decode()
                self.assertNotIn("Traceback", told)
                self.assertNotIn(str(BASE_DIR), told)

    def test_an_address_that_nobody_documented(self) -> None:
        documented = self.visitor.get("/openapi.json").json()["paths"]
        routes = [f"/{route.pattern}" for route in get_resolver().url_patterns]
        written = {re.sub(r"<\w+:(\w+)>", r"{\1}", route) for route in routes}
        api = {route for route in written if route.startswith("/api/")}
        self.assertEqual(api, set(documented) - HEALTH)

    def test_a_well_known_secret_in_production(self) -> None:
        for key in ("", "change-me", "x" * 31):
            with self.subTest(key=key), self.assertRaises(ImproperlyConfigured):
                read("security", ENVIRONMENT="production", SECRET_KEY=key)

    def test_unencrypted_connections_in_production(self) -> None:
        found = read("security", ENVIRONMENT="production", SECRET_KEY="x" * 32)
        self.assertGreaterEqual(found["SECURE_HSTS_SECONDS"], 365 * 24 * 3600)

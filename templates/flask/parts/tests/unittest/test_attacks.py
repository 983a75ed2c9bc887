"""Attacks on any application, each refused; a test is named after what is tried.

https://owasp.org/API-Security/editions/2023/en/0x11-t10/
https://owasp.org/Top10/
"""

import os
import re
from unittest.mock import patch

from flask.testing import FlaskClient

from app.main import create_app
from app.settings import PROJECT, Settings, get_settings
from tests.base import ApiTestCase
from tests.log import logged
from tests.support import assert_problem

EVIL = "https://evil.example"
FORGED_ID = "00000000-0000-4000-8000-000000000000"


def write(client: FlaskClient, title: str = "Milk") -> str:
    """Write a note, and return its path."""
    return client.post("/api/notes", json={"title": title}).headers["Location"]


class InjectionTest(ApiTestCase):
    """What is sent in the hope that it is taken for something else."""

    def setUp(self) -> None:
        super().setUp()
        self.client = self.note_taker()

    def test_sql_in_a_search(self) -> None:
        write(self.client)
        for q in ("' OR '1'='1", "'; DROP TABLE notes; --", "%", "_", "\\", "*"):
            with self.subTest(q):
                found = self.client.get("/api/notes", query_string={"q": q}).get_json()
                self.assertEqual(found["total"], 0)
        self.assertEqual(self.client.get("/api/notes").get_json()["total"], 1)

    def test_sql_in_an_id(self) -> None:
        path = write(self.client)
        for end in ("' OR '1'='1", "%", "%00", "/../.."):
            with self.subTest(end):
                assert_problem(self.client.delete(path + end), 404)
        self.assertEqual(self.client.get(path).status_code, 200)

    def test_a_header_smuggled_in_by_the_request_id(self) -> None:
        smuggled = {"HTTP_X_REQUEST_ID": "id\r\nSet-Cookie: session=stolen"}
        headers = self.visitor.get("/", environ_overrides=smuggled).headers
        self.assertRegex(headers["X-Request-ID"], "^[0-9a-f]{32}$")
        self.assertNotIn("Set-Cookie", headers)

    def test_a_line_smuggled_into_the_log(self) -> None:
        with logged() as output:
            self.visitor.get('/nope%0a{"event": "all is well"}')
        self.assertEqual(len(output.getvalue().splitlines()), 1)

    def test_fields_that_only_the_server_sets(self) -> None:
        forged = {"id": FORGED_ID, "owner_id": FORGED_ID, "created_at": "2000-01-01T00:00:00Z"}
        created = self.client.post("/api/notes", json={"title": "Milk", **forged}).get_json()
        path = f"/api/notes/{created['id']}"
        changed = self.client.patch(path, json=forged).get_json()
        for note in (created, changed, self.client.get(path).get_json()):
            self.assertEqual(set(note), {"id", "title", "body", "created_at", "updated_at"})
            self.assertFalse(set(note.values()) & set(forged.values()))

    def test_a_body_for_another_parser(self) -> None:
        body = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><title>&e;</title>'
        for kind in ("application/xml", "text/plain", "application/x-yaml", ""):
            with self.subTest(kind):
                response = self.client.post("/api/notes", data=body, content_type=kind)
                assert_problem(response, 415)

    def test_a_script_in_a_note(self) -> None:
        path = write(self.client, "<script>alert(1)</script>")
        response = self.client.get(path, headers={"Accept": "text/html"})
        self.assertEqual(response.mimetype, "application/json")
        self.assertEqual(response.headers["X-Content-Type-Options"], "nosniff")

    def test_a_method_in_a_header(self) -> None:
        path = write(self.client)
        self.client.get(path, headers={"X-HTTP-Method-Override": "DELETE"})
        overridden = self.client.get(path, query_string={"_method": "DELETE"})
        self.assertEqual(overridden.status_code, 200)
        assert_problem(self.client.open(path, method="TRACE"), 405)


class ExhaustionTest(ApiTestCase):
    """What is sent in the hope that it keeps the server busy."""

    def test_asking_for_everything_at_once(self) -> None:
        client = self.note_taker()
        for query in ("limit=1000000", "limit=-1", f"offset={10**20}", "q=" + "x" * 201):
            with self.subTest(query[:20]):
                assert_problem(client.get(f"/api/notes?{query}"), 422)

    def test_a_body_that_takes_too_much(self) -> None:
        client = self.note_taker()
        for name, body, status in (
            ("large", b" " * 1_000_001, 413),
            ("deep", b"[" * 100_000, 400),
            ("long number", b'{"title": ' + b"9" * 5_000, 400),
        ):
            with self.subTest(name):
                response = client.post("/api/notes", data=body, content_type="application/json")
                assert_problem(response, status)


class ForeignPlaceTest(ApiTestCase):
    """Pages, hosts and files that are not ours to give."""

    def test_a_preflight_from_a_foreign_origin(self) -> None:
        for origin in (EVIL, "null", "https://app.example.evil.example", "*"):
            with self.subTest(origin):
                asked = {"Origin": origin, "Access-Control-Request-Method": "DELETE"}
                headers = self.visitor.options("/api/notes", headers=asked).headers
                allowed = [name for name, _ in headers if name.startswith("Access-Control")]
                self.assertEqual(allowed, [])

    def test_a_foreign_host_in_a_link(self) -> None:
        client = self.note_taker()
        for name in ("Host", "X-Forwarded-Host", "Forwarded", "X-Original-URL"):
            with self.subTest(name):
                headers = {name: "evil.example"}
                response = client.post("/api/notes", json={"title": "Milk"}, headers=headers)
                self.assertNotIn("evil", response.headers.get("Location", ""))
                self.assertNotIn("evil", response.text)

    def test_a_redirect_elsewhere(self) -> None:
        for path in ("//evil.example/..", "//api//notes", "/api/notes/", f"/?to={EVIL}"):
            with self.subTest(path):
                response = self.visitor.get("/", environ_overrides={"PATH_INFO": path})
                self.assertNotIn("Location", response.headers)

    def test_documentation_of_somebody_elses(self) -> None:
        asked = {"url": f"{EVIL}/openapi.json", "configUrl": EVIL}
        self.assertNotIn("evil", self.visitor.get("/docs", query_string=asked).text)

    def test_a_file_outside_of_the_static_ones(self) -> None:
        for path in ("../main.py", "..%2f..%2f.env", "%2e%2e/main.py", "/etc/passwd"):
            with self.subTest(path):
                assert_problem(self.visitor.get(f"/static/{path}"), 404)

    def test_a_page_in_a_frame(self) -> None:
        for path in ("/", "/docs", "/nope", "/api/notes"):
            with self.subTest(path):
                headers = self.visitor.get(path).headers
                self.assertEqual(headers["X-Frame-Options"], "DENY")
                self.assertIn("frame-ancestors 'none'", headers["Content-Security-Policy"])


class MisconfigurationTest(ApiTestCase):
    """What was forgotten, left on, or never written down."""

    def test_an_error_that_tells_too_much(self) -> None:
        client = self.note_taker()
        with patch("app.notes.visible_notes", side_effect=RuntimeError("SELECT secret")):
            response = client.get("/api/notes")
        assert_problem(response, 500)
        for told in ("Traceback", "RuntimeError", "SELECT", str(PROJECT)):
            self.assertNotIn(told, response.text)

    def test_a_console_for_debugging(self) -> None:
        self.assertFalse(self.app.debug)
        asked = {"__debugger__": "yes", "cmd": "resource", "f": "debugger.js"}
        self.assertEqual(self.visitor.get("/", query_string=asked).mimetype, "text/html")
        assert_problem(self.visitor.get("/console"), 404)

    def test_an_address_that_nobody_documented(self) -> None:
        documented = self.visitor.get("/openapi.json").get_json()["paths"]
        rules = {re.sub(r"<(\w+)>", r"{\1}", rule.rule) for rule in self.app.url_map.iter_rules()}
        api = {rule for rule in rules if rule.startswith(("/api", "/health"))}
        self.assertEqual(api, set(documented))
        rest = {rule for rule in rules - api if not rule.startswith("/static/")}
        self.assertLessEqual(rest, {"/", "/docs", "/openapi.json", "/ws/notes"})

    def test_a_key_that_everybody_knows(self) -> None:
        for key in ("", "change-me", "x" * 31):
            with (
                self.subTest(key),
                patch.dict(os.environ, {"ENVIRONMENT": "production", "SECRET_KEY": key}),
                self.assertRaisesRegex(SystemExit, "SECRET_KEY: in production"),
            ):
                Settings.load()

    def test_a_connection_without_tls(self) -> None:
        self.addCleanup(get_settings.cache_clear)
        with patch.dict(os.environ, {"ENVIRONMENT": "production"}):
            get_settings.cache_clear()
            in_production = create_app().test_client()
            for scheme, told in (("https", "max-age=31536000; includeSubDomains"), ("http", None)):
                with self.subTest(scheme):
                    address = f"{scheme}://localhost"
                    headers = in_production.get("/health/live", base_url=address).headers
                    self.assertEqual(headers.get("Strict-Transport-Security"), told)

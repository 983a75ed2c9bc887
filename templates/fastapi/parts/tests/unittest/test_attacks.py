"""What attackers try, each test after an item of the lists of OWASP.

https://owasp.org/API-Security/editions/2023/en/0x11-t10/
https://owasp.org/Top10/
"""

import json
import os
from contextlib import redirect_stdout
from io import StringIO
from unittest.mock import patch

from app import logs
from app.main import create_app
from tests.base import ApiTest, DatabaseTest, GuestTest
from tests.support import open_client

EVIL = "https://evil.example"
NOBODY = "00000000-0000-4000-8000-000000000000"


class BodyAttacks(ApiTest):
    """API3 and API4: broken object property level authorization, resource consumption."""

    def test_to_set_what_only_the_server_sets(self) -> None:
        note = self.client.post("/api/notes", json={"title": "Mine"}).json()
        times = {"created_at": "2000-01-01T00:00:00Z", "updated_at": "2000-01-01T00:00:00Z"}
        body = {"title": "Mine", **times, "id": NOBODY, "owner_id": "1", "audience": "1"}
        for method, path in (("POST", "/api/notes"), ("PATCH", f"/api/notes/{note['id']}")):
            with self.subTest(method):
                answer = self.client.request(method, path, json=body).json()
                fields = {"id", "title", "body", "created_at", "updated_at"}
                self.assertEqual(set(answer), fields)
                self.assertFalse(times.items() & answer.items())
                self.assertNotEqual(answer["id"], NOBODY)
                read = self.client.get(f"/api/notes/{answer['id']}")
                self.assertEqual(read.status_code, 200)

    def test_to_use_up_memory(self) -> None:
        headers = {"Content-Type": "application/json"}
        for name, content, status in [
            ("deep", b"[" * 100_000, 400),
            ("huge number", b'{"title": ' + b"9" * 10_000 + b"}", 400),
            ("huge", b'{"title": "' + b"x" * 1_000_000 + b'"}', 413),
            ("long", b'{"title": "x", "body": "' + b"x" * 10_001 + b'"}', 422),
            ("no number", b'{"title": NaN}', 422),
        ]:
            with self.subTest(name):
                answer = self.client.post("/api/notes", content=content, headers=headers)
                self.assertEqual(answer.status_code, status)

    def test_to_ask_for_everything_at_once(self) -> None:
        for query in ("limit=1000000", "limit=-1", "offset=-1", f"q={'x' * 201}"):
            with self.subTest(query):
                self.assertEqual(self.client.get(f"/api/notes?{query}").status_code, 422)

    def test_to_write_from_a_form_of_another_page(self) -> None:
        for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
            headers = {"Content-Type": kind, "Origin": EVIL}
            forged = b'{"title": "Forged"}'
            answer = self.client.post("/api/notes", content=forged, headers=headers)
            self.assertEqual(answer.status_code, 415)
        self.assertEqual(self.client.get("/api/notes").json()["total"], 0)


class InjectionAttacks(ApiTest):
    """A03: injection."""

    def test_to_inject_sql(self) -> None:
        self.client.post("/api/notes", json={"title": "Groceries"})
        for q in ("' OR '1'='1", "%", "_", "\\", "'; DROP TABLE notes; --", "*"):
            with self.subTest(q):
                note = self.client.post("/api/notes", json={"title": f"About {q}"}).json()
                found = self.client.get("/api/notes", params={"q": q}).json()["items"]
                self.assertEqual(found, [note])
                self.client.delete(f"/api/notes/{note['id']}")
        injected = self.client.get(f"/api/notes/{NOBODY}' OR '1'='1")
        self.assertEqual(injected.status_code, 404)

    def test_to_inject_headers(self) -> None:
        for value in ("1\r\nSet-Cookie: session=evil", "1\nX-Evil: 1", "1 2", "\u00e9"):
            with self.subTest(value):
                headers = [(b"X-Request-ID", value.encode())]
                answer = self.client.get("/health/live", headers=headers)
                self.assertTrue(answer.headers["X-Request-ID"].isalnum())
                self.assertTrue({"Set-Cookie", "X-Evil"}.isdisjoint(answer.headers))

    def test_to_have_scripts_run(self) -> None:
        script = "<script>alert(1)</script>"
        address = self.client.post("/api/notes", json={"title": script}).headers["Location"]
        for path in (address, f"/{script}", f"/api/notes?limit={script}"):
            answer = self.client.get(path)
            self.assertNotIn("html", answer.headers["Content-Type"])
            self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
        for path in ("/", "/docs"):
            page = self.client.get(path)
            policy = page.headers["Content-Security-Policy"]
            self.assertNotIn("'unsafe-inline'", policy.partition("style-src")[0])
            self.assertNotIn(script, page.text)


class FunctionAttacks(ApiTest):
    """API5: broken function level authorization."""

    def test_to_call_what_is_not_offered(self) -> None:
        for method in ("TRACE", "TRACK", "PROPFIND", "DELETE"):
            with self.subTest(method):
                self.assertEqual(self.client.request(method, "/api/notes").status_code, 405)

    def test_to_smuggle_a_method(self) -> None:
        address = self.client.post("/api/notes", json={"title": "Mine"}).headers["Location"]
        headers = {"X-HTTP-Method-Override": "DELETE"}
        self.client.get(f"{address}?_method=DELETE", headers=headers)
        self.assertEqual(self.client.get(address).status_code, 200)

    def test_to_read_from_another_page(self) -> None:
        for origin in (EVIL, "null", "http://localhost.evil.example"):
            asked = {"Access-Control-Request-Method": "DELETE", "Origin": origin}
            for answer in (
                self.client.options("/api/notes", headers=asked),
                self.client.get("/api/notes", headers={"Origin": origin}),
            ):
                self.assertNotIn("access-control-allow", " ".join(answer.headers))

    def test_to_learn_from_errors(self) -> None:
        error = RuntimeError("the password of the database is 1234")
        with patch("app.repository.NoteRepository.search", side_effect=error):
            answer = self.client.get("/api/notes")
        self.assertEqual(answer.status_code, 500)
        self.assertNotIn("1234", answer.text)
        self.assertNotIn("Traceback", answer.text)


class AddressAttacks(GuestTest):
    """API7, API8 and API9: redirects, hosts, and addresses that were forgotten."""

    def test_to_find_what_was_forgotten(self) -> None:
        for path in ("/admin", "/api/v0/notes", "/.env", "/.git/config", "/metrics"):
            with self.subTest(path):
                self.assertEqual(self.guest.get(path).status_code, 404)

    def test_to_read_other_files(self) -> None:
        for path in ("../settings.py", "%2e%2e/settings.py", "/etc/passwd"):
            with self.subTest(path):
                self.assertEqual(self.guest.get(f"/static/{path}").status_code, 404)

    def test_to_be_sent_elsewhere(self) -> None:
        for path in ("//evil.example/%2e%2e", "/api/notes/", "/docs/", "/\\evil.example"):
            with self.subTest(path):
                answer = self.guest.get(f"http://localhost{path}", follow_redirects=False)
                self.assertEqual(answer.status_code, 404)
                self.assertNotIn("Location", answer.headers)

    def test_to_be_somebody_elses_host(self) -> None:
        for host in ("evil.example", "localhost@evil.example"):
            with self.subTest(host):
                self.assertEqual(self.guest.get("/", headers={"Host": host}).status_code, 400)

    def test_to_frame_a_page(self) -> None:
        headers = self.guest.get("/").headers
        self.assertEqual(headers["X-Frame-Options"], "DENY")
        self.assertIn("frame-ancestors 'none'", headers["Content-Security-Policy"])


class SettingAttacks(DatabaseTest):
    """API8 and A09: security misconfiguration, logging failures."""

    def test_to_know_the_secret_of_everybody(self) -> None:
        self.enterContext(patch.dict(os.environ, ENVIRONMENT="production", SECRET_KEY="change-me"))
        with self.assertRaisesRegex(ValueError, "SECRET_KEY"):
            create_app()

    def test_to_forge_lines_of_the_log(self) -> None:
        self.enterContext(patch.dict(os.environ, LOG_LEVEL="INFO"))
        with redirect_stdout(StringIO()) as output, open_client(create_app()) as client:
            client.get('/x%0d%0a{"event": "all is well"}\u2028')
        logs.configure("CRITICAL")
        events = {json.loads(line)["event"] for line in output.getvalue().splitlines()}
        self.assertNotIn("all is well", events)

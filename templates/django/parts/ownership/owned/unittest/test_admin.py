"""The admin: who gets in, what they do there, and that everybody hears of it."""

from typing import Any
from unittest.mock import patch

from django.test import Client

from app import changes
from app.models import Note, User
from tests.admins import EMAIL, client_of, superuser
from tests.base import ApiTestCase
from tests.passwords import PASSWORD

LOGIN = "/admin/login/"


class SignInTest(ApiTestCase):
    def test_sign_in(self) -> None:
        superuser()
        client = Client()
        answer = client.post(LOGIN, {"username": EMAIL.upper(), "password": PASSWORD})
        self.assertEqual(answer.status_code, 302)
        self.assertEqual(client.get("/admin/").status_code, 200)

    def test_headers(self) -> None:
        headers = self.visitor.get(LOGIN).headers
        self.assertIn("default-src 'self'", headers["Content-Security-Policy"])
        self.assertNotIn("unsafe", headers["Content-Security-Policy"])
        # Without it, browsers would call the origin of the form "null".
        self.assertEqual(headers["Referrer-Policy"], "same-origin")


class AdminTest(ApiTestCase):
    def setUp(self) -> None:
        super().setUp()
        self.superuser = superuser()
        self.browser = client_of(self.superuser)

    def note(self) -> Note:
        note_id = self.api.post("/api/notes", {"title": "Milk"}).json()["id"]
        return Note.objects.get(id=note_id)

    def told_by(self, path: str, fields: dict[str, Any]) -> str:
        """The kind of change that posting a form makes known."""
        with patch("app.admin.save", wraps=changes.save) as save:
            self.assertEqual(self.browser.post(path, fields).status_code, 302)
        return str(save.call_args.args[0])

    def test_pages(self) -> None:
        for page in ("", "app/note/", "app/note/add/", "app/user/", "app/user/add/"):
            with self.subTest(page=page):
                self.assertEqual(self.browser.get(f"/admin/{page}").status_code, 200)

    def test_a_note_of_somebody(self) -> None:
        note = self.note()
        self.assertIn(b"Milk", self.browser.get("/admin/app/note/").content)
        path = f"/admin/app/note/{note.id}/change/"
        self.assertEqual(self.told_by(path, {"title": "Bread", "body": ""}), "note.updated")
        changed = Note.objects.get(id=note.id)
        self.assertEqual((changed.title, changed.owner_id), ("Bread", note.owner_id))
        self.assertGreater(changed.updated_at, note.updated_at)

    def test_a_new_note(self) -> None:
        fields = {"title": "Milk", "body": "", "owner": str(self.superuser.id)}
        self.assertEqual(self.told_by("/admin/app/note/add/", fields), "note.created")

    def test_the_end_of_a_note(self) -> None:
        path = f"/admin/app/note/{self.note().id}/delete/"
        self.assertEqual(self.told_by(path, {"post": "yes"}), "note.deleted")
        self.assertFalse(Note.objects.exists())

    def test_the_end_of_many_notes(self) -> None:
        chosen = {"action": "delete_selected", "_selected_action": str(self.note().id)}
        told = self.told_by("/admin/app/note/", {**chosen, "post": "yes"})
        self.assertEqual(told, "note.deleted")
        self.assertFalse(Note.objects.exists())

    def test_a_new_user(self) -> None:
        named = {User.USERNAME_FIELD: "New@Example.com", "usable_password": "true"}
        short = {**named, "password1": "short", "password2": "short"}
        self.assertEqual(self.browser.post("/admin/app/user/add/", short).status_code, 200)
        fields = {**named, "password1": PASSWORD, "password2": PASSWORD}
        self.assertEqual(self.browser.post("/admin/app/user/add/", fields).status_code, 302)
        user = User.objects.get(**{User.USERNAME_FIELD: "new@example.com"})
        self.assertTrue(user.check_password(PASSWORD))
        self.assertEqual(str(user), "new@example.com")
        page = self.browser.get(f"/admin/app/user/{user.id}/change/")
        self.assertEqual(page.status_code, 200)

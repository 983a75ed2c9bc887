"""Attacks on what belongs to somebody else, and on powers that one does not have."""

from django.core.cache import cache
from django.test import Client

from app.models import Note, User
from tests.admins import EMAIL, client_of, staff, superuser
from tests.base import ApiTestCase
from tests.clients import somebody
from tests.passwords import PASSWORD

LOGIN = "/admin/login/"


class OwnersTest(ApiTestCase):
    def setUp(self) -> None:
        super().setUp()
        fields = {"title": "Secret", "body": "of mine"}
        self.path = str(self.api.post("/api/notes", fields)["Location"])

    def test_the_id_of_somebody_elses_note(self) -> None:
        thief = somebody()
        for method in (thief.get, thief.put, thief.patch, thief.delete):
            with self.subTest(method=method):
                self.assertEqual(method(self.path, {"title": "Stolen"}).status_code, 404)
        self.assertEqual(Note.objects.get().title, "Secret")

    def test_searching_somebody_elses_notes(self) -> None:
        self.assertEqual(somebody().get("/api/notes", {"q": "Secret"}).json()["total"], 0)

    def test_giving_a_note_to_oneself(self) -> None:
        owner = Note.objects.get().owner
        thief = somebody().get("/api/auth/me").json()["id"]
        self.api.patch(self.path, {"owner": thief, "owner_id": thief})
        self.assertEqual(Note.objects.get().owner, owner)


class PowersTest(ApiTestCase):
    def test_the_admin_without_a_sign_in(self) -> None:
        for page in ("", "app/user/", "app/note/", "app/note/add/"):
            with self.subTest(page=page):
                answer = self.visitor.get(f"/admin/{page}")
                self.assertEqual(answer.status_code, 302)
                self.assertTrue(answer["Location"].startswith(LOGIN))

    def test_the_admin_as_an_ordinary_user(self) -> None:
        for browser in (self.api, client_of(User.objects.get())):
            self.assertEqual(browser.get("/admin/app/user/").status_code, 302)

    def test_the_admin_without_the_permission(self) -> None:
        browser = client_of(staff("view_note"))
        self.assertEqual(browser.get("/admin/app/note/").status_code, 200)
        for page in ("app/user/", "app/note/add/", "auth/group/"):
            with self.subTest(page=page):
                self.assertEqual(browser.get(f"/admin/{page}").status_code, 403)

    def test_making_oneself_a_superuser(self) -> None:
        user = staff("view_user", "change_user")
        powers = {"is_superuser": "on", "is_staff": "on", "is_active": "on"}
        named = {User.USERNAME_FIELD: EMAIL}
        path = f"/admin/app/user/{user.id}/change/"
        self.assertEqual(client_of(user).post(path, {**powers, **named}).status_code, 302)
        self.assertFalse(User.objects.get(id=user.id).is_superuser)

    def test_the_password_of_a_superuser(self) -> None:
        user = staff("view_user", "change_user", "delete_user")
        User.objects.filter(id=user.id).update(**{User.USERNAME_FIELD: "staff@example.com"})
        browser, target = client_of(user), superuser()
        fields = {"password1": "stolen password", "password2": "stolen password", "post": "yes"}
        for page in ("password", "change", "delete"):
            with self.subTest(page=page):
                answer = browser.post(f"/admin/app/user/{target.id}/{page}/", fields)
                self.assertEqual(answer.status_code, 403)
        self.assertTrue(User.objects.get(id=target.id).check_password(PASSWORD))

    def test_the_hash_of_a_password_by_a_filter(self) -> None:
        answer = client_of(superuser()).get("/admin/app/user/?password__startswith=argon2")
        self.assertEqual(answer.status_code, 400)


class AdminSignInTest(ApiTestCase):
    def setUp(self) -> None:
        super().setUp()
        cache.clear()
        superuser()

    def test_guessing_the_password_of_an_administrator(self) -> None:
        client = Client()
        for guess in range(10):
            client.post(LOGIN, {"username": EMAIL, "password": f"guess {guess}"})
        client.post(LOGIN, {"username": EMAIL.upper(), "password": PASSWORD})
        self.assertEqual(client.get("/admin/").status_code, 302)

    def test_a_sign_in_that_another_page_sends(self) -> None:
        browser = Client(enforce_csrf_checks=True)
        answer = browser.post(LOGIN, {"username": EMAIL, "password": PASSWORD})
        self.assertEqual(answer.status_code, 403)

    def test_a_redirect_elsewhere_after_the_sign_in(self) -> None:
        fields = {"username": EMAIL, "password": PASSWORD, "next": "https://evil.example"}
        self.assertNotIn("evil", Client().post(LOGIN, fields)["Location"])

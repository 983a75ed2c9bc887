"""What attackers try who want the session of somebody else."""

from tests.base import ApiTest, GuestTest
from tests.clients import SIGN_IN
from tests.credentials import register


class CookieAttacks(ApiTest):
    """API2: broken authentication, by the cookies of somebody who is signed in."""

    def test_to_write_by_the_cookies_of_others(self) -> None:
        note = self.client.post("/api/notes", json={"title": "Mine"}).headers["Location"]
        del self.client.headers["X-CSRF-Token"]
        forged = self.client.post("/api/notes", json={"title": "Forged"})
        self.assertEqual(forged.status_code, 403)
        self.assertEqual(self.client.delete(note).status_code, 403)
        self.assertEqual(self.client.get(note).status_code, 200)


class SessionAttacks(GuestTest):
    """API2: broken authentication, by a session."""

    def test_to_hand_somebody_a_session(self) -> None:
        self.guest.cookies.set("session", "known to the attacker")
        answer = self.guest.post(SIGN_IN, json=register(self.guest))
        self.assertNotEqual(answer.cookies["session"], "known to the attacker")
        stolen = {"Cookie": "session=known to the attacker"}
        self.guest.cookies.clear()
        self.assertEqual(self.guest.get("/api/notes", headers=stolen).status_code, 401)

    def test_to_read_the_session_by_a_script(self) -> None:
        answer = self.guest.post(SIGN_IN, json=register(self.guest))
        session, csrf = answer.headers.get_list("Set-Cookie")
        self.assertRegex(session, "^session=.*HttpOnly")
        self.assertIn("SameSite=lax", session)
        self.assertIn("SameSite=lax", csrf)

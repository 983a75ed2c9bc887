"""What attackers try who want the session of somebody else."""

from fastapi.testclient import TestClient

from tests.clients import SIGN_IN
from tests.credentials import register


# API2: broken authentication
def test_to_write_by_the_cookies_of_others(client: TestClient) -> None:
    note = client.post("/api/notes", json={"title": "Mine"}).headers["Location"]
    del client.headers["X-CSRF-Token"]
    assert client.post("/api/notes", json={"title": "Forged"}).status_code == 403
    assert client.delete(note).status_code == 403
    assert client.get(note).status_code == 200


def test_to_hand_somebody_a_session(guest: TestClient) -> None:
    guest.cookies.set("session", "known to the attacker")
    answer = guest.post(SIGN_IN, json=register(guest))
    assert answer.cookies["session"] != "known to the attacker"
    stolen = {"Cookie": "session=known to the attacker"}
    guest.cookies.clear()
    assert guest.get("/api/notes", headers=stolen).status_code == 401


def test_to_read_the_session_by_a_script(guest: TestClient) -> None:
    answer = guest.post(SIGN_IN, json=register(guest))
    cookies = answer.headers.get_list("Set-Cookie")
    assert [cookie for cookie in cookies if cookie.startswith("session=") and "HttpOnly" in cookie]
    assert all("SameSite=lax" in cookie for cookie in cookies)

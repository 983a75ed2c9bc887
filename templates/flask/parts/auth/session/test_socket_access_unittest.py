"""Who may open a socket, and whose changes it tells."""

from unittest.mock import patch

from tests import sockets
from tests.base import ApiTestCase


class SocketAccessTest(ApiTestCase):
    """The way in is the session's cookie, on a page that may speak for the person."""

    def setUp(self) -> None:
        super().setUp()
        self.address = self.enterContext(sockets.serving(self.app))
        self.client = self.note_taker()
        self.way_in = sockets.way_in(self.client)

    def test_without_a_session(self) -> None:
        for cookie in ({}, {"Cookie": "session=forged"}):
            with self.subTest(cookie):
                headers = {"Origin": sockets.ORIGIN, **cookie}
                self.assertEqual(sockets.refused(self.address, headers), 401)

    def test_another_page_with_the_cookie(self) -> None:
        for origin in ("https://evil.example", "null", "http://127.0.0.1:1", ""):
            with self.subTest(origin):
                headers = {**self.way_in, "Origin": origin}
                self.assertEqual(sockets.refused(self.address, headers), 403)

    def test_a_page_of_our_own(self) -> None:
        own = self.address.replace("ws://", "http://").removesuffix("/ws/notes")
        with sockets.opened(self.address, {**self.way_in, "Origin": own}) as page:
            self.client.post("/api/notes", json={"title": "Milk"})
            self.assertEqual(sockets.told(page)["type"], "note.created")

    def test_who_has_signed_out_hears_no_more(self) -> None:
        with (
            patch("app.socket_access.MOST_SECONDS", 0.01),
            sockets.opened(self.address, self.way_in) as page,
        ):
            self.client.post("/api/auth/logout")
            self.assertEqual(sockets.closed(page), 4401)

    def test_nobody_hears_of_someone_elses(self) -> None:
        stranger = self.note_taker()
        with sockets.opened(self.address, sockets.way_in(stranger)) as page:
            self.client.post("/api/notes", json={"title": "Mine"})
            own = stranger.post("/api/notes", json={"title": "Theirs"}).get_json()
            self.assertEqual(sockets.told(page)["note"], own)

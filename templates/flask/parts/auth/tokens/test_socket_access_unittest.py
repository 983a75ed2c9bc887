"""Who may open a socket, and whose changes it tells."""

from websockets.typing import Subprotocol

from tests import clients, sockets
from tests.base import ApiTestCase


class SocketAccessTest(ApiTestCase):
    """The way in is an access token."""

    def setUp(self) -> None:
        super().setUp()
        self.address = self.enterContext(sockets.serving(self.app))

    def test_a_page_offers_its_token_as_a_subprotocol(self) -> None:
        token = clients.token_pair(self.visitor)["access_token"]
        offered = [Subprotocol("notes"), Subprotocol(f"bearer.{token}")]
        with sockets.opened(self.address, {}, subprotocols=offered) as page:
            self.assertEqual(page.subprotocol, "notes")
            self.visitor.post("/api/notes", json={"title": "Milk"})
            self.assertEqual(sockets.told(page)["type"], "note.created")

    def test_without_a_valid_token(self) -> None:
        for headers in (
            {},
            {"Authorization": "Bearer "},
            {"Authorization": "Bearer forged"},
            {"Authorization": "Bearer é"},
        ):
            with self.subTest(headers):
                self.assertEqual(sockets.refused(self.address, headers), 401)
        forged = [Subprotocol("bearer.forged")]
        self.assertEqual(sockets.refused(self.address, {}, subprotocols=forged), 401)

    def test_nobody_hears_of_someone_elses(self) -> None:
        client, stranger = self.note_taker(), self.note_taker()
        with sockets.opened(self.address, sockets.way_in(stranger)) as page:
            client.post("/api/notes", json={"title": "Mine"})
            own = stranger.post("/api/notes", json={"title": "Theirs"}).get_json()
            self.assertEqual(sockets.told(page)["note"], own)

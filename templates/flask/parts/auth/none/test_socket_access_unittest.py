"""Which pages may open a socket."""

from tests import sockets
from tests.base import ApiTestCase


class SocketAccessTest(ApiTestCase):
    """A browser says which page asks, and no page can forge that."""

    def setUp(self) -> None:
        super().setUp()
        self.address = self.enterContext(sockets.serving(self.app))

    def test_a_page_of_another_origin(self) -> None:
        for origin in ("https://evil.example", "null", "http://127.0.0.1:1", ""):
            with self.subTest(origin):
                self.assertEqual(sockets.refused(self.address, {"Origin": origin}), 403)

    def test_a_program_that_names_no_page(self) -> None:
        self.assertEqual(sockets.refused(self.address, {}), 403)

    def test_a_page_of_our_own(self) -> None:
        own = self.address.replace("ws://", "http://").removesuffix("/ws/notes")
        with sockets.opened(self.address, {"Origin": own}) as page:
            self.visitor.post("/api/notes", json={"title": "Milk"})
            self.assertEqual(sockets.told(page)["type"], "note.created")

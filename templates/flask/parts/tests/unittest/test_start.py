"""What the commands do: start and seed."""

from unittest.mock import patch

from app import __main__, seed
from tests.base import ApiTestCase


class StartTest(ApiTestCase):
    """The commands, as `poe` calls them."""

    def test_start_serves_the_application(self) -> None:
        with (
            patch("app.__main__.create_app", return_value=self.app),
            patch("app.__main__.make_server") as make_server,
        ):
            __main__.main()
        self.assertEqual(make_server.call_args.args, ("127.0.0.1", 8000, self.app))
        make_server.return_value.serve_forever.assert_called_once_with()

    def test_seeding_twice_writes_once(self) -> None:
        with self.app.app_context():
            self.assertTrue(seed.seed().startswith("Wrote 10 notes"))
        with self.app.app_context():
            self.assertIn("nothing to do", seed.seed())

"""What the commands do: start and seed."""

from unittest.mock import patch

from flask import Flask

from app import __main__, seed


def test_start_serves_the_application(app: Flask) -> None:
    with (
        patch("app.__main__.create_app", return_value=app),
        patch("app.__main__.make_server") as make_server,
    ):
        __main__.main()
    assert make_server.call_args.args == ("127.0.0.1", 8000, app)
    make_server.return_value.serve_forever.assert_called_once_with()


def test_seeding_twice_writes_once(app: Flask) -> None:
    with app.app_context():
        assert seed.seed().startswith("Wrote 10 notes")
    with app.app_context():
        assert "nothing to do" in seed.seed()

"""The home page."""

from flask.testing import FlaskClient

from app import home
from app.settings import PROJECT


def test_every_technology_is_shown_with_its_file(visitor: FlaskClient) -> None:
    page = visitor.get("/").text
    for technology in home.TECHNOLOGIES:
        assert technology.name in page
        assert technology.file in page
        assert (PROJECT / technology.file).is_file()
    assert 'href="/docs"' in page
    assert ">ok<" in page


def test_the_style_is_ours(visitor: FlaskClient) -> None:
    assert visitor.get("/static/style.css", buffered=True).mimetype == "text/css"

"""The home page."""

from rest_framework.test import APIClient


def test_home(visitor: APIClient) -> None:
    page = visitor.get("/").content.decode()
    assert "Django" in page
    assert 'href="/docs"' in page
    assert ">ok<" in page

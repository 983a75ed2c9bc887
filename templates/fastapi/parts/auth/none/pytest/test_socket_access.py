"""Who may open a socket: any page of this application, and of those that it knows."""

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from tests.clients import api_client
from tests.sockets import open_socket, refusal

ELSEWHERE = "https://app.example.com"


@pytest.mark.parametrize("origin", [ELSEWHERE, "http://localhost.evil.example", "null", ""])
def test_a_page_of_another_origin(client: TestClient, origin: str) -> None:
    answer = refusal(client, origin=origin)
    assert answer.status_code == 403
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_page_of_a_listed_origin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CORS_ORIGINS", ELSEWHERE)
    with api_client(app=create_app()) as client, open_socket(client, origin=ELSEWHERE):
        pass

"""The settings, and what the application refuses to start with."""

import pytest
from pydantic import ValidationError

from app.database import DatabaseSettings
from app.settings import Settings, explain


def refusal(settings: type[Settings | DatabaseSettings]) -> str:
    """Return why the settings are refused."""
    with pytest.raises(ValidationError) as caught:
        settings()
    return explain(caught.value)


def test_lists_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", "a.example, b.example,")
    assert Settings().allowed_hosts == ("a.example", "b.example")


@pytest.mark.parametrize("secret", ["", "change-me", "x" * 31])
def test_production_needs_a_secret(monkeypatch: pytest.MonkeyPatch, secret: str) -> None:
    monkeypatch.setenv("ENVIRONMENT", "production")
    monkeypatch.setenv("SECRET_KEY", secret)
    message = refusal(Settings)
    assert "SECRET_KEY must have at least 32 characters" in message
    assert "x" * 31 not in message


def test_a_wrong_value_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "http")
    assert refusal(Settings).startswith("PORT: ")


def test_unknown_databases_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "oracle://localhost/notes")
    assert "DATABASE_URL: must start with" in refusal(DatabaseSettings)

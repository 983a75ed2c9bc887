"""Settings: a mistake ends the program with a message that names the variable."""

import pytest

from app.database import DatabaseSettings
from app.settings import EnvSettings, Settings


def refusal(settings: type[EnvSettings]) -> str:
    with pytest.raises(SystemExit) as end:
        settings.load()
    return str(end.value)


@pytest.mark.parametrize("key", ["change-me", "short"])
def test_production_needs_a_good_key(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    monkeypatch.setenv("ENVIRONMENT", "production")
    monkeypatch.setenv("SECRET_KEY", key)
    assert refusal(Settings).startswith("SECRET_KEY: in production it needs at least 32")
    monkeypatch.setenv("SECRET_KEY", "x" * 32)
    assert Settings.load().production


def test_a_database_of_another_kind_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "oracle://localhost/notes")
    assert refusal(DatabaseSettings).startswith("DATABASE_URL: this project reads sqlite://")


def test_lists_are_split_at_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", "a.example, b.example,")
    assert Settings.load().allowed_hosts == ["a.example", "b.example"]

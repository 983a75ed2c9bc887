"""Settings: a mistake ends the program with a message that names the variable."""

import pytest

from app.database import DatabaseSettings
from app.main import create_app
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


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("oracle://localhost/notes", "this project reads mongodb:// or mongodb+srv://"),
        ("mongodb://localhost", "it lacks the name of a database"),
        ("mongodb://localhost/?w=1", "it lacks the name of a database"),
        ("mongodb://localhost:x/notes", "Port"),
    ],
)
def test_what_is_no_database_is_refused(
    monkeypatch: pytest.MonkeyPatch, url: str, reason: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    assert refusal(DatabaseSettings).startswith(f"DATABASE_URL: {reason}")


def test_nothing_works_without_a_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL")
    with pytest.raises(SystemExit, match="DATABASE_URL is not set: "):
        create_app()


def test_lists_are_split_at_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALLOWED_HOSTS", "a.example, b.example,")
    assert Settings.load().allowed_hosts == ["a.example", "b.example"]

"""`python -m app`."""

from typing import Any

import pytest
import uvicorn

from app import indexes
from app.__main__ import main


def test_it_brings_the_database_up_to_date_and_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    done: dict[str, Any] = {}
    monkeypatch.setattr(indexes, "main", lambda: done.update(indexes=True))
    monkeypatch.setattr(uvicorn, "run", lambda app, **options: done.update(options, app=app))
    monkeypatch.setenv("PORT", "8001")
    main()
    assert (done["host"], done["port"]) == ("127.0.0.1", 8001)
    assert next(iter(done)) == "indexes"


def test_it_refuses_a_weak_secret_in_production(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENVIRONMENT", "production")
    monkeypatch.setenv("SECRET_KEY", "change-me")
    with pytest.raises(SystemExit, match="SECRET_KEY"):
        main()

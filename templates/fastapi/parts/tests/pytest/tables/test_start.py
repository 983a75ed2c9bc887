"""`python -m app`."""

from pathlib import Path
from typing import Any

import pytest
import uvicorn

from app.__main__ import main


def test_it_migrates_and_serves(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    served: dict[str, Any] = {}
    monkeypatch.setattr(uvicorn, "run", lambda app, **options: served.update(options, app=app))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{(tmp_path / 'var' / 'app.db').as_posix()}")
    monkeypatch.setenv("PORT", "8001")
    main()
    assert (served["host"], served["port"]) == ("127.0.0.1", 8001)
    assert (tmp_path / "var" / "app.db").exists()


def test_it_refuses_a_weak_secret_in_production(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENVIRONMENT", "production")
    monkeypatch.setenv("SECRET_KEY", "change-me")
    with pytest.raises(SystemExit, match="SECRET_KEY"):
        main()

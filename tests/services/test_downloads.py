"""What is fetched is fetched once, and never half."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from . import downloads
from .service import ServiceFailed

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif("sys.platform == 'win32'", reason="the commands are a shell's")


@pytest.fixture(autouse=True)
def cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    folder = tmp_path / "cache"
    monkeypatch.setattr(downloads, "user_cache_path", lambda *_, **__: folder)
    return folder


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "list"
    path.write_text("one")
    return path


def test_it_is_fetched_once(source: Path) -> None:
    fetch = ("sh", "-c", "cp list fetched")
    first = downloads.fetched("x", [source], *fetch)
    assert (first / "fetched").read_text() == "one"
    assert downloads.fetched("x", [source], "false") == first


def test_another_list_is_fetched_anew(source: Path) -> None:
    first = downloads.fetched("x", [source], "true")
    source.write_text("two")
    assert downloads.fetched("x", [source], "true") != first


def test_a_failure_says_why_and_leaves_nothing(source: Path, cache: Path) -> None:
    with pytest.raises(ServiceFailed, match="no such host"):
        downloads.fetched("x", [source], "sh", "-c", "echo no such host; exit 1")
    assert [path.name for path in cache.iterdir()] == ["x.lock"]
    downloads.fetched("x", [source], "true")

"""One engine for all tests of containers, in one process."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.services.servers import unavailable

from .docker import STAND_INS, Docker

if TYPE_CHECKING:
    from collections.abc import Iterator


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tests that need the engine wait for each other."""
    for item in items:
        if isinstance(item, pytest.Function) and "docker" in item.fixturenames:
            item.add_marker(pytest.mark.xdist_group("docker"))


@pytest.fixture(scope="session")
def docker() -> Iterator[Docker]:
    """Give an engine that has the images which compose files name."""
    binaries = Docker.find()
    if binaries is None:
        unavailable("docker")
    engine = Docker(binaries).start()
    try:
        engine.make_stand_ins(iter(STAND_INS))
        yield engine
    finally:
        engine.stop()

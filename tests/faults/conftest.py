"""One installed project per framework for all faults."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.matrix.conftest import services
from tests.services.fixtures import database_url, service_url

from .stacks import STACKS, Stack

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.matrix.surroundings import Services

__all__ = ["database_url", "service_url", "services"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of a project in one process, which installs it once."""
    for item in items:
        if isinstance(item, pytest.Function) and "installed" in item.fixturenames:
            framework = item.callspec.params["installed"]
            item.add_marker(pytest.mark.xdist_group(f"faults-{framework}"))


@pytest.fixture(scope="session", params=STACKS)
def installed(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    services: Services,
) -> Stack:
    """The project of a framework."""
    return Stack.new(request.param, tmp_path_factory.mktemp("faults"), services)


@pytest.fixture
def stack(installed: Stack) -> Iterator[Stack]:
    """The same with fresh shares of its services."""
    installed.refresh()
    yield installed
    for log in installed.project.folder.parent.glob("*.log"):
        log.unlink()

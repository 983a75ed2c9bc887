"""Fixtures of the matrix, and a table of where its time went."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.services.fixtures import database_url, service_url

from .surroundings import Services

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.services.databases import Databases
    from tests.services.shares import Shares

    from .proof import Watch

__all__ = ["database_url", "service_url"]

TIMES = pytest.StashKey[list[str]]()


@pytest.fixture(scope="session")
def services(database_url: Databases, service_url: Shares) -> Services:
    """Give every real service that a project can choose."""
    return Services(database_url, service_url)


@pytest.fixture
def note_times(record_property: Callable[[str, object], None]) -> Callable[[Watch], None]:
    """Keep a proof's times for the report."""

    def note(watch: Watch) -> None:
        for step, seconds in watch.seconds.items():
            record_property(step, seconds)

    return note


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the times, which reports carry from every worker."""
    for report in terminalreporter.stats.get("passed", []):
        steps = getattr(report, "user_properties", [])
        if report.when == "call" and steps:
            shown = ", ".join(f"{name} {seconds} s" for name, seconds in steps)
            terminalreporter.write_line(f"{report.nodeid.rpartition('::')[2]}: {shown}")

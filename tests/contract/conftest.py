"""Options and clients of the contract suite."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from . import clients
from .clients import Account, Json, Someone, Target
from .options import add_options, setting, target_of

HERE = Path(__file__).parent


def pytest_addoption(parser: pytest.Parser) -> None:
    add_options(parser)


def pytest_configure(config: pytest.Config) -> None:
    for line in (
        "auth(*choices): only where people sign in this way",
        "has(*names): only where all of this was chosen, or given as an option",
        "lacks(name): only where this was not chosen",
    ):
        config.addinivalue_line("markers", line)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """A run of all tests leaves this suite out: it needs a server, so it is asked for by name."""
    if collection_path.is_dir() or setting(config, "base-url"):
        return None
    asked = [Path(config.invocation_params.dir, arg.split("::")[0]) for arg in config.args]
    if any(path.is_relative_to(HERE) for path in asked):
        raise pytest.UsageError("the contract suite needs a server: give --base-url URL")
    return True


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what the server does not have."""
    target = target_of(config)
    unfit = [item for item in items if not fits(item, target)]
    if unfit:
        config.hook.pytest_deselected(items=unfit)
        items[:] = [item for item in items if item not in unfit]


def fits(item: pytest.Item, target: Target) -> bool:
    def named(marker: str) -> list[str]:
        return [name for found in item.iter_markers(marker) for name in found.args]

    return (
        all(target.auth in found.args for found in item.iter_markers("auth"))
        and all(target.has(name) for name in named("has"))
        and not any(target.has(name) for name in named("lacks"))
    )


@pytest.fixture(scope="session")
def target(pytestconfig: pytest.Config) -> Target:
    return target_of(pytestconfig)


@pytest.fixture(scope="session")
def api(target: Target) -> Iterator[httpx.Client]:
    """A person who may read and write notes. Shared: tests mark their notes to find them again."""
    client = clients.signed_in(target)
    yield client
    client.close()


@pytest.fixture(scope="session")
def stranger(target: Target) -> Iterator[httpx.Client]:
    """Somebody else, who reads and writes notes of their own."""
    client = clients.signed_in(target)
    yield client
    client.close()


@pytest.fixture
def visitor(target: Target) -> Iterator[httpx.Client]:
    """Somebody who is not signed in."""
    with clients.visitor(target) as client:
        yield client


@pytest.fixture
def someone(target: Target) -> Iterator[Someone]:
    """Makes people, each signed in to an account of their own unless one is given."""
    people: list[httpx.Client] = []

    def arrive(account: Account | None = None) -> httpx.Client:
        people.append(clients.signed_in(target, account))
        return people[-1]

    yield arrive
    for person in people:
        person.close()


@pytest.fixture
def pair(target: Target) -> Json:
    """The tokens of somebody who has just signed in."""
    return clients.fresh_pair(target)


@pytest.fixture
def word() -> str:
    """A word that no other note holds, to search for."""
    return f"w{uuid.uuid4().hex[:15]}"

"""Options and clients of the contract suite."""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from . import clients
from .clients import Account, Someone, Target

HERE = Path(__file__).parent
AUTHS = ("none", "jwt", "session")


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("contract", "the HTTP contract")
    group.addoption("--base-url", help="where the server listens [env BASE_URL]")
    group.addoption("--auth", choices=AUTHS, help="how people sign in [env AUTH, else none]")
    group.addoption("--cors-origin", help="the server's CORS_ORIGINS [https://app.example]")
    group.addoption("--secret-key", help="the server's SECRET_KEY [env SECRET_KEY, else change-me]")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "auth(*choices): only where people sign in this way")


def setting(config: pytest.Config, name: str, default: str = "") -> str:
    """The option, else the environment; options are unknown when pytest started elsewhere."""
    option = config.getoption(name.lower(), None)
    return str(option or os.environ.get(name) or default)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """A run of all tests leaves this suite out: it needs a server, so it is asked for by name."""
    if collection_path.is_dir() or setting(config, "BASE_URL"):
        return None
    asked = [Path(config.invocation_params.dir, arg.split("::")[0]) for arg in config.args]
    if any(path.is_relative_to(HERE) for path in asked):
        raise pytest.UsageError("the contract suite needs a server: give --base-url URL")
    return True


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what the server's way of signing in does not have."""
    auth = setting(config, "AUTH", "none")
    unfit = [item for item in items if not fits(item, auth)]
    if unfit:
        config.hook.pytest_deselected(items=unfit)
        items[:] = [item for item in items if item not in unfit]


def fits(item: pytest.Item, auth: str) -> bool:
    return all(auth in marker.args for marker in item.iter_markers("auth"))


@pytest.fixture(scope="session")
def target(pytestconfig: pytest.Config) -> Target:
    return Target(
        base_url=setting(pytestconfig, "BASE_URL").rstrip("/"),
        auth=setting(pytestconfig, "AUTH", "none"),
        cors_origin=setting(pytestconfig, "CORS_ORIGIN", "https://app.example"),
        secret_key=setting(pytestconfig, "SECRET_KEY", "change-me"),
    )


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
def word() -> str:
    """A word that no other note holds, to search for."""
    return f"w{uuid.uuid4().hex[:15]}"

"""Requests that nobody thought of, made from the server's own description of itself."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, seed, settings
from hypothesis.strategies import SearchStrategy
from schemathesis.checks import CheckFunction, not_a_server_error
from schemathesis.generation.modes import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from .checks import new_note
from .clients import Target

CHECKS: list[CheckFunction] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]

# A password's hash takes time: fewer examples where each one may cost a hash.
EXAMPLES = 20
EXAMPLES_OF_AUTH = 8


@pytest.fixture(scope="module")
def operations(target: Target) -> list[Any]:
    """What the document describes, but for signing in: the suite does that itself."""
    with target.client() as client:
        document = client.get("/openapi.json").json()
    document.pop("security", None)
    for item in document["paths"].values():
        for operation in item.values():
            operation.pop("security", None)
    schema = schemathesis.openapi.from_dict(document)
    schema.config.update(base_url=target.base_url, tls_verify=target.ca or True)
    results: list[Any] = list(schema.get_all_operations())
    return [result.ok() for result in results]


@pytest.fixture(scope="module")
def credentials(api: httpx.Client) -> dict[str, dict[str, str]]:
    """What a request carries to be signed in; schemathesis would make it up otherwise."""
    names = ("Authorization", "X-CSRF-Token")
    headers = {name: api.headers[name] for name in names if name in api.headers}
    return {"headers": headers, "cookies": dict(api.cookies)}


def strategies(operation: Any, known_id: str = "") -> Iterator[SearchStrategy[Any]]:
    """Fitting requests, and unfitting ones where there is something to get wrong."""
    modes = list(GenerationMode) if operation.body or operation.query else [GenerationMode.POSITIVE]
    names = [parameter.name for parameter in operation.path_parameters]
    for mode in modes:
        yield operation.as_strategy(mode)
        if names:  # an id that is made up would never be found
            yield operation.as_strategy(mode, path_parameters=dict.fromkeys(names, known_id))


def prove(strategy: SearchStrategy[Any], examples: int, credentials: Any) -> None:
    @seed(0)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=strategy)
    def every_case(case: Any) -> None:
        # Where it leads to is somebody else's.
        options = {"timeout": 20, "allow_redirects": False, **credentials}
        case.call_and_validate(checks=CHECKS, **options)

    every_case()


def known_id(api: httpx.Client, path: str) -> str:
    """The id of what a path is about: a new note, or a job about it."""
    note = new_note(api)
    job = api.post(f"/api/notes/{note['id']}/report") if path.startswith("/api/jobs/") else None
    return str(job.json()["id"] if job else note["id"])


def test_everything_but_signing_in(
    operations: list[Any], api: httpx.Client, credentials: Any, subtests: pytest.Subtests
) -> None:
    chosen = [one for one in operations if not one.path.startswith("/api/auth/")]
    assert len(chosen) >= 8
    for operation in chosen:
        with subtests.test(operation.label):
            for strategy in strategies(operation, known_id(api, operation.path)):
                prove(strategy, EXAMPLES, credentials)


@pytest.mark.auth("jwt", "session", "oauth2")
def test_auth(operations: list[Any], credentials: Any, subtests: pytest.Subtests) -> None:
    chosen = [one for one in operations if one.path.startswith("/api/auth/")]
    assert len(chosen) >= 4
    for operation in chosen:
        if operation.path.endswith("/logout") and credentials["cookies"]:
            continue  # it would end the session that the other requests need
        with subtests.test(operation.label):
            for strategy in strategies(operation):
                prove(strategy, EXAMPLES_OF_AUTH, credentials)

"""The machine's description of the API, and the page that shows it to people."""

import re

import httpx
import pytest
from openapi_spec_validator import validate

from . import checks
from .clients import Json, Target
from .pages import Page

Operations = dict[tuple[str, str], set[int]]

WRITE = {400, 413, 415, 422}
NOTES: Operations = {
    ("get", "/api/notes"): {200, 422},
    ("post", "/api/notes"): {201} | WRITE,
    ("get", "/api/notes/{}"): {200, 404},
    ("put", "/api/notes/{}"): {200, 404} | WRITE,
    ("patch", "/api/notes/{}"): {200, 404} | WRITE,
    ("delete", "/api/notes/{}"): {204, 404},
}
# What a technology adds for those who may use notes.
ADDED: dict[str, Operations] = {
    "cache": {("get", "/api/notes/stats"): {200}},
    "queue": {
        ("post", "/api/notes/{}/report"): {202, 404, 503},
        ("get", "/api/jobs/{}"): {200, 404},
    },
    "events": {("get", "/api/activity"): {200, 422}},
}
HEALTH: Operations = {("get", "/health/live"): {200}, ("get", "/health/ready"): {200, 503}}
ME: Operations = {("get", "/api/auth/me"): {200, 401}}
REGISTER: Operations = {("post", "/api/auth/register"): {201, 409} | WRITE}
TOKENS: Operations = {
    ("post", "/api/auth/refresh"): {200, 401} | WRITE,
    ("post", "/api/auth/logout"): {204} | WRITE,
}
AUTH: dict[str, Operations] = {
    "none": {},
    "jwt": ME | REGISTER | TOKENS | {("post", "/api/auth/token"): {200, 401, 429} | WRITE},
    "session": ME
    | REGISTER
    | {
        ("post", "/api/auth/login"): {200, 401, 429} | WRITE,
        ("post", "/api/auth/logout"): {204, 401, 403},
    },
    "oauth2": ME
    | TOKENS
    | {
        ("get", "/api/auth/oauth2/login"): {302, 503},
        ("get", "/api/auth/oauth2/callback"): {200, 400, 401, 503},
    },
}
METHODS = {"get", "post", "put", "patch", "delete"}


def for_people(target: Target) -> Operations:
    """What somebody has to be signed in for, with the answers to those who are not."""
    found = dict(NOTES)
    for name, operations in ADDED.items():
        found |= operations if target.has(name) else {}
    for (method, path), statuses in found.items():
        unknown = {401} if target.has_users else set()
        forged = {403} if target.auth == "session" and method != "get" else set()
        found[method, path] = statuses | unknown | forged
    return found


def expected(target: Target) -> Operations:
    """Every operation with the answers it can give."""
    return {**for_people(target), **HEALTH, **AUTH[target.auth]}


@pytest.fixture
def openapi(visitor: httpx.Client) -> Json:
    answer = visitor.get("/openapi.json")
    assert answer.status_code == 200
    assert checks.media_type(answer) == "application/json"
    document: Json = answer.json()
    return document


def operations(document: Json) -> dict[tuple[str, str], Json]:
    """Operations by method and path, whatever the name of the parameter."""
    return {
        (method, re.sub(r"{\w+}", "{}", path)): operation
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method in METHODS
    }


def resolve(document: Json, schema: Json) -> Json:
    found = schema
    while "$ref" in found:
        found = document
        for step in schema["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        schema = found
    return found


def test_the_document_is_valid(openapi: Json) -> None:
    assert openapi["openapi"].startswith("3.")
    assert openapi["info"]["title"]
    validate(openapi)


def test_it_lists_the_api_and_nothing_else(openapi: Json, target: Target) -> None:
    assert set(operations(openapi)) == set(expected(target))


def test_every_answer_is_documented(openapi: Json, target: Target) -> None:
    found = operations(openapi)
    missing = {
        operation: statuses - {int(code) for code in found[operation]["responses"]}
        for operation, statuses in expected(target).items()
    }
    assert {key: value for key, value in missing.items() if value} == {}


def test_every_error_is_a_problem(openapi: Json) -> None:
    for operation in operations(openapi).values():
        for status, answer in operation["responses"].items():
            if int(status) >= 400:
                content = resolve(openapi, answer)["content"]
                assert set(content) == {"application/problem+json"}
                schema = resolve(openapi, content["application/problem+json"]["schema"])
                assert {"type", "title", "status", "detail"} <= set(schema["properties"])


def test_the_schema_of_a_note_is_strict(openapi: Json) -> None:
    body = operations(openapi)["post", "/api/notes"]["requestBody"]["content"]
    assert set(body) == {"application/json"}
    schema = resolve(openapi, body["application/json"]["schema"])
    title, text = (resolve(openapi, schema["properties"][name]) for name in ("title", "body"))
    assert schema["required"] == ["title"]
    assert (title["type"], title["minLength"], title["maxLength"]) == ("string", 1, 200)
    assert (text["type"], text["maxLength"]) == ("string", 10_000)


@pytest.mark.parametrize(
    "path", ["/api/notes", pytest.param("/api/activity", marks=pytest.mark.has("events"))]
)
def test_the_parameters_of_a_list_have_their_bounds(openapi: Json, path: str) -> None:
    listed = operations(openapi)["get", path]["parameters"]
    schemas = {item["name"]: resolve(openapi, item["schema"]) for item in listed}
    assert set(schemas) - {"q"} == {"limit", "offset"}
    assert ("q" in schemas) == (path == "/api/notes")
    assert (schemas["limit"]["minimum"], schemas["limit"]["maximum"]) == (1, 100)
    assert (schemas["offset"]["minimum"], schemas["offset"]["maximum"]) == (0, 2**31 - 1)


@pytest.mark.has("queue")
@pytest.mark.parametrize(
    ("operation", "status"),
    [(("post", "/api/notes/{}/report"), "202"), (("get", "/api/jobs/{}"), "200")],
)
def test_the_schema_of_a_job_names_its_states(
    openapi: Json, operation: tuple[str, str], status: str
) -> None:
    answer = resolve(openapi, operations(openapi)[operation]["responses"][status])
    job = resolve(openapi, answer["content"]["application/json"]["schema"])
    states = resolve(openapi, job["properties"]["status"])["enum"]
    assert set(states) == {"pending", "running", "succeeded", "failed"}


def test_who_may_call_is_documented(openapi: Json, target: Target) -> None:
    schemes = openapi.get("components", {}).get("securitySchemes", {})
    guarded = {
        key
        for key, operation in operations(openapi).items()
        if operation.get("security") or openapi.get("security")
    }
    if not target.has_users:
        assert (schemes, guarded) == ({}, set())
        return
    kinds = {
        (scheme["type"], scheme.get("scheme") or scheme.get("in")) for scheme in schemes.values()
    }
    wanted = ("apiKey", "cookie") if target.auth == "session" else ("http", "bearer")
    assert wanted in kinds
    assert set(for_people(target)) | set(ME) <= guarded
    assert guarded <= set(expected(target)) - set(HEALTH) - set(REGISTER)


@pytest.fixture
def docs(visitor: httpx.Client) -> httpx.Response:
    answer = visitor.get("/docs", follow_redirects=False)
    assert answer.status_code == 200
    assert checks.media_type(answer) == "text/html"
    return answer


def test_the_docs_show_this_api(docs: httpx.Response, visitor: httpx.Client) -> None:
    page = Page.parse(docs.text)
    scripts = [tag["src"] for tag in page.attributes("script") if tag.get("src")]
    code = docs.text + "".join(visitor.get(url).text for url in scripts)
    assert "SwaggerUIBundle(" in code
    assert "openapi.json" in code


def test_the_docs_work_offline(docs: httpx.Response, visitor: httpx.Client, target: Target) -> None:
    assets = Page.parse(docs.text).assets()
    assert any(url.endswith(".js") for url in assets)
    assert any(url.endswith(".css") for url in assets)
    for url in assets:
        assert target.is_ours(url), url
        answer = visitor.get(url)
        assert answer.status_code == 200, url
        assert answer.content
        if url.endswith(".js"):
            assert "javascript" in checks.media_type(answer)
        if url.endswith(".css"):
            assert checks.media_type(answer) == "text/css"


def test_the_policy_of_the_docs_is_just_wide_enough(docs: httpx.Response, target: Target) -> None:
    policy = {
        words[0]: set(words[1:])
        for words in map(str.split, docs.headers["Content-Security-Policy"].split(";"))
        if words
    }
    sources = set().union(*policy.values()) - {str(httpx.URL(target.cdn_url).join("/"))[:-1]}
    assert not [source for source in sources if "//" in source or source in {"*", "https:"}]
    assert "'unsafe-eval'" not in sources
    scripts = policy.get("script-src", policy["default-src"])
    inline = Page.parse(docs.text).inline_scripts
    opened = {
        source
        for source in scripts
        if source.startswith(("'unsafe-inline'", "'sha256-", "'nonce-"))
    }
    assert bool(inline) == bool(opened), "inline scripts run, and only where there are some"

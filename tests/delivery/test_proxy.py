"""nginx and Apache with the generated configuration, in front of Gunicorn and of uWSGI."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from tests.contract.pages import Page
from tests.matrix.combinations import defaults, label
from tests.matrix.environment import ROOT, Failed
from tests.matrix.project import Project
from tests.matrix.proof import keeps_the_contract
from tests.services.servers import unavailable

from .machine import PLACE, debian, end, machine

if TYPE_CHECKING:
    from pathlib import Path

    from tests.matrix.combinations import Answers

    from .machine import Machine

pytestmark = pytest.mark.delivery

# The other two pairs of a proxy and a server are in containers: test_docker.py.
BEHIND: list[Answers] = [
    defaults(framework="django", proxy="apache", auth="session", realtime="yes"),
    defaults(framework="flask", proxy="nginx", server="uwsgi", auth="none"),
]
# More than either lets through, and less than what makes them give up on a connection.
LARGE = 11_000_000
SIGN_IN_LIMIT = 10
# How each says that the application does not answer.
AWAY = {"nginx": 502, "apache": 503}
# After how many seconds each lets a client in again that asked too much.
RETRY_AFTER = {"nginx": 1, "apache": 5}
MANY = 2500
# What is worth no word, in the report on TLS, and what is about the tool's own library.
FINE = {"OK", "INFO"}
NOT_ABOUT_US = {"engine_problem"}


@pytest.mark.parametrize("chosen", BEHIND, ids=label)
def test_behind_a_proxy(tmp_path: Path, chosen: Answers) -> None:
    """All at once, for each machine takes its time."""
    tar = debian()
    if tar is None:
        unavailable("proxies")
    project = Project.new(tmp_path, chosen)
    project.uv("lock")
    project.uv("sync", "--locked")
    with machine(project, tmp_path, tar) as there:
        there.follow_the_readme()
        with there.application() as application, there.proxy():
            keeps_the_contract(there, chosen, {}, "--ca", there.ca, within=there.within(ROOT))
            plain_http_leads_to_https(there)
            speaks_http_2(there)
            compresses_what_is_public_only(there)
            refuses_a_large_body(there)
            if chosen["auth"] != "none":
                nobody_else_says_who_a_client_is(there)
            speaks_tls_as_of_today(there, tmp_path)
            end(application)
            says_that_the_application_is_away(there)
            turns_a_flood_away(there)


def test_a_broken_configuration_is_refused(tmp_path: Path) -> None:
    """The README's own check, before anything is loaded."""
    tar = debian()
    if tar is None:
        unavailable("proxies")
    for chosen in BEHIND:
        folder = tmp_path / chosen["proxy"]
        folder.mkdir()
        project = Project.new(folder, chosen)
        project.uv("lock")
        file = project.folder / "deploy" / chosen["proxy"] / "site.conf"
        file.write_text(f"{file.read_text('utf-8')}\nnonsense on;\n", encoding="utf-8")
        with machine(project, folder, tar) as there, pytest.raises(Failed, match="nonsense"):
            there.follow_the_readme()


def problem(answer: str, status: int) -> None:
    """The last answer that curl has printed with its headers."""
    head, _, body = answer.rpartition("\r\n\r\n")
    head = head.rpartition("\r\n\r\n")[2].lower()
    assert re.match(rf"http/[\d.]+ {status}\b", head), answer
    assert "\r\ncontent-type: application/problem+json" in head
    assert "\r\nx-content-type-options: nosniff" in head
    found = json.loads(body)
    assert (found["status"], found["type"]) == (status, "about:blank")
    assert found.keys() == {"type", "title", "status", "detail"}


def plain_http_leads_to_https(there: Machine) -> None:
    answer = there.curl("--head", "http://127.0.0.1/api/notes?q=a%20b&limit=3")
    assert answer.splitlines()[0].split()[1] == "308"
    assert "\r\nLocation: https://127.0.0.1/api/notes?q=a%20b&limit=3\r\n" in answer
    # But for what Let's Encrypt asks, on its way to a certificate.
    folder = f"{PLACE}/deploy/acme/.well-known/acme-challenge"
    there.run("mkdir", "--parents", folder)
    there.run("sh", "-c", f"echo proof >{folder}/token")
    assert there.curl("http://127.0.0.1/.well-known/acme-challenge/token") == "proof\n"


def speaks_http_2(there: Machine) -> None:
    told = "%{http_version} %{response_code}"
    for wish, spoken in (("--http2", "2"), ("--http1.1", "1.1")):
        options = ("--output", "/dev/null", "--write-out", told, wish)
        assert there.curl(*options, f"{there.url}/health/live") == f"{spoken} 200"


def compresses_what_is_public_only(there: Machine) -> None:
    def headers(path: str) -> str:
        given = there.curl(
            "--dump-header", "-", "--output", "/dev/null", "--header", "Accept-Encoding: gzip",
            f"{there.url}{path}",
        )  # fmt: skip
        return given.lower()

    style = next(
        asset for asset in Page.parse(there.curl(f"{there.url}/")).assets() if ".css" in asset
    )
    assert "\r\ncontent-encoding: gzip\r\n" in headers(style)
    assert "\r\ncache-control: max-age=3600\r\n" in headers(style)
    for path in ("/", "/api/notes", "/openapi.json"):
        assert "content-encoding" not in headers(path)


def refuses_a_large_body(there: Machine) -> None:
    there.run("truncate", f"--size={LARGE}", "var/large")
    answer = there.curl(
        "--include", "--http1.1", "--header", "Content-Type: application/json",
        "--data-binary", "@var/large", f"{there.url}/api/notes",
    )  # fmt: skip
    problem(answer, 413)


def nobody_else_says_who_a_client_is(there: Machine) -> None:
    """Attempts to sign in are counted by address, and one address has no others."""
    statuses = [
        there.curl(
            "--output", "/dev/null", "--write-out", "%{response_code}",
            "--header", "Content-Type: application/json", "--header", f"Origin: {there.url}",
            "--header", f"X-Forwarded-For: 192.0.2.{number}",
            "--header", f"Forwarded: for=192.0.2.{number}",
            "--data", '{"email": "ada@example.com", "password": "a wrong secret"}',
            f"{there.url}/api/auth/login",
        )
        for number in range(SIGN_IN_LIMIT + 1)
    ]  # fmt: skip
    assert statuses == ["401"] * SIGN_IN_LIMIT + ["429"]


def speaks_tls_as_of_today(there: Machine, folder: Path) -> None:
    """https://testssl.sh finds nothing to say against it."""
    report = folder / "tls.json"
    there.run(
        "testssl", "--quiet", "--color", "0", "--warnings", "off", "--protocols", "--std", "--fs",
        "--vulnerable", "--jsonfile", str(report),
        "--add-ca", there.ca, "--ip", "127.0.0.1", "https://localhost",
    )  # fmt: skip
    found: dict[str, dict[str, Any]] = {
        one["id"]: one for one in json.loads(report.read_text("utf-8"))
    }
    assert {"TLS1_2", "TLS1_3", "heartbleed", "BREACH"} <= found.keys()
    weak = {
        name: one["finding"]
        for name, one in found.items()
        if one["severity"] not in FINE and name not in NOT_ABOUT_US
    }
    assert weak == {}
    for old in ("SSLv2", "SSLv3", "TLS1", "TLS1_1"):
        assert found[old]["finding"].startswith("not offered")


def says_that_the_application_is_away(there: Machine) -> None:
    problem(there.curl("--include", f"{there.url}/health/live"), AWAY[proxy_of(there)])


def turns_a_flood_away(there: Machine) -> None:
    """So many requests of one address that it is nobody who reads; the application hears few."""
    url = f"{there.url}/health/live?[1-{MANY}]"
    many = ("--no-progress-meter", "--parallel", "--parallel-max", "40")
    told = "%{response_code} %{content_type} %header{retry-after}\n"
    answers = there.curl(*many, "--output", "/dev/null", "--write-out", told, url)
    counts = Counter(answers.splitlines())
    heard = f"{AWAY[proxy_of(there)]} application/problem+json 5"
    refused = f"429 application/problem+json {RETRY_AFTER[proxy_of(there)]}"
    assert counts.keys() == {heard, refused}
    assert counts[heard] >= 500


def proxy_of(there: Machine) -> str:
    return there.project.answers["proxy"]

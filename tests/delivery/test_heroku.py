"""Heroku: honcho starts what the Procfile names, as a dyno does, with Redis as the add-on is."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.matrix.combinations import defaults
from tests.matrix.environment import run, started
from tests.matrix.project import SECRET_KEY, Project
from tests.services.servers import unavailable
from tests.services.service import free_port

from .deployments import context, distinct, documented, on, processes, rendered, settings
from .heroku_redis import HerokuRedis
from .libraries import library

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

pytestmark = pytest.mark.delivery

START_SECONDS = 60
HOST_NAME = "notes-1a2b3c.herokuapp.com"
# What each add-on sets, by the first word of its plan.
ADDONS = {
    "heroku-postgresql": {"DATABASE_URL": "postgres://u:p@db.example:5432/d"},
    "heroku-redis": {"REDIS_URL": "rediss://:p@redis.example:6380"},
    "jawsdb": {"JAWSDB_URL": "mysql://u:p@db.example:3306/d"},
    "cloudamqp": {"CLOUDAMQP_URL": "amqps://u:p@broker.example/v"},
}
SERVICES = {
    "postgresql": "heroku-postgresql",
    "mysql": "jawsdb",
    "redis": "heroku-redis",
    "rabbitmq": "cloudamqp",
}
# The manifest as https://devcenter.heroku.com/articles/app-json-schema describes it: the part that
# is used here, read by us, as there is no schema of today's form to be had.
MANIFEST: dict[str, Any] = {
    "type": "object",
    "required": ["name", "env", "formation"],
    "additionalProperties": False,
    "properties": {
        "name": {"type": "string", "minLength": 3, "maxLength": 80},
        "description": {"type": "string"},
        "stack": {"enum": ["heroku-22", "heroku-24", "container"]},
        "buildpacks": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["url"],
                "additionalProperties": False,
                "properties": {"url": {"type": "string"}},
            },
        },
        "env": {
            "type": "object",
            "propertyNames": {"pattern": "^[A-Z][A-Z0-9_]*$"},
            "additionalProperties": {
                "type": "object",
                "additionalProperties": False,
                "properties": {
                    "description": {"type": "string"},
                    "value": {"type": "string"},
                    "required": {"type": "boolean"},
                    "generator": {"const": "secret"},
                },
            },
        },
        "addons": {
            "type": "array",
            "uniqueItems": True,
            "items": {"type": "string", "pattern": "^[a-z-]+:[a-z0-9-]+$"},
        },
        "formation": {
            "type": "object",
            "additionalProperties": {
                "type": "object",
                "required": ["quantity"],
                "additionalProperties": False,
                "properties": {
                    "quantity": {"type": "integer", "minimum": 0},
                    "size": {"enum": ["eco", "basic", "standard-1x", "standard-2x"]},
                },
            },
        },
    },
}


def honcho(*words: str) -> tuple[str, ...]:
    library("honcho")
    return (str(Path(sys.executable).parent / "honcho"), *words)


def test_honcho_knows_every_process(tmp_path: Path) -> None:
    for text, row in distinct("heroku", "Procfile").items():
        (tmp_path / "Procfile").write_text(text)
        commands = processes(row)
        assert known(tmp_path) == {*commands} - {"migrate"} | {"release"}
        lines = dict(line.split(": ") for line in text.splitlines())
        assert lines["release"] == context(row)["migrate"]
        assert lines["web"] == "python -m app.serve"


def known(folder: Path) -> set[str]:
    """The processes that honcho finds; a line that is none it passes over in silence."""
    said = run(*honcho("check"), cwd=folder)
    return set(said.partition("(")[2].partition(")")[0].split(", "))


def test_honcho_does_not_know_what_is_no_process(tmp_path: Path) -> None:
    (tmp_path / "Procfile").write_text("web python -m app.serve\nworker: python -m app.worker\n")
    assert known(tmp_path) == {"worker"}


def test_manifests_name_what_was_chosen() -> None:
    check = library("jsonschema").Draft202012Validator(MANIFEST)
    for row in on("heroku"):
        manifest = json.loads(rendered(row)["app.json"])
        assert [error.message for error in check.iter_errors(manifest)] == [], row
        chosen = {SERVICES[choice] for choice in (row["database"], row["queue"], row["cache"])
                  if choice in SERVICES}  # fmt: skip
        assert {plan.partition(":")[0] for plan in manifest["addons"]} == chosen
        assert set(manifest["formation"]) == {*processes(row)} - {"migrate"}
    manifest["formation"]["web"]["quantity"] = "one"
    assert not check.is_valid(manifest)


def test_a_dyno_gets_every_setting() -> None:
    """`.profile` is run as Heroku runs it, with what the add-ons and the manifest set."""
    for row in on("heroku"):
        files = rendered(row)
        manifest = json.loads(files["app.json"])
        given = dict.fromkeys(manifest["env"], "given")
        for plan in manifest["addons"]:
            given |= ADDONS[plan.partition(":")[0]]
        found = sourced(files[".profile"], given)
        # Heroku's Memcached asks for a password, which the application does not send.
        without = {"CACHE_URL"} if row["cache"] == "memcached" else set()
        assert settings(row) - without <= found.keys(), row
        assert {name for name in found if name.endswith("_URL")} - {*given} <= documented(row)
        assert found["HOST"] == "0.0.0.0"  # noqa: S104 - a dyno is reached from outside
        for name in ("BROKER_URL", "CACHE_URL", "REALTIME_URL"):
            if found.get(name, "").startswith("rediss:"):
                assert found[name] == "rediss://:p@redis.example:6380?ssl_cert_reqs=none"


def sourced(profile: str, given: Mapping[str, str]) -> dict[str, str]:
    """The environment that a shell has after it."""
    done = subprocess.run(
        ["bash", "-euc", f"{profile}\n/usr/bin/env -0"],
        env=given, capture_output=True, check=True,
    )  # fmt: skip
    return dict(pair.split("=", 1) for pair in done.stdout.decode().split("\0") if pair)


@pytest.fixture(scope="module")
def redis_url() -> Iterator[str]:
    binaries = HerokuRedis.find()
    if binaries is None:
        unavailable("redis")
    server = HerokuRedis(binaries).start()
    yield server.url
    server.stop()


@pytest.mark.parametrize("framework", ["fastapi", "flask", "django"])
def test_the_procfile_serves(framework: str, tmp_path: Path, redis_url: str) -> None:
    row = defaults(
        framework=framework, database="postgresql", auth="none", queue="redis", cache="redis",
        realtime="yes", cloud="heroku",
    )  # fmt: skip
    project = Project.new(tmp_path, row)
    project.uv("lock")
    project.uv("sync", "--locked", "--no-default-groups")  # as the buildpack does
    port = free_port()
    env = {
        "PATH": f"{project.folder}/.venv/bin:/usr/bin:/bin",
        "SECRET_KEY": SECRET_KEY, "ALLOWED_HOSTS": HOST_NAME, "REDIS_URL": redis_url,
        "PORT": str(port),
    }  # fmt: skip
    run(*dyno("release", port), cwd=project.folder, env=env)
    with (
        (tmp_path / "log").open("w") as log,
        started(*dyno("web", port), cwd=project.folder, env=env, output=log),
        httpx.Client(
            base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=20,
            headers={"Host": HOST_NAME, "X-Forwarded-Proto": "https"},
        ) as client,
    ):  # fmt: skip
        wait_for(client, tmp_path / "log")
        ready = client.get("/health/ready")
        assert ready.status_code == 200, ready.text
        assert {"cache", "queue"} <= ready.json()["checks"].keys()
        assert client.post("/api/notes", json={"title": "Milk", "body": "Two"}).status_code == 201
        states = [client.get("/api/notes/stats").headers["X-Cache"] for _ in range(2)]
        assert states == ["MISS", "HIT"]
        assert client.get("/", headers={"Host": "another.example"}).status_code == 400


def dyno(process: str, port: int) -> tuple[str, ...]:
    """A process of the Procfile, after `.profile`, as a dyno starts it."""
    command = " ".join(honcho("start", "--port", str(port), process))
    return ("bash", "-c", f". ./.profile && exec {command}")


def wait_for(client: httpx.Client, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(httpx.TransportError):
            if client.get("/health/live").status_code == 200:
                return
        time.sleep(0.1)
    pytest.fail(f"no answer:\n{log.read_text()[-3000:]}")

"""Kubernetes: what the Pods start does start, with their settings, and answers their probes.

No cluster runs here. So the containers' commands run as they are declared, with the variables of
the production overlay, beside a real database and a real broker.
"""

from __future__ import annotations

import os
import signal
import time
from typing import TYPE_CHECKING

import httpx
import pytest

from ..matrix.combinations import defaults
from ..matrix.environment import run, started
from ..matrix.project import SECRET_KEY, Project, Running
from ..services.fixtures import database_url, service_url
from .manifests import OVERLAYS, containers, kustomize, make_secrets, of_kind, parsed, pods

if TYPE_CHECKING:
    from pathlib import Path

    from ..services.databases import Databases
    from ..services.shares import Shares
    from .manifests import Resource

__all__ = ["database_url", "service_url"]

pytestmark = [pytest.mark.delivery, pytest.mark.xdist_group("kubernetes")]
SECONDS = 30


def called(pod: Resource, project: Project) -> tuple[str, ...]:
    """The command of a Pod's container, by the programs that the image would have."""
    (container,) = containers(pod)
    command: list[str] = [*container["command"], *container.get("args", [])]
    return (str(project.folder / ".venv" / "bin" / command[0]), *command[1:])


@pytest.mark.parametrize("framework", ["fastapi", "flask", "django"])
def test_the_commands_of_the_pods_run_with_their_settings(
    framework: str, tmp_path: Path, database_url: Databases, service_url: Shares
) -> None:
    answers = defaults(
        framework=framework, database="postgresql", queue="redis", container="kubernetes"
    )
    project = Project.new(tmp_path, answers)
    folder = project.folder / "deploy" / "kubernetes"
    make_secrets((folder / "README.md").read_text("utf-8"), project.folder)
    prod = parsed(kustomize(folder / OVERLAYS[-1]))
    project.uv("sync", "--no-dev", "--quiet")

    (settings,) = of_kind(prod, "ConfigMap")
    env = {
        **settings["data"],
        "SECRET_KEY": SECRET_KEY,
        "DATABASE_URL": database_url("postgresql"),
        "BROKER_URL": service_url("redis"),
        # Only this machine may ask: a Pod listens to all, and the network keeps others away.
        "HOST": "127.0.0.1",
        "PORT": "{port}",
        "ALLOWED_HOSTS": settings["data"]["ALLOWED_HOSTS"] + ",127.0.0.1",
    }
    declared = pods(prod)
    run(*called(declared["migrate"], project), cwd=project.folder, env={**env, "PORT": "8000"})

    web = declared["web"]["spec"]
    command = called(declared["web"], project)
    with project.serving(env, signal.SIGTERM, command) as server:
        for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
            asked = web["containers"][0][probe]
            headers = {one["name"]: one["value"] for one in asked["httpGet"]["httpHeaders"]}
            answer = httpx.get(
                server.url + asked["httpGet"]["path"],
                headers=headers,
                timeout=asked["timeoutSeconds"],
                trust_env=False,
            )
            assert answer.status_code == 200, (probe, answer.text)
        # What a probe would send of itself is refused, which is why they name a host.
        own = {"Host": "10.0.0.7:8000"}
        refused = httpx.get(f"{server.url}/health/ready", headers=own, trust_env=False)
        assert refused.status_code == 400

    worker = called(declared["worker"], project)
    log = tmp_path / "worker.log"
    with (
        log.open("w") as output,
        started(*worker, cwd=project.folder, env={**env, "PORT": "8000"}, output=output) as process,
    ):
        running = Running(process, log)
        deadline = time.monotonic() + SECONDS
        while len(process.family()) < 3 and time.monotonic() < deadline:
            assert process.poll() is None, running.output
            time.sleep(0.1)
        time.sleep(1)
        cores = os.cpu_count()
        assert len(process.family()) == 3, f"one that hands out, two that work; {cores} cores"
        running.stop(signal.SIGTERM)

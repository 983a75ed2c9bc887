"""What a project declares for a cluster, as `kubectl kustomize` puts it together."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from ..matrix.combinations import answers, axes, covering, defaults
from ..matrix.renders import Tree, tree, write
from ..services.downloads import fetched
from ..services.service import ServiceFailed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Resource = dict[str, Any]
OVERLAYS = ("base", "overlays/dev", "overlays/prod")
FOLDER = "deploy/kubernetes"
APPLICATION = "app.kubernetes.io/component"
NAME = "app.kubernetes.io/name"


def kubectl() -> str:
    """The one of this machine, or Debian's."""
    if found := shutil.which("kubectl"):
        return found
    try:
        return str(
            fetched("kubectl", [Path(__file__).parent / "kubectl.sh"], "sh", "kubectl.sh")
            / "kubectl"
        )
    except (OSError, ServiceFailed) as error:
        if os.environ.get("SCAFFOLD_REQUIRE_SERVICES") == "1":
            pytest.fail(f"no kubectl: {error}")
        pytest.skip("no kubectl: install it")


def rows() -> list[tuple[str, ...]]:
    """Every answer together with a cluster, and the projects that have most and least of it."""
    with_cluster = [row for row in covering(2) if answers(row)["container"] == "kubernetes"]
    least = {"container": "kubernetes", "database": "postgresql", "auth": "none"}
    most = {
        "container": "kubernetes", "database": "mongodb", "auth": "oauth2", "queue": "redis",
        "events": "kafka", "cache": "redis", "realtime": "yes", "framework": "fastapi",
    }  # fmt: skip
    django = {**most, "framework": "django", "database": "mysql", "queue": "rabbitmq"}
    flask = {**most, "framework": "flask", "database": "postgresql", "auth": "jwt"}
    alone = {**most, "queue": "none", "cache": "memcached"}
    each = [
        {"container": "kubernetes", "framework": framework, "database": database}
        for framework in axes()["framework"]
        for database in ("postgresql", "mysql", "mongodb")
    ]
    chosen = [tuple(defaults(**some).values()) for some in (least, most, django, flask, alone)]
    have = {(answers(row)["framework"], answers(row)["database"]) for row in with_cluster + chosen}
    more = [one for one in each if (one["framework"], one["database"]) not in have]
    return [*with_cluster, *chosen, *(tuple(defaults(**some).values()) for some in more)]


@dataclass
class Manifests:
    """A project's files, and what each overlay declares."""

    answers: dict[str, str]
    files: Tree
    folder: Path
    texts: dict[str, str]
    every: dict[str, list[Resource]]

    def text(self, path: str) -> str:
        return self.files[f"{FOLDER}/{path}"].decode()


def kustomize(folder: Path) -> str:
    done = subprocess.run(
        [kubectl(), "kustomize", str(folder)],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == "", "no warning: nothing is deprecated"
    return done.stdout


def built(row: tuple[str, ...], folder: Path) -> Manifests:
    """Write a project, make up its secrets by the command of its page, and build all overlays."""
    write(tree(row), folder)
    page = (folder / FOLDER / "README.md").read_text("utf-8")
    make_secrets(page, folder)
    texts = {overlay: kustomize(folder / FOLDER / overlay) for overlay in OVERLAYS}
    every = {overlay: parsed(text) for overlay, text in texts.items()}
    return Manifests(answers(row), tree(row), folder, texts, every)


def parsed(text: str) -> list[Resource]:
    return list(yaml.load_all(text, yaml.CSafeLoader))


def make_secrets(page: str, folder: Path) -> None:
    (block,) = [block for block in blocks(page) if "secret.env.example" in block]
    command = ["bash", "-euc", block.replace("python ", "python3 ")]
    subprocess.run(command, cwd=folder, check=True, timeout=30, stdout=subprocess.DEVNULL)


def blocks(page: str) -> list[str]:
    """The commands of a page."""
    found = re.findall(r"^( *)```sh\n(.*?)^ *```$", page, re.DOTALL | re.MULTILINE)
    return [re.sub(f"^{indent}", "", block, flags=re.MULTILINE) for indent, block in found]


def of_kind(resources: Iterable[Resource], *kinds: str) -> list[Resource]:
    return [resource for resource in resources if resource["kind"] in kinds]


def named(resources: Iterable[Resource], kind: str, name: str) -> Resource:
    (found,) = [one for one in of_kind(resources, kind) if one["metadata"]["name"] == name]
    return found


def pods(resources: Iterable[Resource]) -> dict[str, Resource]:
    """The Pods that are made, by the name of what makes them."""
    makers = of_kind(resources, "Deployment", "Job", "StatefulSet")
    return {maker["metadata"]["name"]: maker["spec"]["template"] for maker in makers}


def containers(pod: Resource) -> Iterator[Resource]:
    yield from pod["spec"].get("initContainers", [])
    yield from pod["spec"]["containers"]


def labels(pod: Resource) -> dict[str, str]:
    return dict(pod["metadata"]["labels"])

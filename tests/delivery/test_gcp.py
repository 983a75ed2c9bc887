"""Google Cloud: the YAML is what Cloud Run's published API describes, field by field."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from .cloud_run import problems
from .deployments import PLATFORM, documented, on, processes, rendered, services, settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.matrix.combinations import Answers

pytestmark = pytest.mark.delivery

FOLDER = "deploy/gcp/"
# The words of the page that make a service.
COMMANDS = {
    "postgresql": "gcloud sql instances create",
    "mysql": "gcloud sql instances create",
    "redis": "gcloud redis instances create",
    "memcached": "gcloud memcache instances create",
    "cdn": "--enable-cdn",
}


def filled(text: str, page: str) -> str:
    """As envsubst fills it, from the variables that the page exports."""
    exported = set(re.findall(r"^export (\w+)=", page, re.MULTILINE))

    def value(found: re.Match[str]) -> str:
        assert found[1] in exported, f"the page does not export {found[1]}"
        return f"the-{found[1].lower()}"

    return re.sub(r"\$\{(\w+)\}", value, re.sub(r"^ *#.*$", "", text, flags=re.MULTILINE))


def documents() -> Iterator[tuple[Answers, dict[str, dict[str, Any]]]]:
    for row in on("gcp"):
        files = rendered(row)
        page = files[f"{FOLDER}README.md"]
        yield row, {path.removeprefix(FOLDER).removesuffix(".yaml"):
                    yaml.safe_load(filled(text, page)) for path, text in files.items()
                    if path.startswith(FOLDER) and path.endswith(".yaml")}  # fmt: skip


def container(document: dict[str, Any]) -> dict[str, Any]:
    spec = document["spec"]["template"]["spec"]
    spec = spec["template"]["spec"] if document["kind"] == "Job" else spec
    (only,) = spec["containers"]
    return dict(only)


def test_cloud_run_knows_every_field() -> None:
    kinds = set()
    for row, found in documents():
        for document in found.values():
            assert problems(document) == [], row
            kinds.add(document["kind"])
    assert kinds == {"Service", "Job", "WorkerPool"}


def test_everything_runs_with_its_settings() -> None:
    for row, found in documents():
        names = {"service" if name == "web" else name: command
                 for name, command in processes(row).items()}  # fmt: skip
        assert {name: container(one)["command"] for name, one in found.items()} == names
        for document in found.values():
            variables = container(document)["env"]
            own = {variable["name"] for variable in variables} - PLATFORM
            assert own == settings(row), row
            assert own <= documented(row)
            secret = {one["name"] for one in variables if "valueFrom" in one}
            assert {"SECRET_KEY", "DATABASE_URL"} <= secret
            assert len({variable["name"] for variable in variables}) == len(variables)


def test_the_page_makes_what_was_chosen_and_every_secret() -> None:
    for row in on("gcp"):
        files = rendered(row)
        page = files[f"{FOLDER}README.md"]
        for service, command in COMMANDS.items():
            if command != "gcloud sql instances create":
                assert (command in page) == (service in services(row)), (command, row)
        assert ("gcloud sql instances create" in page) == (row["database"] != "mongodb")
        wanted = set(re.findall(r'name: "\$\{APP\}-([\w-]+)", key', files[f"{FOLDER}service.yaml"]))
        assert set(re.findall(r"\| keep ([\w-]+)$", page, re.MULTILINE)) == wanted, row
        run = set(re.findall(r"\$\(filled ([\w-]+)\)", page))
        assert {f"{FOLDER}{name}.yaml" for name in run} == {path for path in files if
                path.startswith(FOLDER) and path.endswith(".yaml")}  # fmt: skip


def test_a_field_that_cloud_run_does_not_know_is_refused() -> None:
    document = next(found["service"] for _, found in documents())
    assert problems(document) == []
    document["spec"]["template"]["spec"]["containerConcurency"] = 40
    assert "containerConcurency" in " ".join(problems(document))
    del document["spec"]["template"]["spec"]["containerConcurency"]
    document["spec"]["template"]["spec"]["containers"][0]["image"] = 1
    assert problems(document) != []

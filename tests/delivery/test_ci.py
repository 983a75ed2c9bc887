"""Pipelines: what they say is what their systems understand, and what they run passes."""

from __future__ import annotations

import itertools
import re
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.matrix.combinations import defaults, label
from tests.matrix.environment import Failed, python, run
from tests.matrix.project import Project
from tests.matrix.renders import texts
from tests.matrix.surroundings import Services
from tests.services.databases import Databases
from tests.services.shares import Shares

from . import ci_tools
from .pipeline import Runner

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from tests.matrix.combinations import Answers

    Validator = Callable[[Sequence[Path]], subprocess.CompletedProcess[str]]

pytestmark = [pytest.mark.delivery, pytest.mark.xdist_group("ci")]

EVERY_SYSTEM = "github,gitlab,jenkins,travis,circleci"
WORKFLOW, DEPENDABOT = ".github/workflows/ci.yml", ".github/dependabot.yml"
GITLAB, JENKINS, TRAVIS, CIRCLECI = (
    ".gitlab-ci.yml", "Jenkinsfile", ".travis.yml", ".circleci/config.yml",
)  # fmt: skip
FILES = (WORKFLOW, GITLAB, JENKINS, TRAVIS, CIRCLECI)
IMAGES = {
    "postgresql": "postgres:17-alpine",
    "mysql": "mysql:8.4",
    "mongodb": "mongo:8.0",
    "redis": "redis:8-alpine",
    "rabbitmq": "rabbitmq:4-alpine",
    "kafka": "apache/kafka:4.1.0",
    "memcached": "memcached:1.6-alpine",
}
CHOICES = {
    "database": ("sqlite", "postgresql", "mysql", "mongodb"),
    "queue": ("none", "redis", "rabbitmq"),
    "events": ("none", "kafka"),
    "cache": ("none", "redis", "memcached"),
}
VARIABLES = {
    "database": "DATABASE_URL",
    "queue": "BROKER_URL",
    "events": "KAFKA_BOOTSTRAP_SERVERS",
    "cache": "CACHE_URL",
}
# A job that hangs may take no longer.
LONGEST_MINUTES = 40


def projects() -> list[Answers]:
    """Every set of services, with the frameworks, containers and sockets taking turns."""
    turns = zip(
        itertools.cycle(["flask", "fastapi", "django", "django", "fastapi"]),
        itertools.cycle(["none", "docker"]),
        itertools.cycle(["no", "yes", "no"]),
        itertools.product(*CHOICES.values()),
        strict=False,
    )
    return [
        defaults(framework=framework, container=container, realtime=realtime, ci=EVERY_SYSTEM,
                 **dict(zip(CHOICES, services, strict=True)))
        for framework, container, realtime, services in turns
    ]  # fmt: skip


PROJECTS = projects()
each_project = pytest.mark.parametrize("answers", PROJECTS, ids=label)


def files(answers: Answers) -> dict[str, str]:
    return texts(tuple(answers.values()))


def services(answers: Answers) -> set[str]:
    return {answers[axis] for axis in CHOICES} & IMAGES.keys()


def jobs(answers: Answers) -> list[str]:
    """The jobs that a pipeline has, whatever the system."""
    return [
        "lint", "audit",
        *(["test"] if answers["database"] != "mongodb" else []),
        *(["integration"] if services(answers) else []),
        *(["build"] if answers["container"] != "none" else []),
    ]  # fmt: skip


def workflow(answers: Answers) -> dict[str, Any]:
    read = yaml.safe_load(files(answers)[WORKFLOW])
    read["on"] = read.pop(True)  # as which YAML 1.1 reads the key
    return dict(read)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Path]]:
    """Each file of each project, once for each content."""
    folder = tmp_path_factory.mktemp("pipelines")
    found: dict[str, list[Path]] = {}
    for name in (*FILES, DEPENDABOT):
        contents = {files(answers)[name] for answers in PROJECTS}
        for number, content in enumerate(sorted(contents)):
            path = folder / str(number) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
            found.setdefault(name, []).append(path)
    return found


VALIDATORS: dict[str, tuple[str, Validator]] = {
    "github-workflows": (WORKFLOW, partial(ci_tools.schema, "github-workflows")),
    "actionlint": (WORKFLOW, ci_tools.actionlint),
    "zizmor": (WORKFLOW, ci_tools.zizmor),
    "dependabot": (DEPENDABOT, partial(ci_tools.schema, "dependabot")),
    "gitlab-ci": (GITLAB, partial(ci_tools.schema, "gitlab-ci")),
    "travis": (TRAVIS, partial(ci_tools.schema, "travis")),
    "circle-ci": (CIRCLECI, partial(ci_tools.schema, "circle-ci")),
    "groovy": (JENKINS, ci_tools.groovy),
}
# What each of them must notice: a piece of a file, and what somebody may write by mistake.
MISTAKES = {
    "github-workflows": ("runs-on: ubuntu-24.04", "runs_on: ubuntu-24.04"),
    "actionlint": ("${{ matrix.python }}", "${{ matrix.pyhton }}"),
    "zizmor": ("persist-credentials: false", "fetch-depth: 1"),
    "dependabot": ("interval: weekly", "interval: sometimes"),
    "gitlab-ci": ("interruptible: true", "interruptible: perhaps"),
    "travis": ("os: linux", "os: lunix"),
    "circle-ci": ("image: cimg/python:3.13", "imagine: cimg/python:3.13"),
    "groovy": ("stages {", "stages {{"),
}


@pytest.mark.parametrize("validator", VALIDATORS)
def test_what_is_written_is_valid(written: dict[str, list[Path]], validator: str) -> None:
    name, validate = VALIDATORS[validator]
    some = written[name][::6] if validator == "groovy" else written[name]  # it compiles them
    done = validate(some)
    assert done.returncode == 0, done.stdout[-6000:]


@pytest.mark.parametrize("validator", VALIDATORS)
def test_a_mistake_is_noticed(tmp_path: Path, validator: str) -> None:
    """Otherwise the test above would prove nothing."""
    name, validate = VALIDATORS[validator]
    right, wrong = MISTAKES[validator]
    content = files(defaults(database="postgresql", ci=EVERY_SYSTEM))[name]
    assert right in content
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content.replace(right, wrong), encoding="utf-8")
    assert validate([path]).returncode != 0


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """The repository in which GitLab's runner finds its file."""
    run("git", "init", "--quiet", "--initial-branch=main", cwd=tmp_path)
    run("git", "remote", "add", "origin", "https://git.example/notes.git", cwd=tmp_path)
    return tmp_path


EVERYTHING = defaults(
    framework="flask", database="postgresql", queue="rabbitmq", events="kafka", cache="redis",
    realtime="yes", container="docker", ci=EVERY_SYSTEM,
)  # fmt: skip


@pytest.mark.parametrize("answers", [EVERYTHING, *PROJECTS[::24]], ids=label)
def test_gitlab_has_these_jobs(repository: Path, answers: Answers) -> None:
    (repository / GITLAB).write_text(files(answers)[GITLAB], encoding="utf-8")
    done = ci_tools.gitlab(repository, "--list-csv")
    assert done.returncode == 0, done.stdout
    listed = re.findall(r"^([a-z]+)(?::[^;]*)?;", done.stdout, re.MULTILINE)
    assert set(listed) - {"name"} == set(jobs(answers)), done.stdout


def test_gitlab_refuses_a_stage_that_it_does_not_know(repository: Path) -> None:
    text = files(EVERYTHING)[GITLAB].replace("stage: check", "stage: chekc")
    (repository / GITLAB).write_text(text, encoding="utf-8")
    done = ci_tools.gitlab(repository, "--list-csv")
    assert done.returncode != 0
    assert "chekc" in done.stdout


@each_project
def test_every_job_is_there_and_ends_some_day(answers: Answers) -> None:
    found = workflow(answers)["jobs"]
    assert list(found) == jobs(answers)
    for job in found.values():
        assert 0 < job["timeout-minutes"] <= LONGEST_MINUTES
    gitlab = yaml.safe_load(files(answers)[GITLAB])
    assert gitlab["default"]["timeout"] == "20 minutes"
    assert [name for name in gitlab if name in jobs(answers)] == jobs(answers)
    circleci = yaml.safe_load(files(answers)[CIRCLECI])
    assert list(circleci["jobs"]) == jobs(answers)
    started = [job if isinstance(job, str) else next(iter(job))
               for job in circleci["workflows"]["ci"]["jobs"]]  # fmt: skip
    assert started == jobs(answers)
    jenkins = files(answers)[JENKINS]
    assert f"timeout(time: {LONGEST_MINUTES}, unit: 'MINUTES')" in jenkins
    assert len(re.findall(r"^        stage\(", jenkins, re.MULTILINE)) == len(jobs(answers))
    travis = yaml.safe_load(files(answers)[TRAVIS])["jobs"]["include"]
    pythons = [job["python"] for job in travis if "python" in job]
    assert pythons == (["3.11", "3.12", "3.13"] if "test" in jobs(answers) else [])
    assert len(travis) - len(pythons) == len(set(jobs(answers)) - {"test"})


@pytest.mark.parametrize("answers", [row for row in PROJECTS if "test" in jobs(row)], ids=label)
def test_each_python_is_the_one_that_runs_the_tests(answers: Answers) -> None:
    """By its image, and by `UV_PYTHON`, which goes before a file `.python-version`."""
    versions = ["3.11", "3.12", "3.13"]
    job = workflow(answers)["jobs"]["test"]
    assert job["strategy"]["matrix"]["python"] == versions
    assert job["steps"][1]["with"]["python-version"] == "${{ matrix.python }}"
    job = yaml.safe_load(files(answers)[GITLAB])["test"]
    assert job["parallel"]["matrix"] == [{"UV_PYTHON": versions}]
    assert job["image"] == "python:$UV_PYTHON"
    circleci = yaml.safe_load(files(answers)[CIRCLECI])
    name = "<< parameters.python >>"
    image = {"image": f"cimg/python:{name}", "environment": {"UV_PYTHON": name}}
    assert circleci["jobs"]["test"]["docker"] == [image]
    matrix = {"test": {"matrix": {"parameters": {"python": versions}}}}
    assert matrix in circleci["workflows"]["ci"]["jobs"]
    travis = yaml.safe_load(files(answers)[TRAVIS])["jobs"]["include"]
    found = [(one["python"], one["env"]) for one in travis if "python" in one]
    assert found == [(version, f"UV_PYTHON={version}") for version in versions]
    jenkins = files(answers)[JENKINS]
    assert re.search(r"name 'UV_PYTHON'\s+values '3\.11', '3\.12', '3\.13'", jenkins)
    assert 'image "python:${UV_PYTHON}"' in jenkins


@each_project
def test_a_job_may_do_no_more_than_it_must(answers: Answers) -> None:
    found = workflow(answers)
    assert found["permissions"] == {"contents": "read"}
    assert set(found["on"]) == {"push", "pull_request", "schedule"}, "no event that lends secrets"
    assert found["concurrency"]["cancel-in-progress"] is True
    for job in found["jobs"].values():
        assert "permissions" not in job
        for step in job["steps"]:
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False
    for name in FILES:
        assert not re.search(r"(?i)secrets\.|credentials\(|password[\"']?\s*[:=]\s*[\"']?\w{4,}",
                             files(answers)[name]), name  # fmt: skip


@each_project
def test_actions_are_named_by_commit(answers: Answers) -> None:
    uses = re.findall(r"uses: (.*)", files(answers)[WORKFLOW])
    assert len(uses) > 1
    for action in uses:
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action)
    assert "orbs:" not in files(answers)[CIRCLECI]


@each_project
def test_there_is_each_chosen_service_and_no_other(answers: Answers) -> None:
    for name in FILES:
        text = files(answers)[name]
        for service, image in IMAGES.items():
            wanted = 1 if service in services(answers) else 0
            assert text.count(image) == wanted, f"{image} in {name}"
            assert wanted or f"//{service}" not in text
        for axis, variable in VARIABLES.items():
            wanted = answers[axis] in services(answers)
            assert bool(re.search(rf"(?<!_){variable}\b", text)) == wanted, f"{variable} in {name}"


@each_project
def test_a_pipeline_runs_what_a_person_can_run(answers: Answers) -> None:
    """The same tasks everywhere, and none that the project does not have."""
    tasks = {"lint"} | (
        {"test"} if answers["database"] != "mongodb" or services(answers) else set()
    )
    if services(answers):
        tasks |= {"test", "migrate", "serve"}
    project = files(answers)["pyproject.toml"]
    for name in FILES:
        assert set(re.findall(r"uv run poe (\w+)", files(answers)[name])) == tasks, name
        assert ("docker build --tag " in files(answers)[name]) == ("build" in jobs(answers))
    for task in tasks:
        assert re.search(rf"^{task} = |^\[tool.poe.tasks.{task}\]|^{task}\.", project, re.MULTILINE)


@each_project
def test_dependabot_looks_after_all_that_is_there(answers: Answers) -> None:
    updates = yaml.safe_load(files(answers)[DEPENDABOT])["updates"]
    images = [] if answers["container"] == "none" else ["docker", "docker-compose"]
    assert [one["package-ecosystem"] for one in updates] == ["uv", "github-actions", *images]


@pytest.fixture(scope="module")
def surroundings() -> Iterator[Services]:
    with Databases() as databases, Shares() as shares:
        yield Services(databases, shares)


def variables(answers: Answers, surroundings: Services, job: dict[str, Any]) -> dict[str, str]:
    """The variables of a job, with private services in the place of its containers."""
    if "services" not in job:
        assert "env" not in job
        return {}
    settings = surroundings.settings(answers)
    settings["TEST_DATABASE_URL"] = settings["DATABASE_URL"]
    for name in ("CACHE_URL", "REALTIME_URL"):
        settings[f"TEST_{name}"] = settings.get(name, "")
    named = {name: settings[name] for name in job["env"]}
    # The private broker is everybody's, so a project has a topic of its own there.
    return named | {name: value for name, value in settings.items() if name.startswith("KAFKA_")}


def test_the_pipeline_passes(tmp_path: Path, surroundings: Services) -> None:
    """Every command of GitHub's workflow, in order, each job in a clean checkout."""
    answers = {**EVERYTHING, "container": "none", "auth": "none"}
    project = Project.new(tmp_path, answers)
    project.uv("lock")
    run("git", "add", "uv.lock", cwd=project.folder)
    author = ("-c", "user.name=Student", "-c", "user.email=student@example.com")
    run("git", *author, "commit", "--quiet", "-m", "Lock the versions", cwd=project.folder)
    (tmp_path / "runner").mkdir()
    runner = Runner(project.folder, tmp_path / "runner", python())
    written = yaml.safe_load((project.folder / WORKFLOW).read_text("utf-8"))
    assert list(written["jobs"]) == ["lint", "audit", "test", "integration"]
    for name, job in written["jobs"].items():
        try:
            done = runner.job(name, job, variables(answers, surroundings, job))
        except Failed as failure:
            # Where the index keeps no record of weaknesses, the audit says so instead of yes.
            if name != "audit" or "could not be audited" not in str(failure):
                raise
        else:
            assert done[0] == "uv sync --locked"


def test_a_test_that_fails_stops_the_pipeline(tmp_path: Path) -> None:
    """The runner above would notice."""
    run("git", "init", "--quiet", cwd=tmp_path)
    runner = Runner(tmp_path, tmp_path, python())
    steps = [{"uses": "actions/checkout@0"}, {"run": "true | false\ntrue"}, {"run": "true"}]
    with pytest.raises(Failed, match="ended with 1"):
        runner.job("checkout", {"steps": steps}, {})

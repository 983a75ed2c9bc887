"""The generated image and what Compose starts around it, by a real engine."""

from __future__ import annotations

import contextlib
import http.client
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
import yaml

from tests.matrix.combinations import answers, covering, defaults, label, title
from tests.matrix.environment import Failed, run, started
from tests.matrix.project import CORS_ORIGIN, SECRET_KEY, Project
from tests.matrix.proof import keeps_the_contract
from tests.matrix.renders import texts, tree, write
from tests.matrix.surroundings import tasks
from tests.services.service import free_port

from .docker import Docker, seconds

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from tests.matrix.combinations import Answers

pytestmark = pytest.mark.delivery

# Between them every framework, database, queue, cache, server and proxy, Kafka and the WebSocket.
STACKS: list[Answers] = [
    defaults(framework="fastapi", database="postgresql", queue="rabbitmq", events="kafka",
             cache="redis", realtime="yes", proxy="nginx", container="docker"),
    defaults(framework="flask", database="mysql", queue="redis", cache="memcached",
             server="uwsgi", proxy="apache", container="docker"),
    defaults(framework="django", database="mongodb", events="kafka", cache="redis",
             realtime="yes", cdn="yes", container="docker"),
    defaults(framework="flask", database="sqlite", auth="none", cdn="yes", container="docker"),
]  # fmt: skip
CONTAINED = [row for row in covering(2) if answers(row)["container"] != "none"]
# An image that installs packages of Python alone has no reason to be larger.
MOST_MEGABYTES = 300
CLIENTS = 8
# The health check asks for none of these names.
IN_PRODUCTION = {
    "CORS_ORIGINS": CORS_ORIGIN, "WEB_CONCURRENCY": "1",
    "ALLOWED_HOSTS": "notes.example.com,localhost,[::1]",
}  # fmt: skip
# No page: it costs little, and nothing else asks for it.
LOAD = "/under-load"
HADOLINT = str(Path(sys.executable).with_name("hadolint"))
SOURCES = {"database", "queue", "events", "cache"}


@dataclass
class Stack:
    """A project whose containers run, published on ports of this machine."""

    project: Project
    docker: Docker
    port: int
    # Where a proxy sends on to the other one.
    plain_port: int

    @property
    def proxied(self) -> bool:
        return self.project.answers["proxy"] != "none"

    @property
    def url(self) -> str:
        return f"{'https' if self.proxied else 'http'}://127.0.0.1:{self.port}"

    @property
    def ca(self) -> str:
        return str(self.project.folder / "deploy" / "tls" / "ca.pem") if self.proxied else ""

    def compose(self, *command: str) -> str:
        """Run Compose as the README says."""
        files = ("--file", "compose.yaml", *self.build_network())
        return self.docker.docker("compose", *files, *command, cwd=self.project.folder)

    def set(self, **more: str) -> None:
        """Write settings into `.env`, as a person would."""
        ports = {"HTTPS_PORT": self.port, "HTTP_PORT": self.plain_port}
        ports = ports if self.proxied else {"WEB_PORT": self.port}
        settings = {**ports, "SECRET_KEY": SECRET_KEY, **more}
        with (self.project.folder / ".env").open("a", encoding="utf-8") as file:
            file.writelines(f'{name}="{value}"\n' for name, value in settings.items())

    def build_network(self) -> tuple[str, str]:
        # The engine has no network that leads outside but the machine's own.
        path = self.project.folder.parent / "network.yaml"
        services = ["web", "proxy"] if self.project.answers["proxy"] == "apache" else ["web"]
        built = {"services": {name: {"build": {"network": "host"}} for name in services}}
        path.write_text(yaml.safe_dump(built), encoding="utf-8")
        return "--file", str(path)

    def container(self, service: str) -> dict[str, Any]:
        """What the engine knows of a service's container."""
        return self.docker.inspect(self.compose("ps", "--all", "--quiet", service).strip())

    def execute(self, service: str, *command: str) -> str:
        return self.compose("exec", "--no-TTY", service, *command)


@contextlib.contextmanager
def running(docker: Docker, folder: Path, chosen: Answers) -> Iterator[Stack]:
    """Build the image, start everything, and wait until it is healthy."""
    project = Project.new(folder, chosen)
    project.uv("lock")
    stack = Stack(project, docker, free_port(), free_port())
    stack.set(**IN_PRODUCTION)
    if stack.proxied:
        project.poe("certificate")
    began = time.monotonic()
    stack.compose("build", "--quiet")
    built = seconds(began)
    began = time.monotonic()
    try:
        try:
            stack.compose("up", "--detach", "--wait")
        except Failed as error:
            logs = stack.compose("logs", "--no-color", "--tail", "40")
            raise Failed(f"{error}\n{logs[-6000:]}") from None
        size = docker.inspect(image(project))["Size"] // 1_000_000
        print(f"{label(chosen)}: built in {built} s, {size} MB, up in {seconds(began)} s")  # noqa: T201
        yield stack
    finally:
        stack.compose("down", "--volumes")


@pytest.mark.parametrize("chosen", STACKS, ids=label)
def test_a_stack(docker: Docker, tmp_path: Path, chosen: Answers) -> None:
    """All at once, for each start takes its time."""
    with running(docker, tmp_path, chosen) as stack:
        keeps_the_contract_in_containers(stack)
        its_container_may_do_little(stack)
        its_image_holds_what_runs_only(stack)
        if chosen["auth"] == "none":
            data_outlives_the_containers(stack)
        a_stop_drops_no_request(stack)


def image(project: Project) -> str:
    compose = yaml.safe_load((project.folder / "compose.yaml").read_text(encoding="utf-8"))
    return str(compose["name"])


def keeps_the_contract_in_containers(stack: Stack) -> None:
    """In production's settings, through the published port, with all processes beside it."""
    keeps_the_contract(stack, stack.project.answers, {}, "--ca", stack.ca)
    states = {line.split()[0]: line for line in stack.compose(
        "ps", "--all", "--format", "{{.Service}} {{.State}} {{.Health}}").splitlines()}  # fmt: skip
    chosen = stack.project.answers
    services = {axis for axis in SOURCES if chosen[axis] not in {"none", "sqlite"}}
    assert states.keys() == {"web", "migrate", *proxies(chosen), *tasks(chosen), *services}
    assert states.pop("migrate").split()[1] == "exited"
    assert {line.split(maxsplit=1)[1] for line in states.values()} == {"running healthy"}
    restarted = {name: stack.container(name)["RestartCount"] for name in states}
    assert set(restarted.values()) == {0}, restarted


def proxies(chosen: Answers) -> list[str]:
    """What stands in front of the server."""
    return [] if chosen["proxy"] == "none" else ["proxy"]


def its_container_may_do_little(stack: Stack) -> None:
    """Not root, nothing to write to but var/ and /tmp, no rights to gain, bounded."""
    chosen = stack.project.answers
    for name in ["web", *proxies(chosen), *tasks(chosen)]:
        found = stack.container(name)
        host = found["HostConfig"]
        user = {"nginx": "101:101", "apache": "33:33"}.get(chosen["proxy"], "")
        assert found["Config"]["User"] == (user if name == "proxy" else "10001:10001")
        assert host["ReadonlyRootfs"]
        assert host["CapDrop"] == ["ALL"]
        assert "no-new-privileges:true" in host["SecurityOpt"]
        assert host["Memory"] > 0
        assert host["PidsLimit"] > 0
        assert not host["Privileged"]
    assert stack.execute("web", "id", "-u").strip() == "10001"
    settings = stack.execute("web", "env").splitlines()
    assert f"CORS_ORIGINS={CORS_ORIGIN}" in settings, "what .env says"
    assert "HOST=0.0.0.0" in settings
    with pytest.raises(Failed, match="Read-only file system"):
        stack.execute("web", "touch", "/srv/app/new")
    with pytest.raises(Failed, match="Read-only file system"):
        stack.execute("web", "touch", "/srv/new")
    published = {
        name: stack.container(name)["HostConfig"]["PortBindings"]
        for name in SOURCES | {"web", "proxy"}
        if chosen.get(name, "") not in {"none", "sqlite"}
    }
    name, port = ("proxy", "443/tcp") if stack.proxied else ("web", "8000/tcp")
    (binding,) = published.pop(name)[port]
    assert binding == {"HostIp": "127.0.0.1", "HostPort": str(stack.port)}
    assert not any(published.values()), "nothing but the application is published"


def its_image_holds_what_runs_only(stack: Stack) -> None:
    found = stack.docker.inspect(image(stack.project))
    assert found["Size"] < MOST_MEGABYTES * 1_000_000
    assert found["Config"]["Healthcheck"]["Test"][0] == "CMD"
    labels = found["Config"]["Labels"]
    assert labels["org.opencontainers.image.title"] == image(stack.project)
    there = set(stack.execute("web", "ls", "-A", "/srv").split())
    assert there >= {"app", "pyproject.toml", ".venv"}
    assert there.isdisjoint({".env", ".git", "tests", "compose.yaml", "Dockerfile", "README.md"})
    names = stack.execute("web", "ls", "/srv/.venv/bin").split()
    assert {"uv", "pytest", "ruff", "mypy", "poe"}.isdisjoint(names)


def a_stop_drops_no_request(stack: Stack) -> None:
    """Each request that the server has taken up is answered: its log and the clients agree."""
    networks = stack.container("web")["NetworkSettings"]["Networks"]
    # Past the published port, whose own proxy would take a connection that nobody answers.
    address = next(network["IPAddress"] for network in networks.values())
    stop, answered = threading.Event(), list[int]()
    clients = [threading.Thread(target=ask, args=(address, stop, answered)) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    time.sleep(2)
    began = time.monotonic()
    stack.compose("stop", "web")
    took = seconds(began)
    stop.set()
    for client in clients:
        client.join()
    exit_code = stack.container("web")["State"]["ExitCode"]
    taken_up = stack.compose("logs", "--no-color", "--no-log-prefix", "web").count(f'"{LOAD}"')
    assert exit_code == 0
    assert took < 20
    assert set(answered) == {404}
    assert len(answered) == taken_up > 50


def ask(address: str, stop: threading.Event, answered: list[int]) -> None:
    """Ask on a new connection each time; another server would get one that is not taken."""
    while not stop.is_set():
        connection = http.client.HTTPConnection(address, 8000, timeout=20)
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection.request("GET", LOAD, headers={"Host": "localhost"})
            answer = connection.getresponse()
            answer.read()
            answered.append(answer.status)
        connection.close()


def data_outlives_the_containers(stack: Stack) -> None:
    """A volume keeps the notes when everything is taken down and started again."""
    note = httpx.post(f"{stack.url}/api/notes", json={"title": "Kept"}, trust_env=False)
    assert note.status_code == 201
    stack.compose("down")
    stack.compose("up", "--detach", "--wait")
    found = httpx.get(stack.url + note.headers["Location"], trust_env=False)
    assert found.json()["title"] == "Kept"


@pytest.fixture(scope="module")
def rendered_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the files of every combination with containers that covers two answers."""
    folder = tmp_path_factory.mktemp("contained")
    for row in CONTAINED:
        write(tree(row), folder / title(row))
    return folder


def test_dockerfiles_are_as_they_should(rendered_files: Path) -> None:
    files = sorted(map(str, rendered_files.glob("**/Dockerfile")))
    apache = [row for row in CONTAINED if answers(row)["proxy"] == "apache"]
    assert len(files) == len(CONTAINED) + len(apache) > len(CONTAINED)
    run(HADOLINT, "--failure-threshold", "style", *files, cwd=rendered_files)


def test_a_bad_dockerfile_is_found(tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM python\nRUN sudo pip install flask\n")
    with pytest.raises(Failed, match="DL3004"):
        run(HADOLINT, "Dockerfile", cwd=tmp_path)


def test_compose_files_fit_the_specification(rendered_files: Path) -> None:
    files = sorted(map(str, rendered_files.glob("*/compose*.yaml")))
    assert len(files) == 2 * len(CONTAINED)
    check = (sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec")
    run(*check, *files, cwd=rendered_files)


@pytest.mark.parametrize("row", CONTAINED, ids=title)
def test_compose_understands_both_files(docker: Docker, rendered_files: Path, row: Any) -> None:
    """With development's override as well; each service names only what is there."""
    folder = rendered_files / title(row)
    (folder / ".env").write_bytes((folder / ".env.example").read_bytes())
    for files in ((), ("--file", "compose.yaml")):
        docker.docker("compose", *files, "config", "--quiet", cwd=folder)
    text = docker.docker("compose", "--file", "compose.yaml", "config", cwd=folder)
    config, chosen = yaml.safe_load(text), answers(row)
    wanted = {axis for axis in SOURCES if chosen[axis] not in {"none", "sqlite"}}
    assert config["services"].keys() == {
        "web", "migrate", *proxies(chosen), *tasks(chosen), *wanted
    }  # fmt: skip
    for name, service in config["services"].items():
        assert service["deploy"]["resources"]["limits"]["memory"], name
        assert "no-new-privileges:true" in service["security_opt"], name
        if name in wanted:
            assert service["networks"].keys() == {"inside"}
            assert "ports" not in service
            assert service["healthcheck"]["test"]
            assert service["image"].partition(":")[2] not in {"", "latest"}
    assert config["networks"]["inside"]["internal"]


def test_a_secret_that_is_missing_is_told(docker: Docker, tmp_path: Path) -> None:
    """Nothing starts on a password that everybody knows."""
    chosen = defaults(
        framework="flask", database="postgresql", queue="rabbitmq", container="docker"
    )
    write(tree(tuple(chosen.values())), tmp_path)
    secrets = dict.fromkeys(("SECRET_KEY", "DATABASE_PASSWORD", "BROKER_PASSWORD"), "x" * 40)
    docker.docker("compose", "config", "--quiet", cwd=tmp_path, **secrets)
    for name in secrets:
        with pytest.raises(Failed, match=rf"variable {name} is missing .*\.env\.example"):
            docker.docker("compose", "config", "--quiet", cwd=tmp_path, **{**secrets, name: ""})


def test_no_image_is_named_in_two_versions() -> None:
    named: dict[str, set[str]] = {}
    for row in CONTAINED:
        for service in yaml.safe_load(texts(row)["compose.yaml"])["services"].values():
            name, _, tag = service.get("image", "").partition(":")
            if tag:
                named.setdefault(name, set()).add(tag)
    assert {name: tags for name, tags in named.items() if len(tags) > 1} == {}


def test_a_change_of_the_code_is_taken_up(docker: Docker, tmp_path: Path) -> None:
    """`docker compose up --watch`, as the README says for development."""
    project = Project.new(tmp_path, defaults(framework="flask", auth="none", container="docker"))
    project.uv("lock")
    stack = Stack(project, docker, free_port(), free_port())
    files = ("--file", "compose.yaml", "--file", "compose.override.yaml", *stack.build_network())
    command = ("docker", "compose", *files, "up", "--build", "--watch")
    stack.set()
    with (
        (tmp_path / "watch.log").open("w") as log,
        started(*command, cwd=project.folder, env=docker.variables, output=log),
    ):
        try:
            became(stack, "/health/live", 200)
            code = project.folder / "app" / "health.py"
            text = code.read_text(encoding="utf-8")
            code.write_text(text.replace("/health/live", "/health/alive"), encoding="utf-8")
            became(stack, "/health/alive", 200)
        finally:
            stack.compose("down", "--volumes")


def became(stack: Stack, path: str, status: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(stack.url + path, trust_env=False).status_code == status:
                return
        time.sleep(0.3)
    pytest.fail(f"{path} was not {status} within 60 s")

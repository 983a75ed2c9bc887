"""Kubernetes: what a project declares is valid, safe, complete, and of one piece."""

from __future__ import annotations

import copy
import json
import os
import re
import subprocess
from typing import TYPE_CHECKING

import pytest
import yaml
from uv import find_uv_bin

from ..matrix.combinations import answers, defaults, title
from ..matrix.renders import texts
from .libraries import library
from .manifests import (
    APPLICATION,
    FOLDER,
    NAME,
    Manifests,
    Resource,
    blocks,
    built,
    containers,
    labels,
    named,
    of_kind,
    pods,
    rows,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = [pytest.mark.delivery, pytest.mark.xdist_group("kubernetes")]

# Several versions, as clusters have them: the oldest that the page allows, and the newest.
VERSIONS = ("1.30", "1.33", "1.35", "1.37")
PORTS = {"postgresql": 5432, "mysql": 3306, "mongodb": 27017, "rabbitmq": 5672, "kafka": 9092,
         "redis": 6379, "memcached": 11211, "oauth2": 443}  # fmt: skip
SERVICES = ("database", "queue", "events", "cache")
IMAGES = re.compile(r"^ *image: (\S+)$", re.MULTILINE)
# What checkov asks for and the manifests leave out on purpose: for all, or for these.
LEFT_OUT: dict[str, tuple[str, set[str] | None]] = {
    "CKV_K8S_8": ("no port to ask: they end when they cannot go on",
                  {"worker", "beat", "relay", "consumer"}),
    "CKV_K8S_9": ("nobody sends them requests", {"worker", "beat", "relay", "consumer"}),
    "CKV_K8S_15": ("a tag is never used twice, so what is there need not be fetched again", None),
    "CKV_K8S_22": ("its start script writes into the image's own folder", {"kafka"}),
    "CKV_K8S_35": ("settings are variables of the environment, in all surroundings", None),
    "CKV_K8S_40": ("the image's own user, on a laptop only",
                   {"postgresql", "mysql", "mongodb", "rabbitmq", "kafka", "redis-queue",
                    "redis-cache"}),
    "CKV_K8S_43": ("versions are read by people; the registry keeps a tag what it is", None),
}  # fmt: skip


@pytest.fixture(scope="module")
def every(tmp_path_factory: pytest.TempPathFactory) -> list[Manifests]:
    """Each project's manifests, built once."""
    folder = tmp_path_factory.mktemp("kubernetes")
    return [built(row, folder / title(row)) for row in rows()]


def resources_of(every: list[Manifests], *overlays: str) -> Iterator[tuple[Manifests, Resource]]:
    for one in every:
        for overlay, resources in one.every.items():
            if not overlays or overlay in overlays:
                yield from ((one, resource) for resource in resources)


def shape(resource: Resource) -> str:
    """What makes a resource another one: not a name that depends on a value, nor a secret."""
    text = json.dumps(resource, sort_keys=True)
    if resource["kind"] == "Secret":
        return "Secret"
    return re.sub(r"(settings|secrets)-[a-z0-9]{10}\b", r"\1", text)


def validate(resource: Resource, version: str) -> None:
    library("kubernetes_validate").validate(resource, version, strict=True)


def test_every_choice_is_among_them(every: list[Manifests]) -> None:
    for axis, choices in {
        "framework": {"fastapi", "flask", "django"},
        "database": {"postgresql", "mysql", "mongodb"},
        "queue": {"none", "redis", "rabbitmq"},
        "events": {"none", "kafka"},
        "cache": {"none", "redis", "memcached"},
        "auth": {"none", "jwt", "session", "oauth2"},
        "server": {"gunicorn", "uwsgi"},
        "realtime": {"no", "yes"},
    }.items():
        assert {one.answers[axis] for one in every} == choices


@pytest.mark.parametrize("version", VERSIONS)
def test_clusters_of_several_versions_know_every_field(
    every: list[Manifests], version: str
) -> None:
    seen = set()
    for _, resource in resources_of(every):
        if (same := shape(resource)) not in seen:
            validate(resource, version)
            seen.add(same)
    assert len(seen) > 30


def test_the_validator_sees_a_misspelt_field(every: list[Manifests]) -> None:
    web = copy.deepcopy(named(every[0].every["base"], "Deployment", "web"))
    web["spec"]["template"]["spec"]["containers"][0]["readynessProbe"] = {}
    with pytest.raises(library("kubernetes_validate").ValidationError):
        validate(web, VERSIONS[-1])


def test_checkov_finds_nothing_but_what_was_left_out_on_purpose(
    every: list[Manifests], tmp_path: Path
) -> None:
    seen = set()
    for number, one in enumerate(every):
        for overlay in ("overlays/dev", "overlays/prod"):
            for resource in one.every[overlay]:
                if resource["kind"] == "Secret":
                    continue
                kind, name = resource["kind"], resource["metadata"]["name"]
                if (same := shape(resource)) not in seen:
                    seen.add(same)
                    file = tmp_path / f"{number}-{overlay[9:]}-{kind}-{name}.yaml"
                    file.write_text(yaml.safe_dump(resource))
    done = subprocess.run(
        [find_uv_bin(), "tool", "run", "--quiet", "checkov>=3.3.30,<4", "--directory",
         str(tmp_path), "--framework", "kubernetes", "--skip-download", "--compact", "--quiet",
         "--output", "json"],
        # It has libraries of its own: what is locked for these tests does not fit.
        env={name: value for name, value in os.environ.items() if name != "UV_CONSTRAINT"},
        capture_output=True, encoding="utf-8", timeout=300, check=False,
    )  # fmt: skip
    assert done.stdout, done.stderr
    report = json.loads(done.stdout)
    assert report["summary"]["parsing_errors"] == 0
    assert report["summary"]["passed"] > 500, "it has read them"
    found: dict[str, set[str]] = {}
    for failed in report["results"]["failed_checks"]:
        name = failed["resource"].split(".")[-1]
        found.setdefault(failed["check_id"], set()).add(name)
    assert found.keys() == LEFT_OUT.keys(), found
    for check, (reason, names) in LEFT_OUT.items():
        assert names is None or found[check] == names, f"{check}: {reason}"


def test_no_container_can_more_than_it_needs(every: list[Manifests]) -> None:
    for one in every:
        for resources in one.every.values():
            for name, pod in pods(resources).items():
                is_restricted(name, pod)


def is_restricted(name: str, pod: Resource) -> None:
    spec = pod["spec"]
    assert spec["automountServiceAccountToken"] is False, name
    assert spec["enableServiceLinks"] is False, name
    assert spec["securityContext"]["runAsNonRoot"] is True, name
    assert spec["securityContext"]["runAsUser"] > 0, name
    assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}, name
    for container in containers(pod):
        security = container["securityContext"]
        assert security["allowPrivilegeEscalation"] is False, name
        assert security["capabilities"] == {"drop": ["ALL"]}, name
        assert security["readOnlyRootFilesystem"] is (name != "kafka"), name
        for kind in ("requests", "limits"):
            assert container["resources"][kind].keys() == {"cpu", "memory"}, name
        mounted = {mount["name"] for mount in container.get("volumeMounts", [])}
        volumes = {volume["name"] for volume in spec.get("volumes", [])}
        assert volumes <= mounted <= volumes | {"data"}, name


def test_who_has_a_port_is_asked_how_it_is(every: list[Manifests]) -> None:
    for one in every:
        for resources in one.every.values():
            for name, pod in pods(resources).items():
                for container in containers(pod):
                    probes = {key for key in container if key.endswith("Probe")}
                    wanted = {"startupProbe", "livenessProbe", "readinessProbe"}
                    assert probes == (wanted if "ports" in container else set()), name


def test_the_probes_ask_as_somebody_who_is_answered(every: list[Manifests]) -> None:
    for one in every:
        for overlay, resources in one.every.items():
            web = pods(resources)["web"]["spec"]
            (container,) = web["containers"]
            hosts = settings(resources)["ALLOWED_HOSTS"].split(",")
            asked = {}
            for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
                request = container[probe]["httpGet"]
                asked[probe] = request["path"]
                (header,) = request["httpHeaders"]
                assert header["name"] == "Host"
                assert header["value"] in hosts, overlay
                assert request["port"] == container["ports"][0]["name"]
            assert asked == {
                "startupProbe": "/health/live",
                "livenessProbe": "/health/live",
                "readinessProbe": "/health/ready",
            }


def test_who_is_to_end_has_the_time_to(every: list[Manifests]) -> None:
    for one in every:
        for resources in one.every.values():
            spec = pods(resources)["web"]["spec"]
            before = spec["containers"][0]["lifecycle"]["preStop"]["sleep"]["seconds"]
            graceful = int(settings(resources)["WEB_GRACEFUL_TIMEOUT"])
            assert spec["terminationGracePeriodSeconds"] >= before + graceful + 10
            rolling = named(resources, "Deployment", "web")["spec"]["strategy"]["rollingUpdate"]
            assert rolling["maxUnavailable"] == 0


def settings(resources: list[Resource]) -> dict[str, str]:
    (found,) = of_kind(resources, "ConfigMap")
    return dict(found["data"])


def test_exactly_the_processes_run(every: list[Manifests]) -> None:
    for one in every:
        queue = {"worker", "beat"} if one.answers["queue"] != "none" else set()
        events = {"relay", "consumer"} if one.answers["events"] != "none" else set()
        for resources in one.every.values():
            deployed = {
                maker["metadata"]["name"]: maker for maker in of_kind(resources, "Deployment")
            }
            assert deployed.keys() == {"web"} | queue | events
            assert "replicas" not in deployed["web"]["spec"], "it would undo the autoscaler's work"
            if queue:
                assert deployed["beat"]["spec"]["replicas"] == 1
                assert deployed["beat"]["spec"]["strategy"] == {"type": "Recreate"}
            (job,) = of_kind(resources, "Job")
            (migration,) = containers(job["spec"]["template"])
            assert migration["command"] == {
                "django": ["python", "manage.py", "migrate"],
                "tables": ["alembic", "upgrade", "head"],
                "documents": ["python", "-m", "app.indexes"],
            }["django" if one.answers["framework"] == "django"
              else "documents" if one.answers["database"] == "mongodb" else "tables"]  # fmt: skip
            for name in deployed.keys() - {"web"}:
                (container,) = containers(deployed[name]["spec"]["template"])
                called = " ".join(container["command"])
                assert called in {f"python -m app.{name}", f"python manage.py {name}"}
                module = called.replace("python -m app.", "app/").replace(
                    "python manage.py ", "app/management/commands/"
                )
                assert f"{module}.py" in one.files, "what it starts exists"


def services(one: Manifests) -> set[str]:
    chosen = {axis: one.answers[axis] for axis in SERVICES if one.answers[axis] != "none"}
    return {f"redis-{axis}" if name == "redis" else name for axis, name in chosen.items()}


def test_dev_has_exactly_the_chosen_services(every: list[Manifests]) -> None:
    for one in every:
        dev = one.every["overlays/dev"]
        sets = {maker["metadata"]["name"] for maker in of_kind(dev, "StatefulSet")}
        assert sets == services(one)
        for overlay in ("base", "overlays/prod"):
            assert of_kind(one.every[overlay], "StatefulSet") == []
            assert not of_kind(one.every[overlay], "Secret"), "no secret is in Git"
        for maker in of_kind(dev, "StatefulSet"):
            assert maker["spec"]["replicas"] == 1
        unchosen = PORTS.keys() - set(one.answers.values()) - {"oauth2"}
        everything = {path: text for path, text in texts(row_of(one)).items() if FOLDER in path}
        for path, text in everything.items():
            if path.endswith((".yaml", ".env", ".example")):
                assert not re.search("|".join(unchosen) or "^$", text, re.IGNORECASE), path


def row_of(one: Manifests) -> tuple[str, ...]:
    return tuple(one.answers.values())


def ports(policy: Resource, direction: str) -> set[int]:
    return {port["port"] for rule in policy["spec"][direction] for port in rule.get("ports", [])}


def test_the_network_lets_through_what_is_needed_and_nothing_else(every: list[Manifests]) -> None:
    for one in every:
        chosen = {one.answers[axis] for axis in (*SERVICES, "auth")} & PORTS.keys()
        for overlay, resources in one.every.items():
            policies = {one["metadata"]["name"]: one for one in of_kind(resources, "NetworkPolicy")}
            nobody = policies.pop("nobody")["spec"]
            assert nobody == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
            assert ports(policies.pop("names"), "egress") == {53}
            to_web = policies.pop("ingress-to-web")
            assert ports(to_web, "ingress") == {8000}
            assert to_web["spec"]["podSelector"]["matchLabels"] == {NAME: "web"}
            out = policies.pop("application-to-services")
            assert ports(out, "egress") == {PORTS[name] for name in chosen}
            assert out["spec"]["podSelector"]["matchLabels"] == {APPLICATION: "application"}
            if overlay == "overlays/dev":
                into = policies.pop("application-to-these-services")
                wanted = {PORTS[name] for name in chosen - {"oauth2"}}
                assert ports(into, "ingress") == wanted
                (rule,) = into["spec"]["ingress"]
                (source,) = rule["from"]
                assert source == {"podSelector": {"matchLabels": {APPLICATION: "application"}}}
            if overlay == "overlays/prod":
                assert ports(policies.pop("ingress-to-certificate-check"), "ingress") == {8089}
            assert policies == {}
            for name, pod in pods(resources).items():
                kind = "service" if name in services(one) else "application"
                assert labels(pod)[APPLICATION] == kind


def test_everything_that_is_named_is_there(every: list[Manifests]) -> None:
    for one in every:
        for overlay, resources in one.every.items():
            made = pods(resources)
            names = {(one["kind"], one["metadata"]["name"]) for one in resources}
            for service in of_kind(resources, "Service"):
                spec = service["spec"]
                (target,) = [
                    pod for pod in made.values() if spec["selector"].items() <= labels(pod).items()
                ]
                (container,) = containers(target)
                (port,) = spec["ports"]
                known = {value for each in container["ports"] for value in each.values()}
                assert port.get("targetPort", port["port"]) in known
            for maker in of_kind(resources, "Deployment", "StatefulSet"):
                selector = maker["spec"]["selector"]["matchLabels"]
                assert selector.items() <= labels(maker["spec"]["template"]).items()
            for name, pod in made.items():
                account = pod["spec"].get("serviceAccountName")
                assert account is None or ("ServiceAccount", account) in names
                for container in containers(pod):
                    for source in container.get("envFrom", []):
                        if "configMapRef" in source:
                            assert ("ConfigMap", source["configMapRef"]["name"]) in names, name
                        elif overlay == "overlays/dev":
                            assert ("Secret", source["secretRef"]["name"]) in names, name
                        else:
                            assert source["secretRef"]["name"] == "secrets"
            if overlay == "overlays/prod":
                goes_in(resources)


def goes_in(prod: list[Resource]) -> None:
    """What exists in production alone leads to what exists everywhere."""
    (scaler,) = of_kind(prod, "HorizontalPodAutoscaler")
    assert named(prod, "Deployment", scaler["spec"]["scaleTargetRef"]["name"])
    (budget,) = of_kind(prod, "PodDisruptionBudget")
    web = pods(prod)["web"]
    assert budget["spec"]["selector"]["matchLabels"].items() <= labels(web).items()
    (ingress,) = of_kind(prod, "Ingress")
    (rule,) = ingress["spec"]["rules"]
    (tls,) = ingress["spec"]["tls"]
    assert tls["hosts"] == [rule["host"]]
    assert rule["host"] in settings(prod)["ALLOWED_HOSTS"].split(",")
    backend = rule["http"]["paths"][0]["backend"]["service"]
    (port,) = named(prod, "Service", backend["name"])["spec"]["ports"]
    assert port["name"] == backend["port"]["name"]
    assert ingress["metadata"]["annotations"]["cert-manager.io/cluster-issuer"]


def test_variables_are_settings_of_the_project(every: list[Manifests]) -> None:
    """A misspelt name would be ignored without a word."""
    for one in every:
        known = set(
            re.findall(
                r"^(?:# )?([A-Z][A-Z0-9_]+)=", one.files[".env.example"].decode(), re.MULTILINE
            )
        ) | {"FORWARDED_ALLOW_IPS"}
        dev = one.every["overlays/dev"]
        (secret,) = of_kind(dev, "Secret")
        own = {
            variable["valueFrom"]["secretKeyRef"]["key"]
            for pod in pods(dev).values()
            for container in containers(pod)
            for variable in container.get("env", [])
            if "valueFrom" in variable
        }
        assert settings(dev).keys() <= known
        assert secret["data"].keys() - own <= known
        assert own <= secret["data"].keys(), "a service gets its password"
        given = settings(dev).keys() | secret["data"].keys()
        wanted = {"database": "DATABASE_URL", "queue": "BROKER_URL", "cache": "CACHE_URL",
                  "events": "KAFKA_BOOTSTRAP_SERVERS"}  # fmt: skip
        for axis, variable in wanted.items():
            assert (variable in given) == (one.answers[axis] != "none")
        assert ("REALTIME_URL" in given) == ("REALTIME_URL" in known)


def test_secrets_of_dev_are_made_up_and_stay_there(every: list[Manifests]) -> None:
    values = set()
    for one in every:
        assert "secret.env" in one.text("overlays/dev/.gitignore").splitlines()
        made = (one.folder / FOLDER / "overlays/dev/secret.env").read_text()
        assert "change-me" not in made
        key = re.search("^SECRET_KEY=(.*)$", made, re.MULTILINE)
        assert key
        assert len(key[1]) >= 32
        values.add(key[1])
    assert len(values) == len(every)


def test_pods_are_replaced_when_a_setting_changes(every: list[Manifests]) -> None:
    one = every[0]
    names = {
        overlay: named_like(resources, "settings-") for overlay, resources in one.every.items()
    }
    assert len(set(names.values())) == len(names), "the name depends on the values"


def named_like(resources: list[Resource], prefix: str) -> str:
    (found,) = of_kind(resources, "ConfigMap")
    name = str(found["metadata"]["name"])
    assert name.startswith(prefix)
    return name


def test_the_migration_can_come_before_the_application(every: list[Manifests]) -> None:
    """The page applies everything without that label first."""
    for one in every:
        selector = f"{APPLICATION}!=application"
        assert any(f"-l '{selector}'" in block for block in blocks(one.text("README.md")))
        for resources in one.every.values():
            after = [
                resource["kind"]
                for resource in resources
                if resource["metadata"].get("labels", {}).get(APPLICATION) == "application"
            ]
            assert after == ["Deployment"] * len(of_kind(resources, "Deployment"))


def test_images_are_versions_and_those_of_compose(every: list[Manifests]) -> None:
    for one in every:
        for overlay in ("overlays/dev", "overlays/prod"):
            images = set(IMAGES.findall(one.texts[overlay]))
            assert all(re.search(r":[\w.-]+$", image) for image in images)
            assert not any(image.endswith(":latest") for image in images)
        compose = one.files.get("compose.yaml")
        if compose is not None:
            ours = set(IMAGES.findall(one.text("overlays/dev/services.yaml")))
            assert ours <= set(IMAGES.findall(compose.decode()))


def test_user_and_folders_are_those_of_the_image(every: list[Manifests]) -> None:
    for one in every:
        dockerfile = one.files.get("Dockerfile", b"").decode()
        pod = pods(one.every["base"])["web"]["spec"]
        user = pod["securityContext"]["runAsUser"]
        (container,) = pod["containers"]
        writable = {mount["mountPath"] for mount in container["volumeMounts"]}
        if dockerfile:
            assert re.search(rf"^USER {user}\b", dockerfile, re.MULTILINE)
            folder = re.findall(r"^WORKDIR (\S+)$", dockerfile, re.MULTILINE)[-1]
            assert writable == {"/tmp", f"{folder}/var"}  # noqa: S108 - in the container
        assert user == 10001


POOLS: dict[tuple[str, str], str] = {
    ("fastapi", "postgresql"): r"pool_size=(\d+),\s+max_overflow=(\d+)",
    ("fastapi", "mysql"): r"pool_size=(\d+),\s+max_overflow=(\d+)",
    ("flask", "postgresql"): r"pool_size=(\d+),\s+max_overflow=(\d+)",
    ("flask", "mysql"): r"pool_size=(\d+),\s+max_overflow=(\d+)",
    ("fastapi", "mongodb"): r'"maxPoolSize": (\d+)',
    ("flask", "mongodb"): r"maxPoolSize=(\d+)",
    ("django", "postgresql"): r'"max_size": (\d+)',
    ("django", "mongodb"): r'"maxPoolSize": (\d+)',
}


def test_the_numbers_of_the_page_are_those_of_the_code(every: list[Manifests]) -> None:
    seen = set()
    for one in every:
        page = " ".join(one.text("README.md").split())
        prod = one.every["overlays/prod"]
        (scaler,) = of_kind(prod, "HorizontalPodAutoscaler")
        most = scaler["spec"]["maxReplicas"]
        processes = int(settings(prod)["WEB_CONCURRENCY"])
        alone = one.answers["realtime"] == "yes" and "redis" not in (
            one.answers["queue"],
            one.answers["cache"],
        )
        assert (most, processes) == ((1, 1) if alone else (6, 2))
        assert f"`overlays/prod/scaling.yaml`: {most}" in page
        (web,) = containers(pods(prod)["web"])
        request = web["resources"]["requests"]
        cpu, memory = int(request["cpu"].removesuffix("m")), int(request["memory"][:-2])
        assert f"A Pod of web requests {cpu / 1000} cores and {memory} MiB" in page
        assert f"web requests {most * cpu / 1000} cores and {most * memory} MiB" in page
        if one.answers["queue"] != "none":
            (worker,) = containers(pods(prod)["worker"])
            assert worker["args"] == ["--concurrency", "2"]
            assert named(prod, "Deployment", "worker")["spec"]["replicas"] == 2
            assert "each Pod does two tasks at a time, so 2 Pods do 4" in page
        if one.answers["events"] != "none":
            (broker,) = containers(pods(one.every["overlays/dev"])["kafka"])
            settings_of = {each["name"]: each["value"] for each in broker["env"]}
            assert f"{settings_of['KAFKA_NUM_PARTITIONS']} in the dev overlay" in page
        which = one.answers["framework"], one.answers["database"]
        if which in POOLS:
            found = re.search(POOLS[which], one.files["app/database.py"].decode())
            assert found, which
            each = sum(map(int, found.groups()))
            assert f"{most} x {processes} x {each} = {most * processes * each}," in page
            seen.add(which)
        elif one.answers["realtime"] == "no":
            threads = re.search(r"^# WEB_THREADS=(\d+)$", one.files[".env.example"].decode(), re.M)
            assert threads
            each = int(threads[1])
            assert f"{most} x {processes} x {each} = {most * processes * each}," in page
        else:
            assert "nothing in the application limits them" in page
    assert seen == POOLS.keys()


def test_the_page_names_what_there_is(every: list[Manifests]) -> None:
    for one in every:
        page = one.text("README.md")
        for path in re.findall(r"(?:base|overlays)/[\w./-]*\w", page):
            known = f"{FOLDER}/{path}"
            assert any(file.startswith(known) for file in one.files) or path.endswith("secret.env")
        for block in blocks(page):
            done = subprocess.run(["bash", "-nc", block], capture_output=True, check=False)
            assert done.returncode == 0, block
        rest = f"{FOLDER}/"
        ours = {path for path in one.files if path.startswith(rest)}
        readme = one.files["README.md"].decode()
        assert {path for path in ours if f"`{path}`" not in readme} == set()


def test_no_project_without_a_cluster_has_them() -> None:
    for container in ("none", "docker"):
        row = tuple(defaults(container=container, database="postgresql").values())
        assert answers(row)["container"] == container
        assert not [path for path in texts(row) if "kubernetes" in path]
        assert "ubernetes" not in texts(row)["README.md"]

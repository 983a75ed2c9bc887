"""Azure: Bicep that pycep-parser reads. That is its syntax alone: Bicep's compiler is not here.

What the compiler would check is read here as far as it goes: that names are declared, that secrets
are secret, and that the page gives every parameter.
"""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from .deployments import (
    PLATFORM,
    distinct,
    documented,
    on,
    processes,
    rendered,
    services,
    settings,
)
from .libraries import library

pytestmark = pytest.mark.delivery

FILE = "deploy/azure/main.bicep"
TYPES = {
    "redis": "Microsoft.Cache/redisEnterprise",
    "cdn": "Microsoft.Cdn/profiles",
    "postgresql": "Microsoft.DBforPostgreSQL/flexibleServers",
    "mysql": "Microsoft.DBforMySQL/flexibleServers",
}
# What is not a name of the file: functions of Bicep, and its words.
WORDS = {"resourceGroup", "subscriptionResourceId", "uniqueString", "uriComponent", "concat",
         "guid", "json", "if", "for", "true", "false", "null"}  # fmt: skip


def parse(text: str) -> dict[str, Any]:
    return dict(library("pycep").BicepParser().parse(text=text))


def application(template: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The containers that run this project's image, with what is around each."""
    found = {}
    for name, resource in template["resources"].items():
        if resource["type"] in ("Microsoft.App/containerApps", "Microsoft.App/jobs"):
            config = resource["config"].get("config", resource["config"])
            (container,) = config["properties"]["template"]["containers"]
            if container["image"] in ("image", "migrationImage"):
                found[name] = container
    return found


def test_everything_runs_with_its_settings() -> None:
    for text, row in distinct("azure", FILE).items():
        template = parse(text)
        containers = application(template)
        commands = {name: container["command"] for name, container in containers.items()}
        assert commands == processes(row)
        assert containers["migrate"]["image"] == "migrationImage"
        variables = template["variables"]["settings"]["value"]
        names = [variable["name"] for variable in variables]
        assert len(names) == len(set(names))
        assert set(names) - PLATFORM == settings(row), row
        assert set(names) - PLATFORM <= documented(row)
        secrets = {secret["name"] for secret in template["variables"]["secrets"]["value"]}
        assert {one["secretRef"] for one in variables if "secretRef" in one} == secrets
        refer = {one["name"] for one in variables if "secretRef" in one}
        assert {"SECRET_KEY", "DATABASE_URL"} <= refer


def test_templates_have_exactly_what_was_chosen() -> None:
    for text, row in distinct("azure", FILE).items():
        found = {resource["type"] for resource in parse(text)["resources"].values()}
        for service, kind in TYPES.items():
            assert (kind in found) == (service in services(row)), (kind, row)
        assert ("memcached:" in text) == (row["cache"] == "memcached")
        assert ("brokerUrl" in text) == (row["queue"] == "rabbitmq")
        assert ("kafkaBootstrapServers" in text) == (row["events"] == "kafka")
        assert ("databaseUrl" in text) == (row["database"] == "mongodb")


def test_names_are_declared_once_and_used() -> None:
    for text in distinct("azure", FILE):
        code = re.sub(r"//.*|@description\(.*\)", "", text)
        declared = re.findall(r"^(?:param|var|resource) (\w+)", code, re.MULTILINE)
        assert len(declared) == len(set(declared))
        inside = " ".join(re.findall(r"\$\{([^}]*)\}", code))
        bare = re.sub(r"'[^']*'", " ", code) + inside
        # A name that is used stands before a dot, in a list, or as a value.
        used = set(
            re.findall(r"(?<![\w.'])([a-z]\w*)(?=\.(?:id|name|properties|listKeys)\b)", bare)
        )
        used |= set(re.findall(r"dependsOn: \[(\w+)", code))
        used |= set(re.findall(r"(?:parent|scope): (\w+)", code))
        assert used - WORDS <= set(declared), used - set(declared)


def test_secrets_are_secure_and_the_page_gives_every_parameter() -> None:
    for row in on("azure"):
        files = rendered(row)
        template = parse(files[FILE])
        parameters = template["parameters"]
        secure = {name for name, about in parameters.items()
                  if "secure" in json.dumps(about["decorators"])}  # fmt: skip
        secret = {name for name in parameters if re.search("secret|password|Url", name, re.I)}
        assert secure == secret
        (given,) = re.findall(r"--parameters \\\n(.*?)\n +}", files["deploy/azure/README.md"],
                              re.DOTALL)  # fmt: skip
        needed = {name for name, about in parameters.items() if about["default"] is None}
        assert set(re.findall(r"(?<![\w-])(\w+)=", given)) == needed, row
        kept = set(re.findall(r"^ +keep ([\w-]+) ", files["deploy/azure/README.md"], re.MULTILINE))
        assert set(re.findall(r"\(secret ([\w-]+)\)", given)) == kept


@pytest.mark.parametrize(("right", "wrong"), [
    ("var settings = [", "var settings = ["[:-1]),
    ("resource web '", "resource 'web "),
])  # fmt: skip
def test_what_is_not_bicep_is_refused(right: str, wrong: str) -> None:
    text = next(iter(distinct("azure", FILE, 2)))
    assert parse(text)
    with pytest.raises(library("lark.exceptions").LarkError):
        parse(text.replace(right, wrong))

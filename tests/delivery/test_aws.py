"""AWS: the template passes cfn-lint and checkov, and moto's server makes what it describes."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from uv import find_uv_bin

from tests.matrix.environment import run

from . import cloudformation
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

if TYPE_CHECKING:
    from pathlib import Path

    from tests.matrix.combinations import Answers

pytestmark = pytest.mark.delivery

TEMPLATE = "deploy/aws/template.yaml"
PAGE = "deploy/aws/README.md"
# The type that only this service needs.
TYPES = {
    "postgresql": "AWS::RDS::DBInstance",
    "mysql": "AWS::RDS::DBInstance",
    "rabbitmq": "AWS::AmazonMQ::Broker",
    "redis": "AWS::ElastiCache::ReplicationGroup",
    "memcached": "AWS::ElastiCache::CacheCluster",
    "kafka": "AWS::MSK::Cluster",
    "cdn": "AWS::CloudFront::Distribution",
}
PARAMETERS = {
    "Image": "registry.example/notes:1",
    "MigrationImage": "registry.example/notes:2",
    "Tasks": "2",
    "DomainName": "notes.example.com",
    "DatabaseUrl": "mongodb+srv://notes:a-password@cluster.example.net/notes",
    "KafkaBootstrapServers": "broker:9092",
    "ProviderIssuer": "https://accounts.example.com",
    "ProviderClientId": "notes",
    "ProviderClientSecret": "a-secret",
}
# Moto 5.2 makes none of these in a stack.
BEYOND_MOTO = {
    "AWS::AmazonMQ::Broker",
    "AWS::CloudFront::Distribution",
    "AWS::CloudFront::Function",
    "AWS::ElastiCache::CacheCluster",
    "AWS::ElastiCache::ParameterGroup",
    "AWS::ElastiCache::ReplicationGroup",
    "AWS::ElastiCache::SubnetGroup",
    "AWS::MSK::Cluster",
    "AWS::MSK::Configuration",
    "AWS::SecretsManager::Secret",
}
# What checkov asks for and the template leaves out on purpose.
ACCEPTED = {
    "CKV_AWS_149": "keys of one's own cost per secret; AWS's own key encrypts them",
    "CKV_AWS_158": "the same for logs",
    "CKV_AWS_65": "container insights are paid by the metric",
    "CKV_AWS_80": "the application's own logs tell of Kafka",
    "CKV_AWS_81": "inside the network the application speaks to Kafka without TLS",
    "CKV_AWS_86": "access logs need a bucket, and the application logs each request",
    "CKV_AWS_91": "access logs need a bucket, and the application logs each request",
    "CKV_AWS_68": "a firewall for static files costs more than the files",
    "CKV_AWS_118": "enhanced monitoring is paid by the metric",
    "CKV_AWS_157": "a second database doubles the price: the template says where to turn it on",
    "CKV_AWS_161": "the application signs in by a password",
    "CKV_AWS_174": "the certificate is CloudFront's own, for its own name",
    "CKV_AWS_260": "port 80 is there to redirect to https",
}


def resources(template: dict[str, Any], kind: str) -> dict[str, dict[str, Any]]:
    return {name: resource.get("Properties", {}) for name, resource in
            template["Resources"].items() if resource["Type"] == kind}  # fmt: skip


def container(task: dict[str, Any]) -> dict[str, Any]:
    (only,) = task["ContainerDefinitions"]
    return dict(only)


def test_templates_pass_cfn_lint() -> None:
    for text, row in distinct("aws", TEMPLATE, 2).items():
        assert [str(problem) for problem in cloudformation.lint(text)] == [], row


def test_templates_have_exactly_what_was_chosen() -> None:
    for text, row in distinct("aws", TEMPLATE).items():
        template = cloudformation.load(text)
        found = {resource["Type"] for resource in template["Resources"].values()}
        for service, kind in TYPES.items():
            if kind != "AWS::RDS::DBInstance":
                assert (kind in found) == (service in services(row)), (kind, row)
        assert ("AWS::RDS::DBInstance" in found) == (row["database"] != "mongodb"), row
        runs_everything_with_its_settings(template, row)


def runs_everything_with_its_settings(template: dict[str, Any], row: Answers) -> None:
    tasks = {container(task)["LogConfiguration"]["Options"]["awslogs-stream-prefix"]:
             container(task) for task in
             resources(template, "AWS::ECS::TaskDefinition").values()}  # fmt: skip
    assert {name: task["Command"] for name, task in tasks.items()} == processes(row)
    for name, task in tasks.items():
        plain = {variable["Name"] for variable in task["Environment"]}
        secret = {variable["Name"] for variable in task["Secrets"]}
        own = (plain | secret) - PLATFORM
        assert own == settings(row), (name, row)
        assert own <= documented(row)
        assert {"SECRET_KEY", "DATABASE_URL"} <= secret, "no secret in plain sight"
        assert ("PGSSLMODE" in plain) == (row["database"] == "postgresql")
        assert task["Image"] == {"Ref": "MigrationImage" if name == "migrate" else "Image"}
    long_lived = resources(template, "AWS::ECS::Service")
    assert {name.removesuffix("Service").lower() for name in long_lived} == {*tasks} - {"migrate"}


def test_databases_are_not_deleted_by_mistake() -> None:
    """Read in the template: moto does not take DeletionProtection over."""
    for text, row in distinct("aws", TEMPLATE).items():
        made = cloudformation.load(text)["Resources"].get("Database")
        assert (made is None) == (row["database"] == "mongodb")
        if made:
            assert made["DeletionPolicy"] == made["UpdateReplacePolicy"] == "Snapshot"
            assert made["Properties"]["DeletionProtection"] is True


def test_only_the_load_balancer_is_open_to_the_world() -> None:
    for text in distinct("aws", TEMPLATE):
        groups = resources(cloudformation.load(text), "AWS::EC2::SecurityGroup")
        open_to_all = {
            name
            for name, group in groups.items()
            for rule in group["SecurityGroupIngress"]
            if "CidrIp" in rule
        }
        assert open_to_all == {"LoadBalancerGroup"}


def test_the_page_gives_every_parameter_that_has_no_default() -> None:
    for row in on("aws"):
        files = rendered(row)
        template = cloudformation.load(files[TEMPLATE])
        needed = {name for name, about in template["Parameters"].items() if "Default" not in about}
        (block,) = re.findall(r"PARAMETERS=\(\n(.*?)\n +\)", files[PAGE], re.DOTALL)
        assert set(re.findall(r"^ +(\w+)=", block, re.MULTILINE)) == needed - {"Tasks"}
        outputs = set(re.findall(r"\$\(output (\w+)\)", files[PAGE]))
        assert outputs <= set(template["Outputs"])


def test_moto_makes_the_stacks(tmp_path: Path) -> None:
    left_out: set[str] = set()
    rows = {row["database"]: row for row in on("aws", 2)}
    assert len(rows) == 3
    with cloudformation.moto(tmp_path) as client:
        certificate = client("acm").request_certificate(DomainName=PARAMETERS["DomainName"])
        given = {**PARAMETERS, "CertificateArn": certificate["CertificateArn"]}
        for database, row in rows.items():
            template = cloudformation.load(rendered(row)[TEMPLATE])
            body, types = cloudformation.deployable(template)
            left_out |= types
            makes_the_stack(client, f"notes-{database}", body, given, row)
    assert left_out <= BEYOND_MOTO, "what moto can make, it should"


def makes_the_stack(
    client: Any, name: str, template: dict[str, Any], given: dict[str, str], row: Answers
) -> None:
    client("cloudformation").create_stack(
        StackName=name,
        TemplateBody=json.dumps(template),
        Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in given.items()
                    if key in template["Parameters"]],
        Capabilities=["CAPABILITY_IAM"],
    )  # fmt: skip
    (stack,) = client("cloudformation").describe_stacks(StackName=name)["Stacks"]
    assert stack["StackStatus"] == "CREATE_COMPLETE", stack
    made = client("cloudformation").describe_stack_resources(StackName=name)["StackResources"]
    assert {one["LogicalResourceId"] for one in made} == set(template["Resources"])
    outputs = {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
    runs_the_services(client, outputs["ClusterName"], row)
    redirects_to_https(client, outputs["LoadBalancerName"])
    if row["database"] != "mongodb":
        protects_the_database(client, made)


def runs_the_services(client: Any, cluster: str, row: Answers) -> None:
    ecs = client("ecs")
    names = ecs.list_services(cluster=cluster, maxResults=10)["serviceArns"]
    found = ecs.describe_services(cluster=cluster, services=names)["services"]
    counts = {}
    for service in found:
        task = ecs.describe_task_definition(taskDefinition=service["taskDefinition"])
        (only,) = task["taskDefinition"]["containerDefinitions"]
        counts[tuple(only["command"])] = service["desiredCount"]
        assert only["image"] == PARAMETERS["Image"]
        values = {variable["name"]: variable["value"] for variable in only["environment"]}
        assert values["ALLOWED_HOSTS"] == "notes.example.com,127.0.0.1"
    wanted = {tuple(command): 2 if name == "web" else 1 for name, command in processes(row).items()
              if name != "migrate"}  # fmt: skip
    assert counts == wanted


def redirects_to_https(client: Any, name: str) -> None:
    balancing = client("elbv2")
    (balancer,) = [one for one in balancing.describe_load_balancers()["LoadBalancers"]
                   if one["DNSName"] == name]  # fmt: skip
    listeners = balancing.describe_listeners(LoadBalancerArn=balancer["LoadBalancerArn"])
    actions = {one["Port"]: one["DefaultActions"][0]["Type"] for one in listeners["Listeners"]}
    assert actions == {443: "forward", 80: "redirect"}


def protects_the_database(client: Any, made: list[dict[str, Any]]) -> None:
    (identifier,) = [one["PhysicalResourceId"] for one in made
                     if one["ResourceType"] == "AWS::RDS::DBInstance"]  # fmt: skip
    (database,) = client("rds").describe_db_instances(DBInstanceIdentifier=identifier)[
        "DBInstances"
    ]
    assert database["StorageEncrypted"]
    assert not database["PubliclyAccessible"]
    assert database["BackupRetentionPeriod"] == 7


def test_checkov_finds_nothing_but_what_was_left_out_on_purpose(tmp_path: Path) -> None:
    """It has an environment of its own, as it pins old releases of much."""
    for number, text in enumerate(distinct("aws", TEMPLATE, 2)):
        (tmp_path / f"{number}.yaml").write_text(text)
    (tmp_path / "empty").mkdir()
    report = json.loads(run(
        find_uv_bin(), "tool", "run", "--quiet", "checkov>=3.3.30,<4", "--directory", str(tmp_path),
        "--framework", "cloudformation", "--skip-download", "--output", "json", "--soft-fail",
        "--quiet", cwd=tmp_path / "empty",
    ))  # fmt: skip
    assert report["summary"]["passed"] > 50
    failed = {check["check_id"] for check in report["results"]["failed_checks"]}
    assert failed == set(ACCEPTED), "both ways: an excuse that nobody needs goes"


@pytest.mark.parametrize(("right", "wrong"), [
    ("StorageEncrypted: true", "StorageEncripted: true"),
    ("!Ref DatabaseGroup", "!Ref DatabasesGroup"),
    ("EngineVersion: \"17.11\"", "EngineVersion: \"17.99\""),
])  # fmt: skip
def test_cfn_lint_refuses_a_broken_template(right: str, wrong: str) -> None:
    text = next(text for text in distinct("aws", TEMPLATE) if right in text and "17.11" in text)
    assert cloudformation.lint(text.replace(right, wrong)) != []

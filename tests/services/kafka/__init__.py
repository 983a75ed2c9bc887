"""A private Kafka broker, and a topic and a consumer group for each project on any Kafka."""

from __future__ import annotations

import secrets
import shutil
import uuid
from base64 import urlsafe_b64encode
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from confluent_kafka import KafkaException
from confluent_kafka.admin import AdminClient, NewTopic  # type: ignore[attr-defined]

from tests.services.downloads import fetched
from tests.services.service import Service, free_port, listens

if TYPE_CHECKING:
    from collections.abc import Sequence

POM = Path(__file__).with_name("pom.xml")
FETCH = ("mvn", "--quiet", "--batch-mode", "dependency:copy-dependencies",
         "-DincludeScope=runtime", "-DoutputDirectory=jars")  # fmt: skip
# It lives for seconds: compiling it well and collecting garbage in parallel would not pay.
JAVA = ("-Xmx256m", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
        "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn")  # fmt: skip
PARTITIONS = 3

# https://kafka.apache.org/documentation/#brokerconfigs
SETTINGS = {
    "process.roles": "broker,controller",
    "node.id": "1",
    "controller.listener.names": "CONTROLLER",
    "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
    # One broker cannot keep three copies, and fifty partitions for offsets take seconds to open.
    **{
        f"{topic}.{setting}": "1"
        for topic in ("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")
        for setting in ("replication.factor", "min.isr", "num.partitions")
        if (topic, setting) != ("offsets.topic", "min.isr")
    },
    "group.initial.rebalance.delay.ms": "0",
    "num.partitions": str(PARTITIONS),
}


class Kafka(Service):
    """One broker that is its own controller (KRaft)."""

    name = "kafka"

    def __init__(self, binaries: Path) -> None:
        super().__init__(binaries)
        self.controller_port = 0
        self.settings = dict(SETTINGS)

    @classmethod
    def find(cls) -> Path | None:
        if not shutil.which("java") or not shutil.which("mvn"):
            return None
        return fetched(cls.name, [POM], *FETCH) / "jars"

    def initialize(self) -> None:
        self.controller_port = free_port()
        self._configure()
        identifier = urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
        tool = self._java("kafka.tools.StorageTool")
        # It may begin with a hyphen, as an option does.
        cluster = f"--cluster-id={identifier}"
        self.run(*tool, "format", "--standalone", cluster, "-c", str(self.properties))

    def command(self) -> Sequence[str]:
        self._configure()
        return [*self._java("kafka.Kafka"), str(self.properties)]

    @property
    def properties(self) -> Path:
        return self.folder / "server.properties"

    @property
    def url(self) -> str:
        return f"kafka://127.0.0.1:{self.port}"

    def answers(self) -> bool:
        # librdkafka complains on standard error of a port where nothing listens yet.
        if not listens(self.port):
            return False
        try:
            admin(self.url).list_topics(timeout=2)
        except KafkaException:
            return False
        return True

    def _java(self, program: str) -> list[str]:
        return ["java", "-cp", f"{self.binaries}/*", *JAVA, program]

    def _configure(self) -> None:
        listeners = (
            f"PLAINTEXT://127.0.0.1:{self.port},CONTROLLER://127.0.0.1:{self.controller_port}"
        )
        settings = {
            **self.settings,
            "listeners": listeners,
            "advertised.listeners": listeners,
            "controller.quorum.bootstrap.servers": f"127.0.0.1:{self.controller_port}",
            "log.dirs": str(self.folder / "data"),
        }
        lines = "".join(f"{name}={value}\n" for name, value in settings.items())
        self.properties.write_text(lines)


def share(url: str) -> str:
    """A topic of its own, `kafka://host:port/topic`, with one for its dead letters."""
    topic = f"notes-{secrets.token_hex(6)}"
    topics = [NewTopic(topic, PARTITIONS, 1), NewTopic(f"{topic}.dead-letters", 1, 1)]
    client = admin(url)  # which has to live for as long as its answers are awaited
    for done in client.create_topics(topics).values():
        done.result(20)
    return f"kafka://{urlsplit(url).netloc}/{topic}"


def drop(url: str) -> None:
    """Remove a project's topics."""
    topic = urlsplit(url).path.lstrip("/")
    client = admin(url)
    for done in client.delete_topics([topic, f"{topic}.dead-letters"]).values():
        done.result(20)


def settings(url: str) -> dict[str, str]:
    """A project's settings for its share."""
    place = urlsplit(url)
    topic = place.path.lstrip("/")
    return {
        "KAFKA_BOOTSTRAP_SERVERS": place.netloc,
        "KAFKA_TOPIC": topic,
        "KAFKA_GROUP": f"{topic}-activity",
    }


def admin(url: str) -> AdminClient:
    return AdminClient({"bootstrap.servers": urlsplit(url).netloc, "socket.timeout.ms": 10_000})

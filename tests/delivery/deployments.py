"""What every cloud has to say about a project: which settings, which services, which commands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from scaffold.decide import decide
from tests.matrix.combinations import NAME, answers, covering, questionnaire
from tests.matrix.renders import texts

if TYPE_CHECKING:
    from tests.matrix.combinations import Answers

# What the platform asks for beside the application's own settings.
PLATFORM = {"HOST", "PORT", "FORWARDED_ALLOW_IPS", "WEB_CONCURRENCY", "PGSSLMODE"}
PAGE = "deploy/{}/README.md"


def on(cloud: str, strength: int = 3) -> list[Answers]:
    """Combinations that bring every so many choices together with this cloud's."""
    rows = (answers(row) for row in covering(strength))
    return [row for row in rows if row["cloud"] == cloud]


def rendered(row: Answers) -> dict[str, str]:
    return texts(tuple(row.values()))


def distinct(cloud: str, path: str, strength: int = 3) -> dict[str, Answers]:
    """Each text that a file can have, with answers that lead to it."""
    return {rendered(row)[path]: row for row in on(cloud, strength)}


def context(row: Answers) -> dict[str, Any]:
    return decide(questionnaire(), {"name": NAME, **row}).context


def processes(row: Answers) -> dict[str, list[str]]:
    """Everything that runs, with its command, as the computed values have it."""
    values = context(row)
    pairs = [["web", "python -m app.serve"], ["migrate", values["migrate"]], *values["processes"]]
    return {name: command.split() for name, command in pairs}


def services(row: Answers) -> set[str]:
    """What is chosen of databases, brokers and caches."""
    chosen = {row["database"], row["queue"], row["events"], row["cache"]}
    return (chosen | ({"cdn"} if row["cdn"] == "yes" else set())) - {"none"}


def settings(row: Answers) -> set[str]:
    """The variables without which a chosen technology would stay in the process."""
    names = {"ENVIRONMENT", "SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL"}
    if row["queue"] != "none":
        names.add("BROKER_URL")
    if row["events"] != "none":
        names.add("KAFKA_BOOTSTRAP_SERVERS")
    if row["cache"] != "none":
        names.add("CACHE_URL")
    if row["realtime"] == "yes" and "redis" in (row["queue"], row["cache"]):
        names.add("REALTIME_URL")
    if row["cdn"] == "yes":
        names.add("CDN_URL")
    if row["auth"] == "oauth2":
        names |= {f"OAUTH2_{name}" for name in
                  ("ISSUER", "CLIENT_ID", "CLIENT_SECRET", "REDIRECT_URL")}  # fmt: skip
    return names


def documented(row: Answers) -> set[str]:
    """The variables that the project itself reads."""
    return set(re.findall(r"^#? ?([A-Z][A-Z0-9_]+)=", rendered(row)[".env.example"], re.MULTILINE))


def shell_blocks(page: str) -> list[str]:
    """The commands of a page, without the indentation of the list that they stand in."""
    blocks = re.findall(r"^( *)```sh\n(.*?)^\1```$", page, re.MULTILINE | re.DOTALL)
    return [re.sub(rf"^{indent}", "", text, flags=re.MULTILINE) for indent, text in blocks]

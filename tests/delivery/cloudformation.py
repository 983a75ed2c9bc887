"""CloudFormation templates as moto's server can deploy them, and that server."""

from __future__ import annotations

import contextlib
import re
import sys
import time
from typing import TYPE_CHECKING, Any

import httpx

from tests.matrix.environment import ROOT, started
from tests.services.service import free_port

from .libraries import library

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

REGION = "eu-central-1"
PASSWORD = "a-password-that-nobody-else-knows"
START_SECONDS = 30


def load(text: str) -> dict[str, Any]:
    """Read a template; `!Ref` and its like become what they stand for in JSON."""
    template, problems = library("cfnlint.decode").decode_str(text)
    assert problems == [], problems
    return dict(template)


def lint(text: str) -> list[Any]:
    """All that cfn-lint has to say, warnings too."""
    return list(library("cfnlint.api").lint(text, regions=[REGION]))


def deployable(template: dict[str, Any]) -> tuple[dict[str, Any], set[str]]:
    """Leave out what moto cannot make, with a stand-in wherever something names it.

    Returns what is left, and the types that were left out.
    """
    known = library("moto.cloudformation.parsing").get_model_map()
    resources = template["Resources"]
    left_out = {name for name, made in resources.items() if made["Type"] not in known}
    types = {resources[name]["Type"] for name in left_out}
    kept = {name: made for name, made in resources.items() if name not in left_out}
    return _without({**template, "Resources": kept}, left_out), types


def _without(part: Any, names: set[str]) -> Any:
    if isinstance(part, list):
        kept = [item for item in part if not (isinstance(item, str) and item in names)]
        return [_without(item, names) for item in kept]
    if isinstance(part, str):
        return _text(part, names)
    if not isinstance(part, dict):
        return part
    return _stand_in(part, names) or {key: _without(part[key], names) for key in part}


def _stand_in(part: dict[str, Any], names: set[str]) -> str:
    """What to write where something that was left out is named; nothing where it is not."""
    attribute = part.get("Fn::GetAtt", [""])
    if part.get("Ref") in names or attribute[0] in names:
        return f"stand-in-{part.get('Ref') or attribute[0]}"
    # A piece of an address that moto does not know.
    picked = "Fn::Select" in part and any(f"['{name}'," in str(part) for name in names)
    return "stand-in" if picked else ""


def _text(text: str, names: set[str]) -> str:
    text = re.sub(r"\{\{resolve:[^{}]*(\$\{\w+\})?\}\}", PASSWORD, text)
    return re.sub(
        r"\$\{(\w+)(\.[\w.]+)?\}",
        lambda found: f"{found[1]}.stand-in" if found[1] in names else found[0],
        text,
    )


@contextlib.contextmanager
def moto(folder: Path) -> Iterator[Callable[[str], Any]]:
    """Moto's server on a free port; gives what makes clients for it."""
    library("moto.server")
    port = free_port()
    command = (sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port))
    session = library("boto3").Session("test", "test", region_name=REGION)
    with (folder / "moto.log").open("w") as log, started(*command, cwd=ROOT, env={}, output=log):
        url = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + START_SECONDS
        while True:
            with contextlib.suppress(httpx.TransportError):
                httpx.get(f"{url}/moto-api/data.json", trust_env=False)
                break
            assert time.monotonic() < deadline, (folder / "moto.log").read_text()
            time.sleep(0.1)
        yield lambda service: session.client(service, endpoint_url=url)

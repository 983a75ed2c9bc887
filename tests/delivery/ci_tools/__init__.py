"""The tools that say whether a file describes a pipeline: each by the people of its own field."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

from tests.services.downloads import fetched
from tests.services.oidc import OLDEST_NODE, node_version

if TYPE_CHECKING:
    from collections.abc import Sequence

HERE = Path(__file__).parent
NPM = ("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
GO = ("go", "build", "-o", "actionlint", "github.com/rhysd/actionlint/cmd/actionlint")
# Digests of images change by the day, nothing here could look them up, and Dependabot does not
# renew those of service containers: a version is what a person can keep up to date.
ZIZMOR = "rules:\n  unpinned-images:\n    disable: true\n"
SECONDS = 180


def unavailable(tool: str) -> NoReturn:
    """A laptop may lack a tool; a machine that proves something may not."""
    if os.environ.get("SCAFFOLD_REQUIRE_SERVICES") == "1":
        pytest.fail(f"no {tool}: install it")
    pytest.skip(f"no {tool}")


def ran(*command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=cwd, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, encoding="utf-8", timeout=SECONDS, check=False,
    )  # fmt: skip


def schema(name: str, files: Sequence[Path]) -> subprocess.CompletedProcess[str]:
    """Whether files have the form that the vendor publishes."""
    command = ("-m", "check_jsonschema", "--builtin-schema", f"vendor.{name}")
    return ran(sys.executable, *command, *map(str, files), cwd=HERE)


def actionlint(files: Sequence[Path]) -> subprocess.CompletedProcess[str]:
    """What GitHub would do with workflows: names, expressions, types."""
    if not shutil.which("go"):
        unavailable("Go, which builds actionlint")
    binary = fetched("actionlint", [HERE / "go.mod", HERE / "go.sum"], *GO) / "actionlint"
    return ran(str(binary), "-no-color", *map(str, files), cwd=HERE)


def zizmor(files: Sequence[Path]) -> subprocess.CompletedProcess[str]:
    """What an attacker would do with workflows."""
    settings = files[0].parent / "zizmor.yml"
    settings.write_text(ZIZMOR, encoding="utf-8")
    binary = Path(sys.executable).with_name("zizmor")
    if not binary.exists():
        unavailable("zizmor")
    options = ("--offline", "--pedantic", "--quiet", "--color=never", "--config", str(settings))
    return ran(str(binary), *options, *map(str, files), cwd=HERE)


def modules() -> Path:
    """What npm installs, once for all runs."""
    if not shutil.which("npm") or node_version() < OLDEST_NODE:
        unavailable(f"Node.js {OLDEST_NODE}")
    sources = [HERE / "package.json", HERE / "package-lock.json"]
    return fetched("ci-tools", sources, *NPM) / "node_modules"


def groovy(files: Sequence[Path]) -> subprocess.CompletedProcess[str]:
    """Whether Jenkinsfiles are Groovy; what a stage may hold only a Jenkins knows."""
    if not shutil.which("java"):
        unavailable("Java, which runs Groovy")
    jars = modules() / "npm-groovy-lint" / "lib" / "java" / "groovy" / "lib" / "*"
    out = files[0].parent / "classes"
    out.mkdir()
    # A file becomes a class of its name, and there is one of each name.
    sources = [out / f"Pipeline{number}.groovy" for number in range(len(files))]
    for source, file in zip(sources, files, strict=True):
        shutil.copy(file, source)
    compiler = ("org.codehaus.groovy.tools.FileSystemCompiler", "-d", str(out))
    return ran("java", "-cp", str(jars), *compiler, *map(str, sources), cwd=HERE)


def gitlab(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A runner of GitLab's pipelines, in a repository that says where it came from."""
    program = modules() / "gitlab-ci-local" / "src" / "index.js"
    return ran("node", str(program), "--no-color", *arguments, cwd=folder)

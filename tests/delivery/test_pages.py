"""The pages of the clouds: commands that a shell understands, in the order that somebody needs."""

from __future__ import annotations

import re
import subprocess

import pytest

from .deployments import PAGE, on, rendered, shell_blocks

pytestmark = pytest.mark.delivery

CLOUDS = ("aws", "azure", "gcp", "heroku")
SECTIONS = ["The first time", "The next version", "Look inside", "Roll back", "Delete everything"]


def understood(block: str) -> bool:
    checked = subprocess.run(
        ["bash", "-n"], input=block, text=True, capture_output=True, check=False
    )
    return checked.returncode == 0 and checked.stderr == ""


@pytest.mark.parametrize("cloud", CLOUDS)
def test_a_shell_understands_every_block(cloud: str) -> None:
    blocks = {
        block for row in on(cloud) for block in shell_blocks(rendered(row)[PAGE.format(cloud)])
    }
    assert len(blocks) >= 7
    assert {block for block in blocks if not understood(block)} == set()


def test_a_block_that_no_shell_understands_is_found() -> None:
    page = '1. Do it.\n\n   ```sh\n   echo "$(date"\n   ```\n'
    assert shell_blocks(page) == ['echo "$(date"\n']
    assert not understood(shell_blocks(page)[0])


@pytest.mark.parametrize("cloud", CLOUDS)
def test_a_page_tells_the_whole_story(cloud: str) -> None:
    for row in on(cloud):
        page = rendered(row)[PAGE.format(cloud)]
        assert re.findall(r"^## (.*)$", page, re.MULTILINE) == SECTIONS
        assert "### What it costs" in page
        assert page.count("```") % 2 == 0
        costs = page.partition("### What it costs")[2]
        assert len(re.findall(r"^\| .* \| [\d,a-z ]+ \| \[", costs, re.MULTILINE)) >= 2
        assert "November 2026" in costs
        folder = f"deploy/{cloud}/"
        named = rendered(row)["README.md"]
        assert all(f"`{path}`" in named for path in rendered(row) if path.startswith(folder))


@pytest.mark.parametrize("cloud", CLOUDS)
def test_a_project_has_the_files_of_its_cloud_alone(cloud: str) -> None:
    for row in on(cloud, 2):
        folders = {path.split("/")[1] for path in rendered(row) if path.startswith("deploy/")}
        assert folders & {*CLOUDS} == {cloud}
        assert ("Procfile" in rendered(row)) == (cloud == "heroku")

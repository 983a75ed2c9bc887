"""The tool as it is published: a wheel, in an environment of its own, far from the checkout."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "uv", "build", "--quiet", "--wheel", "--out-dir", str(folder)]
    subprocess.run(command, cwd=CHECKOUT, check=True)
    (built,) = folder.glob("*.whl")
    return built


def test_it_ships_every_template_and_no_test(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for path in (CHECKOUT / "templates").rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            shipped = f"scaffold/template/{path.relative_to(CHECKOUT).as_posix()}"
            assert shipped in names
    assert "scaffold/template/copier.yml" in names
    assert not any(name.startswith("tests/") for name in names)


def test_it_works_from_an_unrelated_directory(wheel: Path, tmp_path: Path) -> None:
    uv = [sys.executable, "-m", "uv"]
    subprocess.run([*uv, "venv", "--quiet", "env"], cwd=tmp_path, check=True)
    python = tmp_path / "env" / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    install = [*uv, "pip", "install", "--quiet", "--python", str(python), str(wheel)]
    subprocess.run(install, check=True)
    options = ["--name", "shop", "--framework", "django", "--defaults", "--json"]
    made: dict[str, dict[str, bytes]] = {}
    for interpreter in (str(python), sys.executable):
        name = f"by-{len(made)}"
        new = [interpreter, "-m", "scaffold", "new", name, *options]
        done = subprocess.run(new, cwd=tmp_path, stdout=subprocess.PIPE, check=True)
        files = json.loads(done.stdout)["files"]
        made[name] = {path: (tmp_path / name / path).read_bytes() for path in files}
    shipped, checkout = made.values()
    assert shipped == checkout
    assert "pyproject.toml" in shipped

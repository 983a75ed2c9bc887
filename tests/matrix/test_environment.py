"""What runs commands: nothing of a command stays, wherever it put itself."""

from __future__ import annotations

import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from .environment import Failed, run, started

if TYPE_CHECKING:
    from pathlib import Path

# As task runners do: a child in a session of its own, which outlives its parent.
LEAVES_A_CHILD = (
    "import subprocess, sys, time; "
    "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'],"
    " start_new_session=True); "
    "print(child.pid, flush=True); "
    "time.sleep({seconds})"
)


def runs(pid: int) -> bool:
    listed = ["ps", "-o", "stat=", "-p", str(pid)]
    state = subprocess.run(listed, capture_output=True, text=True, check=False).stdout.strip()
    return bool(state) and not state.startswith("Z")


@pytest.mark.parametrize("seconds", [1, 60])
def test_nothing_of_a_command_is_left(tmp_path: Path, seconds: int) -> None:
    log = tmp_path / "log"
    code = LEAVES_A_CHILD.format(seconds=seconds)
    with (
        log.open("w") as output,
        started(sys.executable, "-c", code, cwd=tmp_path, env=None, output=output) as process,
    ):
        while not log.read_text():
            time.sleep(0.01)
        child = int(log.read_text())
        assert child in process.family()
        if seconds == 1:
            process.wait()
            assert process.family() == [child]
    assert not runs(child)


def test_what_a_late_command_said_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.matrix.environment.RUN_SECONDS", 1)
    code = "import time; print('as far as here', flush=True); time.sleep(60)"
    with pytest.raises(Failed, match=r"(?s)did not end within 1 s.*as far as here"):
        run(sys.executable, "-c", code, cwd=tmp_path)

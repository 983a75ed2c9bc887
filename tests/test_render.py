from __future__ import annotations

import errno
import re
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest
from copier import run_copy
from jinja2 import UndefinedError

from scaffold.decide import decide
from scaffold.errors import BadDestination, CannotWrite
from scaffold.render import File, render, staged, with_secrets, write

if TYPE_CHECKING:
    from pathlib import Path

    from scaffold.questions import Questionnaire


def rendered(questionnaire: Questionnaire, **answers: object) -> dict[str, bytes]:
    return {file.path: file.content for file in render(decide(questionnaire, answers))}


def test_what_is_excluded_is_not_rendered(small: Questionnaire) -> None:
    assert "loud.txt" not in rendered(small)
    assert rendered(small, loud=True)["loud.txt"] == b"LOUD\n"


@pytest.mark.parametrize(
    "answers",
    [{}, {"loud": True, "name": "Zoë"}, {"extras": ["cup", "spoon"], "colour": "red"}],
)
def test_it_is_what_copier_renders(
    small: Questionnaire, tmp_path: Path, answers: dict[str, object]
) -> None:
    run_copy(str(small.root), tmp_path, data=answers, defaults=True, quiet=True)
    copied = {
        path.relative_to(tmp_path).as_posix(): path.read_bytes()
        for path in tmp_path.rglob("*")
        if path.is_file()
    }
    copied[".copier-answers.yml"] = re.sub(
        rb"(?m)^_(src_path|commit): .*\n", b"", copied[".copier-answers.yml"]
    )
    assert rendered(small, **answers) == copied


def test_an_undefined_name_is_an_error(small: Questionnaire) -> None:
    with pytest.raises(UndefinedError, match="undefined_name"):
        rendered(small, kind="worker")


def test_secrets_are_random_and_only_in_env(small: Questionnaire) -> None:
    files = render(decide(small, {}))
    first, second = ({file.path: file.content for file in with_secrets(files)} for _ in range(2))
    assert first[".env.example"].count(b"change-me") == 2
    assert b"change-me" not in first[".env"]
    assert first[".env"] != second[".env"]
    values = dict(line.split(b"=") for line in first[".env"].splitlines())
    assert len(values[b"SECRET_KEY"]) >= 43
    assert values[b"SECRET_KEY"] != values[b"OTHER"]
    assert values[b"PORT"] == b"1"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no executable bit")
def test_modes(small: Questionnaire, tmp_path: Path) -> None:
    write(with_secrets(render(decide(small, {}))), tmp_path)
    assert (tmp_path / "start.sh").stat().st_mode & 0o111
    assert (tmp_path / ".env").stat().st_mode & 0o077 == 0


def test_the_destination_appears_when_all_is_done(tmp_path: Path) -> None:
    destination = tmp_path / "new" / "deep" / "shop"
    with staged(destination) as stage:
        write([File("a/b.txt", b"x")], stage)
        assert not destination.exists()
    assert (destination / "a/b.txt").read_bytes() == b"x"
    assert [path.name for path in destination.parent.iterdir()] == ["shop"]


def test_an_empty_destination_is_filled_in_place(tmp_path: Path) -> None:
    destination = tmp_path / "shop"
    destination.mkdir()
    inode = destination.stat().st_ino
    with staged(destination) as stage:
        write([File("a/b.txt", b"x")], stage)
    assert destination.stat().st_ino == inode
    assert [path.name for path in tmp_path.iterdir()] == ["shop"]


@pytest.mark.parametrize(
    "error", [KeyboardInterrupt(), ValueError(), OSError(errno.ENOSPC, "full")]
)
def test_a_failed_run_leaves_nothing(tmp_path: Path, error: BaseException) -> None:
    destination = tmp_path / "new" / "shop"
    with pytest.raises((KeyboardInterrupt, ValueError, CannotWrite)), staged(destination) as stage:
        write([File("a/b.txt", b"x")], stage)
        raise error
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_told_with_its_fix(tmp_path: Path) -> None:
    with pytest.raises(CannotWrite, match="Free some disk space"), staged(tmp_path / "shop"):
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_destination_that_holds_something_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with (
        pytest.raises(BadDestination, match=r"is not empty \(it holds mine.txt\)"),
        staged(tmp_path),
    ):
        pytest.fail("nothing may be written")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_file_is_no_destination(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for destination in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(BadDestination, match="is a file"), staged(destination):
            pytest.fail("nothing may be written")


@pytest.mark.skipif(sys.platform == "win32", reason="signals differ")
def test_two_interrupts_in_a_row_still_clean_up(tmp_path: Path) -> None:
    program = f"""
import time
from pathlib import Path
from scaffold.render import File, staged, write
with staged(Path({str(tmp_path / "shop")!r})) as stage:
    write([File(f"{{i}}/{{j}}", b"x") for i in range(100) for j in range(50)], stage)
    print("ready", flush=True)
    time.sleep(30)
"""
    process = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"ready\n"
    process.send_signal(signal.SIGINT)
    time.sleep(0.02)
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
    process.wait(timeout=20)
    process.stdout.close()
    assert list(tmp_path.iterdir()) == []

"""What the system tells of changes in folders, and what is said where it can tell no more."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from served import until

from albumforge.watch.hints import Hints


@pytest.fixture
def woken() -> threading.Event:
    return threading.Event()


@pytest.fixture
def hints(woken: threading.Event) -> Iterator[Hints]:
    made = Hints(woken.set)
    yield made
    made.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    (made / "sub").mkdir(parents=True)
    return made


def hinted(hints: Hints, folder: Path) -> list[Path]:
    found: list[Path] = []
    until(lambda: found.extend(hints.take(folder)) or found)
    return found


def test_the_folder_of_a_change_is_told(hints: Hints, folder: Path, woken: threading.Event) -> None:
    assert hints.watch(folder) == ""
    assert hints.take(folder) == []
    (folder / "sub/a.txt").write_text("x")
    assert woken.wait(30)
    assert hinted(hints, folder)[0] == folder / "sub"


def test_folders_that_are_made_or_moved_in_are_told(hints: Hints, folder: Path, tmp_path: Path) -> None:
    hints.watch(folder)
    (tmp_path / "other/deep").mkdir(parents=True)
    (tmp_path / "other").rename(folder / "other")
    until(lambda: any(path in (folder, folder / "other") for path in hints.take(folder)))
    until(lambda: (folder / "other/deep/a.txt").write_text("x") and hints.take(folder))


def test_looking_is_no_change(hints: Hints, folder: Path, woken: threading.Event) -> None:
    (folder / "a.txt").write_text("x")
    hints.watch(folder)
    for _ in range(3):
        (folder / "a.txt").read_text()
        list(folder.iterdir())
    (folder / "sub/end.txt").write_text("x")
    assert woken.wait(30)
    assert hinted(hints, folder) == [folder / "sub"]


def test_many_changes_are_one_look_at_all(hints: Hints, folder: Path) -> None:
    for number in range(100):
        (folder / str(number)).mkdir()
    hints.watch(folder)
    for number in range(100):
        hints.note(folder, str(folder / str(number)))
    assert hints.take(folder) == [folder]


def test_of_two_places_the_outer_one(hints: Hints, folder: Path) -> None:
    hints.watch(folder)
    for place in ("sub/x", "sub", "sub2", "sub/y"):
        hints.note(folder, str(folder / place))
    assert hints.take(folder) == [folder / "sub", folder / "sub2"]


def test_a_folder_in_the_place_of_another_is_watched(hints: Hints, folder: Path, tmp_path: Path) -> None:
    hints.watch(folder)
    folder.rename(tmp_path / "old")
    assert hints.watch(folder) == ""  # it is not there
    folder.mkdir()
    assert hints.watch(folder) == ""
    (folder / "a.txt").write_text("x")
    assert hinted(hints, folder) == [folder]
    shutil.rmtree(folder)
    hints.leave(folder)


@pytest.mark.parametrize(("limit", "value"), [("max_inotify_watches", 5), ("max_inotify_instances", 0)])
def test_a_limit_that_is_reached_is_said_with_what_to_do(folder: Path, limit: str, value: int) -> None:
    """The real one, of a user namespace of the test's own."""
    for number in range(10):
        (folder / str(number)).mkdir()
    script = (
        "import sys; from pathlib import Path; from albumforge.watch.hints import Hints; "
        "hints = Hints(lambda: None); print(hints.watch(Path(sys.argv[1]))); hints.close()"
    )
    inside = f'echo {value} > /proc/sys/user/{limit} && exec "$@"'
    command = ["unshare", "--user", "--map-root-user", "sh", "-c", inside, "sh", sys.executable, "-c", script, folder]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=os.environ)
    if ran.returncode and "unshare" in ran.stderr:
        reason = f"needs user namespaces: {ran.stderr.strip()}"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    named = limit.replace("max_inotify_", "fs.inotify.max_user_")
    assert ran.stdout.startswith(f"The limit {named} is reached: "), ran.stderr
    assert f"sudo sysctl {named}=" in ran.stdout

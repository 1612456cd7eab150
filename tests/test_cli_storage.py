"""Places that cannot be written: each has its outcome, and nothing half-made stays under the final name."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

SMALL = ("--resolution", "640x360", "--fps", "10", "--seconds-per-photo", "1", "--music", "none")


@pytest.fixture
def trip(tmp_path: Path) -> Path:
    """A folder with two noisy pictures, which make large segments."""
    folder = tmp_path / "trip"
    folder.mkdir()
    rng = np.random.default_rng(1)
    for number in range(2):
        Image.fromarray(rng.integers(0, 255, (360, 640, 3), np.uint8)).save(folder / f"{number}.jpg")
    return folder


def make(
    folder: Path, output: Path, *, home: Path, before: Callable[[], None] | None = None
) -> subprocess.CompletedProcess[str]:
    """`albumforge make` in a process of its own, where `before` is called first, and permissions hold for root too."""
    bound = ["setpriv", "--bounding-set=-dac_override", "--inh-caps=-dac_override"] if os.geteuid() == 0 else []
    return subprocess.run(
        [*bound, sys.executable, "-B", "-m", "albumforge", "--home", home, "make", folder, "-o", output, *SMALL],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=before,
    )


def test_a_folder_without_permission_is_said_before_any_work(trip: Path, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o555)
    done = make(trip, closed / "film.mp4", home=tmp_path / "home")
    assert done.returncode == 5, done.stderr
    assert "film.mp4 cannot be written: no permission to write there" in done.stderr
    assert list(closed.iterdir()) == []
    assert not list((tmp_path / "home").rglob("*.mp4")), "it was said before any work"


def test_a_home_without_permission_is_said(trip: Path, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o555)
    done = make(trip, tmp_path / "film.mp4", home=closed / "home")
    assert done.returncode == 5, done.stderr
    assert "home/cache" in done.stderr
    assert not (tmp_path / "film.mp4").exists()


@pytest.mark.parametrize("limit", [20_000, 60_000, 150_000])
def test_a_place_that_takes_no_more_is_said_and_nothing_stays(trip: Path, tmp_path: Path, limit: int) -> None:
    # A limit on the size of files fails a write in the middle, as a full disk does, and needs no disk of its own.
    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    output = tmp_path / "film.mp4"
    done = make(trip, output, home=tmp_path / "home", before=limited)
    assert done.returncode == 5, done.stderr
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr
    assert not output.exists()
    assert not list(tmp_path.rglob(".albumforge-*"))


def test_a_full_disk_is_said_and_nothing_stays(trip: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=100k", "tmpfs", disk], capture_output=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip("no small disk can be mounted here")
    try:
        done = make(trip, disk / "film.mp4", home=tmp_path / "home")
        left = list(disk.iterdir())
    finally:
        subprocess.run(["umount", disk], check=True)
    assert done.returncode == 5, done.stderr
    assert "the disk is full" in done.stderr
    assert left == []

"""The cache's size limit."""

from __future__ import annotations

import os
import time
from pathlib import Path

from albumforge.media.cache import RECENT_SECONDS, TAG, is_cache, make_cache, mark_used, trim_cache


def _file(folder: Path, name: str, size: int, hours_ago: float) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(bytes(size))
    then = time.time() - hours_ago * 3600
    os.utime(path, (then, then))
    return path


def test_the_longest_unused_go_first_until_the_rest_fits(tmp_path: Path) -> None:
    old, older, new = (_file(tmp_path, f"a/{n}.mp4", 100, h) for n, h in (("old", 5), ("older", 9), ("new", 2)))
    assert trim_cache(tmp_path, 200) == 100
    assert (old.exists(), older.exists(), new.exists()) == (True, False, True)


def test_a_cache_that_fits_is_left_alone(tmp_path: Path) -> None:
    file = _file(tmp_path, "one.mp4", 100, 9)
    assert trim_cache(tmp_path, 100) == 0
    assert file.exists()


def test_what_was_just_used_stays_even_in_too_small_a_cache(tmp_path: Path) -> None:
    file = _file(tmp_path, "one.mp4", 100, RECENT_SECONDS / 3600 + 1)
    mark_used(file)
    assert trim_cache(tmp_path, 0) == 0
    assert file.exists()


def test_marking_a_file_that_is_gone_is_no_error(tmp_path: Path) -> None:
    mark_used(tmp_path / "gone")
    assert trim_cache(tmp_path / "no folder", 0) == 0


def test_a_cache_is_tagged_once_and_the_tag_is_never_trimmed(tmp_path: Path) -> None:
    folder = tmp_path / "a" / "cache"
    assert not is_cache(folder)
    tag = make_cache(folder) / TAG
    assert is_cache(folder)
    then = time.time() - 9 * 3600
    os.utime(tag, (then, then))
    assert make_cache(folder) == folder
    assert tag.stat().st_mtime == then
    assert trim_cache(folder, 0) == 0
    assert is_cache(folder)


def test_a_file_of_that_name_alone_makes_no_cache(tmp_path: Path) -> None:
    (tmp_path / TAG).write_text("holiday notes")
    assert not is_cache(tmp_path)

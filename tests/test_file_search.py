"""Which files a request finds."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from albumforge.context import Context
from albumforge.errors import Cancelled, InvalidInput
from albumforge.generators.album.file_search import search
from albumforge.media.cache import make_cache


def names(paths: list[Path], folder: Path, most: int = 100) -> tuple[list[str], dict[str, str]]:
    found, skipped = search(paths, max_files=most, context=Context())
    return (
        [str(path.relative_to(folder)) for path in found],
        {str(one.path.relative_to(folder)): one.reason for one in skipped},
    )


def fill(folder: Path, *files: str) -> None:
    for name in files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)


def test_folders_are_searched_and_the_hidden_is_passed_over(tmp_path: Path) -> None:
    fill(tmp_path, "b10.jpg", "b2.jpg", "sub/deep/c.mov", ".hidden.jpg", ".git/x.jpg", ".albumforge-1.mp4", "x.AAE")
    found, skipped = names([tmp_path], tmp_path)
    assert found == ["b2.jpg", "b10.jpg", "sub/deep/c.mov"]
    assert list(skipped) == ["x.AAE"]


def test_what_is_named_is_taken_even_if_hidden_or_missing(tmp_path: Path) -> None:
    fill(tmp_path, ".hidden.jpg")
    found, _ = names([tmp_path / ".hidden.jpg", tmp_path / "missing.jpg"], tmp_path)
    assert found == [".hidden.jpg", "missing.jpg"]


def test_links_in_circles_end(tmp_path: Path) -> None:
    fill(tmp_path, "a/one.jpg")
    (tmp_path / "a/up").symlink_to(tmp_path)
    (tmp_path / "a/self").symlink_to("self")
    (tmp_path / "again").symlink_to(tmp_path / "a")
    found, _ = names([tmp_path], tmp_path)
    assert [name.split("/")[-1] for name in found] == ["one.jpg", "self"]


def test_no_file_is_taken_twice(tmp_path: Path) -> None:
    fill(tmp_path, "a.jpg")
    (tmp_path / "b.jpg").symlink_to("a.jpg")
    found, _ = names([tmp_path, tmp_path / "a.jpg", tmp_path / "." / "a.jpg"], tmp_path)
    assert len(found) == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_without_permission_is_reported(tmp_path: Path) -> None:
    fill(tmp_path, "a.jpg", "closed/b.jpg")
    (tmp_path / "closed").chmod(0)
    try:
        found, skipped = names([tmp_path], tmp_path)
    finally:
        (tmp_path / "closed").chmod(0o700)
    assert found == ["a.jpg"]
    assert "no permission" in skipped["closed"]


def test_a_folder_that_cannot_be_listed_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tmp_path, "a.jpg", "broken/b.jpg")
    scan = os.scandir

    def scandir(folder: Path) -> object:
        if Path(folder).name == "broken":
            raise PermissionError(13, "Permission denied")
        return scan(folder)

    monkeypatch.setattr(os, "scandir", scandir)
    found, skipped = names([tmp_path], tmp_path)
    assert found == ["a.jpg"]
    assert skipped["broken"] == "this folder cannot be searched: no permission to read it"


def test_too_many_files_are_refused(tmp_path: Path) -> None:
    fill(tmp_path, *(f"{number}.jpg" for number in range(5)), "a.txt", "b.txt")
    assert len(names([tmp_path], tmp_path, most=5)[0]) == 5
    with pytest.raises(InvalidInput, match="max_files"):
        names([tmp_path], tmp_path, most=4)


def test_can_be_cancelled(tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        search([tmp_path], max_files=9, context=Context(cancelled=lambda: True))


def test_a_cache_of_ours_in_a_searched_folder_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"x")
    cache = make_cache(tmp_path / "home" / "cache") / "segments"
    cache.mkdir()
    (cache / "1.mp4").write_bytes(b"x")
    found, skipped = search([tmp_path], max_files=10, context=Context())
    assert (found, skipped) == ([tmp_path / "a.jpg"], [])

"""What names tell: order, and what is no media."""

from __future__ import annotations

import random
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from albumforge.generators.album.file_names import is_ignored, natural_key, not_media


def test_natural_order() -> None:
    ordered = [
        "a/img1.jpg", "a/img2.jpg", "a/IMG10.jpg", "a/img010b.jpg", "a2/x.jpg", "a10/x.jpg",
        "照片1.jpg", "照片2.jpg", "照片10.jpg",
    ]  # fmt: skip
    shuffled = [Path(name) for name in ordered]
    random.Random(1).shuffle(shuffled)
    assert [str(path) for path in sorted(shuffled, key=natural_key)] == ordered


@given(st.lists(st.text(alphabet="aB0１²1é٣/\udcff\n.", max_size=8), min_size=2, max_size=6))
def test_any_names_have_an_order(names: list[str]) -> None:
    paths = [Path(name) for name in names]
    backwards = paths[::-1]
    assert sorted(paths, key=natural_key) == sorted(backwards, key=natural_key)


def test_a_number_longer_than_python_reads_is_sorted_all_the_same() -> None:
    sorted([Path("1" * 9000), Path("2" * 9000), Path("a")], key=natural_key)


def test_what_is_passed_over_and_what_is_named() -> None:
    assert all(is_ignored(name) for name in (".hidden", ".albumforge-12ab.mp4", "Thumbs.db", "@eaDir", "__MACOSX"))
    assert not is_ignored("a.jpg")
    assert "iPhone" in (not_media(Path("IMG_1.AAE")) or "")
    assert "music" in (not_media(Path("song.mp3")) or "")
    assert all(not_media(Path(name)) for name in ("a.xmp", "A.THM", "notes.txt", "x.PDF"))
    assert not any(not_media(Path(name)) for name in ("a.jpg", "a.heic", "a.mov", "noname", "a.xyz"))

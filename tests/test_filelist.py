"""The list of a film's files: order, pairs, duplicates, and a reason for everything left out."""

from __future__ import annotations

import os
import shutil
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from media_files import (
    SAMPLES,
    corners,
    cut,
    stored_for,
    texture,
    write_animation,
    write_clip,
    write_cmyk,
    write_deep,
    write_dng,
    write_huge_jpeg,
    write_photo,
    write_picture,
)
from PIL import Image
from tiff_writer import exif_block

from albumforge.context import Context, Progress
from albumforge.errors import Cancelled, NoUsableMedia
from albumforge.generators.album.filelist import FileList, Order, file_list
from albumforge.media.mark import mark_film, poster_exif

NOON = datetime.fromisoformat("2024-07-13T12:00:00")


def listed(*paths: Path, context: Context | None = None, order: Order = "time") -> FileList:
    return file_list(list(paths), max_pixels=300_000_000, max_files=100, context=context or Context(), order=order)


def names(found: FileList) -> list[str]:
    return [source.path.name for source in found.items]


def reasons(found: FileList) -> dict[str, str]:
    return {one.path.name: one.reason for one in found.skipped}


@pytest.fixture
def album(tmp_path: Path) -> Path:
    folder = tmp_path / "album"
    folder.mkdir()
    return folder


def test_what_is_known_of_a_photo_and_a_clip(album: Path) -> None:
    stored = stored_for(corners(96, 64), 6)
    exif = exif_block(orientation=6, captured=NOON, place=(60.5, 24.25))
    write_picture(album / "a.jpg", stored, exif=exif)
    write_clip(album / "b.mp4", frames=45, turned=90)
    photo, clip = listed(album).items
    assert (photo.kind, photo.width, photo.height, photo.orientation) == ("photo", 96, 64, 6)
    assert (photo.captured_at, photo.duration, photo.fps, photo.has_sound) == (NOON, None, None, False)
    assert (photo.latitude, photo.longitude) == (60.5, 24.25)
    assert photo.digest.startswith("sha256-")
    assert (clip.kind, clip.width, clip.height, clip.duration) == ("clip", 64, 96, 1.5)
    assert (clip.fps, clip.has_sound, clip.captured_at) == (Fraction(30), True, None)


def test_order_is_by_time_then_by_name(album: Path) -> None:
    write_photo(album / "z.jpg", NOON - timedelta(days=1))
    write_photo(album / "img10.jpg", NOON)
    write_photo(album / "img2.jpg", NOON)
    write_photo(album / "照片1.jpg", NOON, subseconds="5")
    assert names(listed(album)) == ["z.jpg", "img2.jpg", "img10.jpg", "照片1.jpg"]


def test_files_put_in_order_by_hand_stay_in_that_order(album: Path) -> None:
    for hours, name in enumerate(("a.jpg", "b.jpg", "c.jpg", "d10.jpg", "d9.jpg")):
        write_photo(album / name, NOON - timedelta(hours=hours))
    folder = album / "folder"
    folder.mkdir()
    for name in ("d9.jpg", "d10.jpg"):
        (album / name).rename(folder / name)
    given = (album / "c.jpg", folder, album / "a.jpg", album / "b.jpg", album / "c.jpg")
    assert names(listed(*given, order="given")) == ["c.jpg", "d9.jpg", "d10.jpg", "a.jpg", "b.jpg"]
    assert names(listed(*given)) == ["d9.jpg", "d10.jpg", "c.jpg", "b.jpg", "a.jpg"]


def test_files_without_a_time_stay_beside_their_neighbours(album: Path) -> None:
    write_photo(album / "0_scan.jpg")
    write_photo(album / "1.jpg", NOON + timedelta(hours=1))
    write_photo(album / "2_scan.jpg")
    write_photo(album / "3_scan.jpg")
    write_photo(album / "4.jpg", NOON)
    write_photo(album / "5_scan.jpg")
    assert names(listed(album)) == ["4.jpg", "5_scan.jpg", "0_scan.jpg", "1.jpg", "2_scan.jpg", "3_scan.jpg"]


def test_without_any_times_the_names_decide(album: Path) -> None:
    for name in ("b.png", "a10.jpg", "a9.jpg"):
        write_picture(album / name)
    assert names(listed(album)) == ["a9.jpg", "a10.jpg", "b.png"]


def test_the_time_in_a_name_counts_where_the_file_has_none(album: Path) -> None:
    write_photo(album / "a.jpg", NOON)
    write_picture(album / "Screenshot_2024-07-13-11-30-00.png")
    write_photo(album / "b.jpg", NOON - timedelta(hours=1))
    assert names(listed(album)) == ["b.jpg", "Screenshot_2024-07-13-11-30-00.png", "a.jpg"]


def test_clips_in_utc_are_put_on_the_clock_of_the_pictures(album: Path) -> None:
    write_photo(album / "a.jpg", NOON, offset="+09:00")
    write_photo(album / "b.jpg", NOON + timedelta(minutes=20), offset="+09:00")
    write_photo(album / "far.jpg", NOON - timedelta(days=30), offset="-05:00")
    write_clip(album / "c.mkv", frames=3, metadata={"creation_time": "2024-07-13T03:10:00Z"})
    found = listed(album)
    assert names(found) == ["far.jpg", "a.jpg", "c.mkv", "b.jpg"]
    assert found.items[2].captured_at == NOON + timedelta(minutes=10)


def test_duplicates_are_dropped_whatever_they_are_called(album: Path) -> None:
    write_photo(album / "a.jpg", NOON)
    (album / "b (copy).jpg").write_bytes((album / "a.jpg").read_bytes())
    found = listed(album)
    assert names(found) == ["a.jpg"]
    assert reasons(found) == {"b (copy).jpg": "same content as a.jpg"}


@pytest.mark.parametrize("still", ["IMG_1.HEIC", "IMG_1.jpg"])
def test_a_live_photo_is_one_moment(album: Path, still: str) -> None:
    write_picture(album / still)
    write_clip(album / "img_1.mov", frames=60)
    write_clip(album / "IMG_2.mov", frames=40)
    found = listed(album)
    assert names(found) == [still, "IMG_2.mov"]
    assert reasons(found) == {"img_1.mov": f"the moving part of the Live Photo {still}"}


def test_a_long_clip_or_one_elsewhere_is_its_own_moment(album: Path) -> None:
    write_picture(album / "IMG_1.jpg")
    write_clip(album / "IMG_1.mov", frames=14, rate=2, sound=False)
    (album / "other").mkdir()
    write_clip(album / "other/IMG_1.mov", frames=10)
    assert names(listed(album)) == ["IMG_1.jpg", "IMG_1.mov", "IMG_1.mov"]


def test_a_clip_beside_a_damaged_photo_stands_in_for_it(album: Path) -> None:
    cut(write_picture(album / "IMG_1.jpg"), 0.6)
    write_clip(album / "IMG_1.mov", frames=10)
    assert names(listed(album)) == ["IMG_1.mov"]


def test_raw_beside_a_jpeg_is_left_out(album: Path) -> None:
    write_picture(album / "P1.jpg")
    write_dng(album / "P1.DNG", corners(96, 64), preview=True)
    write_dng(album / "P2.dng", corners(96, 64), preview=False)
    found = listed(album)
    assert names(found) == ["P1.jpg", "P2.dng"]
    assert reasons(found) == {"P1.DNG": "the camera RAW of P1.jpg"}


def test_everything_odd_has_its_clear_outcome(album: Path) -> None:
    used = {
        "cmyk.jpg": write_cmyk(album / "cmyk.jpg", (20, 40, 60, 10)),
        "deep.png": write_deep(album / "deep.png", np.full((64, 64), 30000, np.uint16)),
        "film.gif": write_animation(album / "film.gif", [texture(64, 48, seed) for seed in range(3)]),
        "heic.heic": write_picture(album / "heic.heic"),
        "avif.avif": write_picture(album / "avif.avif"),
        "pano.jpg": write_picture(album / "pano.jpg", texture(2000, 100)),
        "huge.jpg": write_huge_jpeg(album / "huge.jpg", 20_000, 15_000),
        "odd.mp4": write_clip(album / "odd.mp4", frames=5, width=95, height=63, pixel_format="yuv444p", sound=False),
        "video_without_suffix": write_clip(album / "x.mp4", frames=8).rename(album / "video_without_suffix"),
    }
    cut(write_picture(album / "cut.jpg", texture(300, 200)), 0.7)
    cut(write_clip(album / "cut.mp4"), 0.5)
    (album / "empty.jpg").touch()
    (album / "text.jpg").write_text("not a picture")
    (album / "list.mp4").write_text("ffconcat version 1.0\nfile secret.mp4\n")
    write_picture(album / "dot.png", texture(1, 1))
    write_huge_jpeg(album / "bomb.jpg", 40_000, 20_000)
    (album / "IMG_1.AAE").write_text("<plist/>")
    os.mkfifo(album / "pipe.jpg")
    found = listed(album)
    assert set(names(found)) == set(used)
    assert reasons(found) == {
        "IMG_1.AAE": "edits of an iPhone picture, not a picture",
        "bomb.jpg": "it has too many pixels: 40000 × 20000 = 800,000,000, more than 300,000,000. "
        "The setting max_pixels allows more.",
        "cut.jpg": "the picture is cut off: part of its data is missing",
        "cut.mp4": "it is not a video or sound file of a known kind, or it is damaged",
        "dot.png": "it is too small: 1 × 1 pixels, at least 16 a side are needed",
        "empty.jpg": "the file is empty (0 bytes)",
        "list.mp4": "it is not a video or sound file of a known kind, or it is damaged",
        "pipe.jpg": "it is not a regular file",
        "text.jpg": "it is text, not a picture",
    }


def test_originals_never_change(album: Path) -> None:
    write_photo(album / "a.jpg", NOON)
    write_picture(album / "b.heic")
    write_clip(album / "c.mov", frames=4)
    write_dng(album / "d.dng", corners(96, 64), preview=True)
    cut(write_picture(album / "e.jpg"), 0.5)
    before = {file: (file.read_bytes(), file.stat().st_mtime_ns, file.stat().st_ctime_ns) for file in album.iterdir()}
    listed(album)
    assert {f: (f.read_bytes(), f.stat().st_mtime_ns, f.stat().st_ctime_ns) for f in album.iterdir()} == before


def test_names_that_are_no_text_do_not_matter(album: Path) -> None:
    for name in (b"caf\xe9.jpg", b"two\nlines.jpg", "愛.jpg".encode()):
        write_picture(album / os.fsdecode(name))
    (album / os.fsdecode(b"bad\xff\n.jpg")).write_text("text")
    write_picture(album / os.fsdecode(b"a\xff\n.jpg"))
    shutil.copy(album / os.fsdecode(b"a\xff\n.jpg"), album / "b.jpg")
    lines: list[str] = []
    found = listed(album, context=Context(on_log=lines.append))
    assert len(found.items) == 4
    assert len(found.skipped) == 2
    for one in found.skipped:
        one.reason.encode()
        assert "\n" not in one.reason
    assert lines == []  # whoever asked for the list says what is not in it


def test_the_order_does_not_depend_on_who_is_ready_first(album: Path) -> None:
    for number in range(12):
        write_picture(album / f"{number}.jpg", texture(1200 if number % 3 == 0 else 60, 100, number))
    assert all(names(listed(album)) == [f"{number}.jpg" for number in range(12)] for _ in range(5))


def test_nothing_usable_says_why(album: Path) -> None:
    with pytest.raises(NoUsableMedia, match="no photos or clips in album"):
        listed(album)
    for number in range(12):
        (album / f"{number}.jpg").write_text("text")
    with pytest.raises(NoUsableMedia) as caught:
        listed(album)
    lines = caught.value.message.splitlines()
    assert len(lines) == 12
    assert lines[1] == "  0.jpg: it is text, not a picture"
    assert lines[-1] == "  and 2 more"
    with pytest.raises(NoUsableMedia, match="no such file"):
        listed(album / "missing.jpg")


def test_progress_rises_to_the_end(album: Path) -> None:
    for number in range(6):
        write_picture(album / f"{number}.jpg")
    seen: list[Progress] = []
    listed(album, context=Context(on_progress=seen.append))
    assert {progress.stage for progress in seen} == {"info"}
    assert [progress.fraction for progress in seen] == sorted(progress.fraction for progress in seen)
    assert seen[-1].fraction == 1.0


def test_can_be_cancelled_between_files(album: Path) -> None:
    for number in range(6):
        write_picture(album / f"{number}.jpg")
    calls = iter([False, False])
    with pytest.raises(Cancelled):
        listed(album, context=Context(cancelled=lambda: next(calls, True), poll_interval=0.0))


@pytest.mark.skipif(not (SAMPLES / "photos").is_dir(), reason="the folder of sample media is missing")
def test_samples() -> None:
    found = listed(SAMPLES / "photos", SAMPLES / "video")
    assert reasons(found) == {"corrupted.jpg": "the picture is cut off: part of its data is missing"}
    assert len(found.items) == 25
    dated = [source.captured_at for source in found.items if source.captured_at is not None]
    assert dated == sorted(dated)


def test_films_and_posters_of_ours_are_known_by_their_mark_and_not_by_name(album: Path) -> None:
    write_photo(album / "a.poster.jpg", NOON)
    write_clip(album / "a.mp4", frames=30)
    mark_film(write_clip(album / "renamed.mov.mp4", frames=20))
    Image.fromarray(texture(64, 48, 9)).save(album / "renamed.jpg", exif=poster_exif())
    found = listed(album)
    assert sorted(names(found)) == ["a.mp4", "a.poster.jpg"]
    assert {one.path.name: one.reason for one in found.skipped} == {
        "renamed.mov.mp4": "a film that was made here",
        "renamed.jpg": "the poster of a film that was made here",
    }

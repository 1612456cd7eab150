"""The one pass over pictures and clips, and its memory."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import msgspec
import numpy as np
import pytest
from media_files import SAMPLES, stored_for, write_clip, write_picture
from pictures_painted import blurred, painted
from tiff_writer import exif_block

from albumforge.context import Context, Progress
from albumforge.errors import Cancelled, MediaError
from albumforge.generators.album.filelist import Source, file_list
from albumforge.generators.album.info.inspect import FOLDER, inspect, inspect_all
from albumforge.generators.album.info.record import PictureInfo

ASTRONAUT = SAMPLES / "photos" / "faces" / "astronaut.png"
MOST = 10_000_000
TAKEN = datetime.fromisoformat("2025-07-12T12:30:00")


def sources(*paths: Path) -> tuple[Source, ...]:
    return file_list(paths, max_pixels=MOST, max_files=100, context=Context()).items


def look(path: Path, store: Path | None = None) -> PictureInfo:
    (source,) = sources(path)
    return inspect(source, store=store, max_pixels=MOST)


def test_a_photo_is_described_in_full(tmp_path: Path) -> None:
    exif = exif_block(captured=TAKEN, place=(48.8584, 2.2945))
    info = look(write_picture(tmp_path / "a.jpg", painted("spring-meadow"), exif=exif))
    assert info.digest == sources(tmp_path / "a.jpg")[0].digest
    assert (info.width, info.height) == (640, 427)
    assert 2 <= len(info.colours) <= 5
    assert 0 < info.weather.probability <= 1
    assert 0.4 < info.brightness < 0.9
    assert info.sharpness > 0.5
    assert info.exposure > 0.8
    assert info.faces == ()
    assert info.subject.x > 0.3
    assert (info.captured_at, info.season, info.part_of_day) == (TAKEN, "summer", "noon")
    assert info.place is not None
    assert info.place.country_code == "FR"
    assert info.caption == ""


def test_what_nothing_tells_is_none(tmp_path: Path) -> None:
    info = look(write_picture(tmp_path / "a.png", painted("summer-sea")))
    assert info.captured_at is info.season is info.part_of_day is info.place is None


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "heic", "tif"])
def test_every_format_is_seen_alike(tmp_path: Path, suffix: str) -> None:
    info = look(write_picture(tmp_path / f"a.{suffix}", painted("summer-sea")))
    original = look(write_picture(tmp_path / "b.png", painted("summer-sea")))
    assert info.brightness == pytest.approx(original.brightness, abs=0.02)
    assert info.sharpness == pytest.approx(original.sharpness, abs=0.1)
    assert [colour.name_zh for colour in info.colours][:2] == [colour.name_zh for colour in original.colours][:2]


@pytest.mark.skipif(not ASTRONAUT.exists(), reason=f"{ASTRONAUT} is not there")
def test_every_orientation_is_seen_upright(tmp_path: Path) -> None:
    from albumforge.media.pictures import open_picture

    pixels = open_picture(ASTRONAUT, max_pixels=MOST)[:, 40:]
    found = []
    for orientation in range(1, 9):
        stored, exif = stored_for(pixels, orientation), exif_block(orientation=orientation)
        found.append(look(write_picture(tmp_path / f"{orientation}.png", stored, exif=exif)))
    first = found[0]
    assert len(first.faces) == 1
    for info in found:
        assert msgspec.structs.replace(info, digest=first.digest) == first


def test_a_clip_is_judged_by_its_middle(tmp_path: Path) -> None:
    def grey(number: int) -> np.ndarray:
        return np.full((96, 128, 3), 20 if number < 10 else 220, np.uint8)

    info = look(write_clip(tmp_path / "a.mp4", width=128, height=96, frames=30, rate=10, paint=grey))
    assert (info.width, info.height) == (128, 96)
    assert info.brightness == pytest.approx(0.877, abs=0.03)


def test_a_record_is_kept_by_content_and_used_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write_picture(tmp_path / "a.png", painted("summer-sea"), exif=exif_block(captured=TAKEN))
    first = look(file, tmp_path / "store")
    (kept,) = (tmp_path / "store" / FOLDER).iterdir()
    assert kept.name == f"{first.digest}.json"
    monkeypatch.setattr("albumforge.generators.album.info.inspect.open_picture", None)  # looking again would fail
    moved = file.rename(tmp_path / "b.png")
    assert look(moved, tmp_path / "store") == first
    with pytest.raises(TypeError):
        look(moved)


@pytest.mark.parametrize("damage", ["", "{", '{"version": 0}', "[]", "\udcff"])
def test_a_broken_record_is_made_again(tmp_path: Path, damage: str) -> None:
    file = write_picture(tmp_path / "a.png", painted("summer-sea"))
    first = look(file, tmp_path / "store")
    (kept,) = (tmp_path / "store" / FOLDER).iterdir()
    whole = kept.read_bytes()
    kept.write_bytes(damage.encode("utf-8", "surrogateescape"))
    assert look(file, tmp_path / "store") == first
    assert kept.read_bytes() == whole


def test_a_record_of_another_version_or_hour_is_made_again(tmp_path: Path) -> None:
    (source,) = sources(write_picture(tmp_path / "a.png", blurred(painted("summer-sea"), 5.0)))
    first = inspect(source, store=tmp_path, max_pixels=MOST)
    (kept,) = (tmp_path / FOLDER).iterdir()
    changed = json.loads(kept.read_text())
    changed["seen"]["sharpness"] = 0.99
    kept.write_text(json.dumps(changed))
    assert inspect(source, store=tmp_path, max_pixels=MOST).sharpness == 0.99
    kept.write_text(json.dumps(changed | {"version": changed["version"] + 1}))
    assert inspect(source, store=tmp_path, max_pixels=MOST) == first
    kept.write_text(json.dumps(changed))
    dated = inspect(replace(source, captured_at=TAKEN), store=tmp_path, max_pixels=MOST)
    assert (dated.sharpness, dated.captured_at) == (first.sharpness, TAKEN)


def test_a_store_that_cannot_be_written_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "store").write_text("a file is in the way")
    file = write_picture(tmp_path / "a.png", painted("summer-sea"))
    assert look(file, tmp_path / "store") == look(file)


def test_a_file_that_is_gone_is_told(tmp_path: Path) -> None:
    (source,) = sources(write_picture(tmp_path / "a.png", painted("summer-sea")))
    source.path.unlink()
    with pytest.raises(MediaError, match=r"a\.png"):
        inspect(source, store=None, max_pixels=MOST)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    for name in ("summer-sea", "misty-lake", "rainy-river"):
        write_picture(tmp_path / f"{name}.jpg", painted(name))
    yield tmp_path


def test_all_are_looked_at_with_progress_and_captions(folder: Path) -> None:
    (folder / "captions.txt").write_text("misty-lake: 晨雾\nwho: knows\n", encoding="utf-8")
    reported: list[Progress] = []
    log: list[str] = []
    found = sources(folder)
    infos = inspect_all(
        found,
        store=folder / "store",
        max_pixels=MOST,
        threads=2,
        context=Context(on_progress=reported.append, on_log=log.append),
    )
    assert list(infos) == [source.digest for source in found]
    assert [infos[source.digest].caption for source in found] == ["晨雾", "", ""]
    assert [one.stage for one in reported] == ["info"] * 3
    assert [one.fraction for one in reported] == [pytest.approx(part / 3) for part in (1, 2, 3)]
    assert {one.message for one in reported} == {source.path.name for source in found}
    assert ["'who'" in line for line in log] == [True]
    # Captions beside a picture are not remembered by its content.
    (folder / "captions.txt").unlink()
    again = inspect_all(found, store=folder / "store", max_pixels=MOST, threads=2, context=Context())
    assert {info.caption for info in again.values()} == {""}


def test_threads_make_no_difference(folder: Path) -> None:
    one, many = (
        inspect_all(sources(folder), store=None, max_pixels=MOST, threads=threads, context=Context())
        for threads in (1, 3)
    )
    assert one == many
    assert inspect_all([], store=None, max_pixels=MOST, threads=1, context=Context()) == {}


def test_it_stops_when_asked_and_leaves_no_thread(folder: Path) -> None:
    asked = threading.Event()

    def first_done(progress: Progress) -> None:
        asked.set()

    context = Context(on_progress=first_done, cancelled=asked.is_set, poll_interval=0)
    with pytest.raises(Cancelled):
        inspect_all(sources(folder), store=None, max_pixels=MOST, threads=1, context=context)
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("albumforge-info")]

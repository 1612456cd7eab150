"""From a plan to a film: exact, cached, cancelled and resumed without a trace; originals untouched."""

from __future__ import annotations

import json
import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import msgspec
import numpy as np
import pytest
from media_files import corners, number_in, texture, write_clip, write_picture
from PIL import Image
from segment_files import in_child, luma, without_root

from albumforge.backends import Film
from albumforge.context import Context, Progress
from albumforge.errors import Cancelled, MediaError, PlanError, StorageError
from albumforge.generators.album import AlbumGenerator
from albumforge.generators.album.plan import Motion, Picture, Plan, Scene, Text, View
from albumforge.generators.album.plan_document import dump_plan, load_plan
from albumforge.generators.album.rendering.segments import SHORTEST_FRAMES
from albumforge.media.encode import VideoCoding
from albumforge.samples import write_texture

GENERATOR = AlbumGenerator()
GENERATOR.coding = VideoCoding(preset="ultrafast", crf=24)
OPTIONS = {"resolution": "320x180", "fps": 10, "seconds_per_photo": 1, "title": "Sea", "music": "none"}


@pytest.fixture
def album(tmp_path: Path) -> Path:
    """A folder of four pictures and a clip with sound."""
    folder = tmp_path / "album"
    folder.mkdir()
    for number in range(3):
        write_picture(folder / f"IMG_{number}.jpg", texture(480, 270, seed=number))
    write_picture(folder / "IMG_3.png", corners(270, 480))
    write_clip(folder / "IMG_4.mp4", width=320, height=180, frames=45, rate=30)
    return folder


def _planned(folder: Path, **options: Any) -> str:
    return GENERATOR.plan([folder], {**OPTIONS, **options}, Context()).document


def _render(
    document: str, output: Path, threads: int = 2, context: Context | None = None, cache: str = "cache"
) -> Film:
    context = context or Context()
    return GENERATOR.render(document, output, cache=output.parent / cache, threads=threads, context=context)


def _segments(folder: Path, cache: str = "cache") -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted((folder / cache / "segments").glob("*.mp4"))}


def _left(folder: Path) -> list[str]:
    """Everything below a folder that is neither the album, nor a finished part of the cache."""
    return sorted(
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file()
        and "album/" not in str(path.relative_to(folder))
        and not (path.parent.name in ("segments", "sound") and not path.name.startswith("."))
        and path.name != "CACHEDIR.TAG"
    )


def _changed(document: str, **fields: Any) -> str:
    return dump_plan(msgspec.structs.replace(load_plan(document), **fields))


def test_a_film_of_pictures_and_a_clip(album: Path, tmp_path: Path) -> None:
    before = {file: (file.read_bytes(), file.stat().st_mtime_ns) for file in album.iterdir()}
    document = _planned(album)
    plan = load_plan(document)
    steps: list[Progress] = []
    film = _render(document, tmp_path / "film.mp4", context=Context(on_progress=steps.append))
    assert (film.frames, film.width, film.height) == (plan.frames, 320, 180)
    assert film.duration == plan.duration
    assert film.cached_segments == 0
    assert film.rendered_segments == len(_segments(tmp_path))
    with av.open(str(film.path)) as container:
        video = container.streams.video[0]
        assert (video.width, video.height, video.average_rate) == (320, 180, 10)
        assert video.codec_context.pix_fmt == "yuv420p"
        assert (video.codec_context.colorspace, video.codec_context.color_range) == (1, 1)
        assert len(container.streams.audio) == 1
        assert container.metadata["title"] == "Sea"
        times = [float(frame.pts * frame.time_base) for frame in container.decode(video)]
    assert times == pytest.approx([number / 10 for number in range(plan.frames)])
    planes = luma(film.path)
    assert len(planes) == plan.frames
    assert int(np.ptp(planes[-1])) <= 8, "the last frame is the background"
    fractions = [step.fraction for step in steps if step.stage == "render"]
    assert fractions == sorted(fractions)
    assert (fractions[0], fractions[-1]) == (0.0, 1.0)
    assert {file: (file.read_bytes(), file.stat().st_mtime_ns) for file in album.iterdir()} == before
    assert _left(tmp_path) == ["film.mp4", "film.poster.jpg"]


def test_the_clips_frames_are_seen_at_their_time(album: Path, tmp_path: Path) -> None:
    document = _planned(album, title="")
    plan = load_plan(document)
    film = _render(document, tmp_path / "film.mp4")
    scene = plan.scenes[-1]
    planes = luma(film.path)
    for into in range(scene.transition.frames + 1, scene.frames - plan.fade_out):
        assert number_in(planes[scene.start + into]) == min(3 * into, 44)


def test_the_poster_is_the_frame_the_plan_names(album: Path, tmp_path: Path) -> None:
    document = _planned(album)
    film = _render(document, tmp_path / "film.mp4")
    assert film.poster == tmp_path / "film.poster.jpg"
    with Image.open(film.poster) as image:
        assert image.size == (320, 180)
        poster = np.asarray(image.convert("L"), float)
    shown = (luma(film.path)[load_plan(document).poster].astype(float) - 16) * 255 / 219
    assert np.abs(poster - shown).mean() < 8


def test_made_again_it_costs_nothing_and_is_the_same(album: Path, tmp_path: Path) -> None:
    document = _planned(album)
    first = _render(document, tmp_path / "one.mp4")
    touched = {file: file.stat().st_ino for file in (tmp_path / "cache" / "segments").iterdir()}
    second = _render(document, tmp_path / "two.mp4")
    assert (second.rendered_segments, second.cached_segments) == (0, first.rendered_segments)
    assert first.path.read_bytes() == second.path.read_bytes()
    assert {file: file.stat().st_ino for file in (tmp_path / "cache" / "segments").iterdir()} == touched


def test_any_number_of_threads_gives_the_same_segments(album: Path, tmp_path: Path) -> None:
    document = _planned(album)
    films = [_render(document, tmp_path / f"{n}.mp4", threads=n, cache=f"cache{n}") for n in (1, 3)]
    assert _segments(tmp_path, "cache1") == _segments(tmp_path, "cache3")
    assert films[0].path.read_bytes() == films[1].path.read_bytes()


def test_another_title_renders_only_the_opening(album: Path, tmp_path: Path) -> None:
    first = _render(_planned(album), tmp_path / "one.mp4")
    document = _planned(album, title="Mountains")
    second = _render(document, tmp_path / "two.mp4")
    assert 0 < second.rendered_segments < first.rendered_segments
    # A piece too short for a segment of its own goes with the opening.
    opening = load_plan(document).scenes[0].frames + SHORTEST_FRAMES
    old, new = luma(first.path), luma(second.path)
    assert all(np.array_equal(a, b) for a, b in zip(old[opening:], new[opening:], strict=True))
    assert any(not np.array_equal(a, b) for a, b in zip(old[:opening], new[:opening], strict=True))


def test_a_moved_folder_renders_nothing(album: Path, tmp_path: Path) -> None:
    _render(_planned(album), tmp_path / "one.mp4")
    moved = album.rename(tmp_path / "elsewhere")
    assert _render(_planned(moved), tmp_path / "two.mp4").rendered_segments == 0


def _stopping(after: float, kept: Path | None = None) -> tuple[Context, Callable[[], float]]:
    """A context that asks to stop once so much of the rendering is done, and where given, a file of a folder is."""
    done = 0.0
    stop = threading.Event()

    def heard(step: Progress) -> None:
        nonlocal done
        done = max(done, step.fraction)
        if done >= after and (kept is None or any(kept.glob("[!.]*"))):
            stop.set()
        if stop.is_set():
            time.sleep(0.12)  # longer than the interval at which a thread asks

    return Context(on_progress=heard, cancelled=stop.is_set, poll_interval=0), lambda: done


@pytest.mark.parametrize("threads", [1, 3])
def test_cancelled_in_the_middle_it_leaves_nothing_and_goes_on_from_there(
    album: Path, tmp_path: Path, threads: int
) -> None:
    document = _planned(album)
    context, done = _stopping(0.3, tmp_path / "cache" / "segments")
    with pytest.raises(Cancelled):
        _render(document, tmp_path / "film.mp4", threads, context)
    assert done() < 0.95
    assert _left(tmp_path) == []
    kept = _segments(tmp_path)
    film = _render(document, tmp_path / "film.mp4", threads)
    assert film.cached_segments == len(kept) > 0
    assert film.rendered_segments > 0
    assert {name: data for name, data in _segments(tmp_path).items() if name in kept} == kept
    whole = _render(document, tmp_path / "whole.mp4", cache="other")
    assert film.path.read_bytes() == whole.path.read_bytes()


@pytest.mark.parametrize("after", [0.94, 0.98])
def test_cancelled_at_the_end_it_leaves_nothing_either(album: Path, tmp_path: Path, after: float) -> None:
    context, _ = _stopping(after)
    with pytest.raises(Cancelled):
        _render(_planned(album), tmp_path / "film.mp4", context=context)
    assert _left(tmp_path) == []


def test_cancelled_it_leaves_the_old_film(album: Path, tmp_path: Path) -> None:
    film = _render(_planned(album), tmp_path / "film.mp4")
    old = film.path.read_bytes()
    context, _ = _stopping(0.3)
    with pytest.raises(Cancelled):
        _render(_planned(album, seconds_per_photo=1.5), tmp_path / "film.mp4", context=context)
    assert film.path.read_bytes() == old
    assert _left(tmp_path) == ["film.mp4", "film.poster.jpg"]


def test_a_changed_source_is_refused_by_name(album: Path, tmp_path: Path) -> None:
    document = _planned(album)
    write_picture(album / "IMG_1.jpg", texture(480, 270, seed=99))
    with pytest.raises(MediaError, match=r"IMG_1\.jpg.*has changed.*plan again"):
        _render(document, tmp_path / "film.mp4")
    (album / "IMG_1.jpg").unlink()
    with pytest.raises(MediaError, match=r"IMG_1\.jpg.*not there any more"):
        _render(document, tmp_path / "film.mp4")
    assert _left(tmp_path) == []


@pytest.mark.parametrize("how", ["same", "link", "hard", "relative", "poster"])
def test_a_film_never_replaces_its_own_source(
    album: Path, tmp_path: Path, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_clip(album / "clip.mp4", width=320, height=180, frames=30)
    write_picture(album / "shot.poster.jpg", texture(480, 270, seed=7))
    document = _planned(album)
    original = album / "clip.mp4"
    before = original.read_bytes(), (album / "shot.poster.jpg").read_bytes()
    output = original
    if how == "link":
        output = tmp_path / "link.mp4"
        output.symlink_to(original)
    elif how == "hard":
        output = tmp_path / "hard.mp4"
        os.link(original, output)
    elif how == "relative":
        monkeypatch.chdir(tmp_path)
        output = Path("album/../album/clip.mp4")
    elif how == "poster":
        output = album / "shot.mp4"
    with pytest.raises(StorageError, match="one of the film's own sources"):
        GENERATOR.render(document, output, cache=tmp_path / "cache", threads=1, context=Context())
    assert (original.read_bytes(), (album / "shot.poster.jpg").read_bytes()) == before


@pytest.mark.parametrize("name", ["left.mp4", "left.poster.jpg"])
def test_what_was_left_out_of_the_film_is_not_replaced_either(album: Path, tmp_path: Path, name: str) -> None:
    document = _planned(album)
    place = album / name
    if name.endswith(".mp4"):
        write_clip(place, width=320, height=180, frames=30)
    else:
        write_picture(place, texture(480, 270, seed=7))
    before = place.read_bytes()
    steps: list[Progress] = []
    with pytest.raises(StorageError, match=f"{name}.*not made by albumforge"):
        _render(document, album / "left.mp4", context=Context(on_progress=steps.append))
    assert not steps
    assert place.read_bytes() == before
    assert not (album / "cache").exists()


def test_what_comes_into_the_place_during_the_work_stays(album: Path, tmp_path: Path) -> None:
    def put(step: Progress) -> None:
        if step.fraction > 0.5:
            (tmp_path / "film.poster.jpg").write_bytes(b"a photo of the user's")

    with pytest.raises(StorageError, match=r"film\.poster\.jpg"):
        _render(_planned(album), tmp_path / "film.mp4", context=Context(on_progress=put))
    assert (tmp_path / "film.poster.jpg").read_bytes() == b"a photo of the user's"
    assert _left(tmp_path) == ["film.poster.jpg"]


def test_our_own_film_and_poster_are_replaced(album: Path, tmp_path: Path) -> None:
    film = _render(_planned(album), tmp_path / "film.mp4")
    old = film.path.read_bytes()
    assert _render(_planned(album, title="Other"), tmp_path / "film.mp4").path.read_bytes() != old
    film.path.unlink()
    _render(_planned(album), tmp_path / "film.mp4")
    assert film.path.read_bytes() == old


def test_a_failure_in_one_thread_stops_the_others_and_is_said(album: Path, tmp_path: Path) -> None:
    """A picture that is damaged after it was checked, while other segments are being rendered."""
    document = _planned(album, title="", seconds_per_photo=4)
    broken = album / "IMG_3.png"
    before = threading.active_count()

    def damage(step: Progress) -> None:
        if step.stage == "render" and step.fraction > 0:
            broken.write_bytes(b"\x89PNG\r\n\x1a\n damaged")

    with pytest.raises(MediaError, match=r"IMG_3\.png") as caught:
        _render(document, tmp_path / "film.mp4", 3, Context(on_progress=damage))
    assert caught.value.path == broken
    assert _left(tmp_path) == []
    assert threading.active_count() == before
    assert len(_segments(tmp_path)) < len(load_plan(document).scenes) * 2 - 1


def test_a_listener_that_fails_stops_the_film(album: Path, tmp_path: Path) -> None:
    def fail(step: Progress) -> None:
        if step.fraction > 0.2:
            raise RuntimeError("the listener is broken")

    with pytest.raises(RuntimeError, match="the listener is broken"):
        _render(_planned(album), tmp_path / "film.mp4", 2, Context(on_progress=fail))
    assert _left(tmp_path) == []


@pytest.mark.parametrize("damage", ["empty", "cut", "garbage", "short"])
def test_a_damaged_segment_of_the_cache_is_rendered_again(album: Path, tmp_path: Path, damage: str) -> None:
    document = _planned(album)
    good = _render(document, tmp_path / "good.mp4").path.read_bytes()
    segments = sorted((tmp_path / "cache" / "segments").glob("*.mp4"), key=lambda file: file.stat().st_size)
    target, other = segments[-1], segments[0]
    data = target.read_bytes()
    target.write_bytes(
        {"empty": b"", "cut": data[: len(data) // 2], "garbage": b"nothing" * 99, "short": other.read_bytes()}[damage]
    )
    film = _render(document, tmp_path / "again.mp4")
    assert film.rendered_segments == 1
    assert film.path.read_bytes() == good


def test_the_same_picture_twice_is_rendered_once(tmp_path: Path) -> None:
    write_picture(tmp_path / "a.png", texture(480, 270))
    document = _planned(tmp_path / "a.png", title="", seconds_per_photo=2)
    plan = load_plan(document)
    (scene,) = plan.scenes
    still = msgspec.structs.replace(scene, frames=20, transition=type(scene.transition)())
    again = [msgspec.structs.replace(still, id=f"c{number}", start=20 * number) for number in range(3)]
    film = _render(_changed(document, scenes=tuple(again), fade_out=0, poster=0), tmp_path / "film.mp4")
    assert (film.frames, film.rendered_segments, film.cached_segments) == (60, 1, 2)


def test_music_of_our_own_is_heard_and_cached(tmp_path: Path) -> None:
    write_picture(tmp_path / "a.png", texture(480, 270))
    document = _planned(tmp_path / "a.png", music="auto", seconds_per_photo=3)
    film = _render(document, tmp_path / "film.mp4")
    with av.open(str(film.path)) as container:
        assert float(container.streams.audio[0].duration * container.streams.audio[0].time_base) == pytest.approx(
            3, abs=0.05
        )
        sound = np.concatenate([frame.to_ndarray() for frame in container.decode(audio=0)], axis=1)
    assert np.abs(sound).max() > 0.05
    (cached,) = (tmp_path / "cache" / "sound").glob("*.m4a")
    inode = cached.stat().st_ino
    _render(document, tmp_path / "again.mp4")
    assert cached.stat().st_ino == inode


def test_a_folder_that_is_not_there_is_said_before_any_work(album: Path, tmp_path: Path) -> None:
    steps: list[Progress] = []
    with pytest.raises(StorageError, match="folder does not exist"):
        GENERATOR.render(
            _planned(album), tmp_path / "no" / "film.mp4", cache=tmp_path / "cache", threads=1,
            context=Context(on_progress=steps.append),
        )  # fmt: skip
    assert not [step for step in steps if step.stage == "render"]
    (tmp_path / "film.poster.jpg").mkdir()
    with pytest.raises(StorageError, match="folder of that name"):
        _render(_planned(album), tmp_path / "film.mp4")
    assert not (tmp_path / "cache" / "segments").exists()


@pytest.mark.parametrize("locked", ["output", "cache"])
def test_no_permission_is_said(album: Path, tmp_path: Path, locked: str) -> None:
    document = _planned(album)
    folders = {name: tmp_path / name for name in ("output", "cache")}
    for name, folder in folders.items():
        folder.mkdir()
        folder.chmod(0o555 if name == locked else 0o777)
    with without_root(tmp_path), pytest.raises(StorageError, match=f"{locked}.*no permission"):
        GENERATOR.render(document, folders["output"] / "film.mp4", cache=folders["cache"], threads=2, context=Context())
    assert list(folders["output"].iterdir()) == []


@pytest.mark.parametrize("largest", [1000, 12_000])
def test_a_full_disk_is_said_and_leaves_nothing(album: Path, tmp_path: Path, largest: int) -> None:
    document = tmp_path / "plan.json"
    document.write_text(_planned(album))
    code = """
    from pathlib import Path
    from albumforge.context import Context
    from albumforge.errors import StorageError
    from albumforge.generators.album import AlbumGenerator
    folder = Path(sys.argv[1])
    try:
        AlbumGenerator().render(
            (folder / "plan.json").read_text(),
            folder / "film.mp4",
            cache=folder / "cache",
            threads=2,
            context=Context(),
        )
    except StorageError as error:
        print("said:", error)
    """
    ran = in_child(code, tmp_path, largest_file=largest)
    assert ran.stdout.startswith("said:"), ran.stderr
    assert "larger than allowed" in ran.stdout or "disk is full" in ran.stdout
    assert _left(tmp_path) == ["plan.json"]


def test_a_document_that_is_no_plan_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PlanError):
        _render("{}", tmp_path / "film.mp4")
    assert list(tmp_path.iterdir()) == []


def test_the_plan_may_come_from_another_language_of_the_same_document(album: Path, tmp_path: Path) -> None:
    """What counts is the JSON, not how it was written down."""
    document = _planned(album)
    rewritten = json.dumps(json.loads(document), ensure_ascii=True, sort_keys=True)
    _render(document, tmp_path / "one.mp4")
    assert _render(rewritten, tmp_path / "two.mp4").rendered_segments == 0


def test_a_slow_zoom_glides(tmp_path: Path) -> None:
    """A zoom of 5 % in 5 s, of which 2 s: in the encoded film, frames move by parts of a pixel without trembling."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "scripts" / "benchmarks"))
    try:
        from jitter import jitter
    finally:
        sys.path.pop(0)
    write_texture(tmp_path / "still.png", 960, 540, 3)
    plan = load_plan(_planned(tmp_path / "still.png", title="", fps=25, resolution="480x270", seconds_per_photo=2))
    zoom = Motion(start=View(), end=View(zoom=1.02), ease="linear")
    source = plan.sources[0].id
    scene = Scene(id="c", start=0, frames=50, layers=(Picture(source=source, motion=zoom),))
    document = dump_plan(msgspec.structs.replace(plan, scenes=(scene,), fade_out=0, poster=0))
    generator = AlbumGenerator()
    film = generator.render(document, tmp_path / "z.mp4", cache=tmp_path / "cache", threads=1, context=Context())
    assert jitter(film.path) <= 0.05


def test_text_is_in_the_film(tmp_path: Path) -> None:
    write_picture(tmp_path / "dark.png", np.full((270, 480, 3), 25, np.uint8))
    plan: Plan = load_plan(_planned(tmp_path / "dark.png", title="", template="clean", seconds_per_photo=2))
    (scene,) = plan.scenes
    text = Text(text="███", size=0.3, start=5, frames=10, fade=2)
    titled = msgspec.structs.replace(scene, layers=(*scene.layers, text))
    film = _render(dump_plan(msgspec.structs.replace(plan, scenes=(titled,))), tmp_path / "film.mp4")
    brightest = [int(plane.max()) for plane in luma(film.path)]
    assert max(brightest[:5] + brightest[16:]) < 60
    assert min(brightest[8:12]) > 200

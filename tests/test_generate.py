"""From a plan to a film: exact, cached and the same again."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import av
import msgspec
import numpy as np
import pytest
from album_films import album_folder, left_in, planned, rendered, segments_of, with_fields
from media_files import number_in, texture, write_picture
from PIL import Image
from segment_files import luma

from albumforge.context import Context, Progress
from albumforge.generators.album import AlbumGenerator
from albumforge.generators.album.plan import Motion, Picture, Plan, Scene, Text, View
from albumforge.generators.album.plan_document import dump_plan, load_plan
from albumforge.generators.album.rendering.segments import SHORTEST_FRAMES
from albumforge.samples import write_texture


@pytest.fixture
def album(tmp_path: Path) -> Path:
    return album_folder(tmp_path)


def test_a_film_of_pictures_and_a_clip(album: Path, tmp_path: Path) -> None:
    before = {file: (file.read_bytes(), file.stat().st_mtime_ns) for file in album.iterdir()}
    document = planned(album)
    plan = load_plan(document)
    steps: list[Progress] = []
    film = rendered(document, tmp_path / "film.mp4", context=Context(on_progress=steps.append))
    assert (film.frames, film.width, film.height) == (plan.frames, 320, 180)
    assert film.duration == plan.duration
    assert film.cached_segments == 0
    assert film.rendered_segments == len(segments_of(tmp_path))
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
    assert left_in(tmp_path) == ["film.mp4", "film.poster.jpg"]


def test_the_clips_frames_are_seen_at_their_time(album: Path, tmp_path: Path) -> None:
    document = planned(album, title="")
    plan = load_plan(document)
    film = rendered(document, tmp_path / "film.mp4")
    scene = plan.scenes[-1]
    planes = luma(film.path)
    for into in range(scene.transition.frames + 1, scene.frames - plan.fade_out):
        assert number_in(planes[scene.start + into]) == min(3 * into, 44)


def test_the_poster_is_the_frame_the_plan_names(album: Path, tmp_path: Path) -> None:
    document = planned(album)
    film = rendered(document, tmp_path / "film.mp4")
    assert film.poster == tmp_path / "film.poster.jpg"
    with Image.open(film.poster) as image:
        assert image.size == (320, 180)
        poster = np.asarray(image.convert("RGB"), float) @ (0.2126, 0.7152, 0.0722)  # BT.709, as the film is
    shown = (luma(film.path)[load_plan(document).poster].astype(float) - 16) * 255 / 219
    assert np.abs(poster - shown).mean() < 4


def test_made_again_it_costs_nothing_and_is_the_same(album: Path, tmp_path: Path) -> None:
    document = planned(album)
    first = rendered(document, tmp_path / "one.mp4")
    touched = {file: file.stat().st_ino for file in (tmp_path / "cache" / "segments").iterdir()}
    second = rendered(document, tmp_path / "two.mp4")
    assert (second.rendered_segments, second.cached_segments) == (0, first.rendered_segments)
    assert first.path.read_bytes() == second.path.read_bytes()
    assert {file: file.stat().st_ino for file in (tmp_path / "cache" / "segments").iterdir()} == touched


def test_any_number_of_threads_gives_the_same_segments(album: Path, tmp_path: Path) -> None:
    document = planned(album)
    films = [rendered(document, tmp_path / f"{n}.mp4", threads=n, cache=f"cache{n}") for n in (1, 3)]
    assert segments_of(tmp_path, "cache1") == segments_of(tmp_path, "cache3")
    assert films[0].path.read_bytes() == films[1].path.read_bytes()


def test_another_title_renders_only_the_opening(album: Path, tmp_path: Path) -> None:
    first = rendered(planned(album), tmp_path / "one.mp4")
    document = planned(album, title="Mountains")
    second = rendered(document, tmp_path / "two.mp4")
    assert 0 < second.rendered_segments < first.rendered_segments
    # A piece too short for a segment of its own goes with the opening.
    opening = load_plan(document).scenes[0].frames + SHORTEST_FRAMES
    old, new = luma(first.path), luma(second.path)
    assert all(np.array_equal(a, b) for a, b in zip(old[opening:], new[opening:], strict=True))
    assert any(not np.array_equal(a, b) for a, b in zip(old[:opening], new[:opening], strict=True))


def test_a_moved_folder_renders_nothing(album: Path, tmp_path: Path) -> None:
    rendered(planned(album), tmp_path / "one.mp4")
    moved = album.rename(tmp_path / "elsewhere")
    assert rendered(planned(moved), tmp_path / "two.mp4").rendered_segments == 0


@pytest.mark.parametrize("damage", ["empty", "cut", "garbage", "short"])
def test_a_damaged_segment_of_the_cache_is_rendered_again(album: Path, tmp_path: Path, damage: str) -> None:
    document = planned(album)
    good = rendered(document, tmp_path / "good.mp4").path.read_bytes()
    segments = sorted((tmp_path / "cache" / "segments").glob("*.mp4"), key=lambda file: file.stat().st_size)
    target, other = segments[-1], segments[0]
    data = target.read_bytes()
    target.write_bytes(
        {"empty": b"", "cut": data[: len(data) // 2], "garbage": b"nothing" * 99, "short": other.read_bytes()}[damage]
    )
    film = rendered(document, tmp_path / "again.mp4")
    assert film.rendered_segments == 1
    assert film.path.read_bytes() == good


def test_the_same_picture_twice_is_rendered_once(tmp_path: Path) -> None:
    write_picture(tmp_path / "a.png", texture(480, 270))
    document = planned(tmp_path / "a.png", title="", seconds_per_photo=2)
    plan = load_plan(document)
    (scene,) = plan.scenes
    still = msgspec.structs.replace(scene, frames=20, transition=type(scene.transition)())
    again = [msgspec.structs.replace(still, id=f"c{number}", start=20 * number) for number in range(3)]
    film = rendered(with_fields(document, scenes=tuple(again), fade_out=0, poster=0), tmp_path / "film.mp4")
    assert (film.frames, film.rendered_segments, film.cached_segments) == (60, 1, 2)


def test_music_of_our_own_is_heard_and_cached(tmp_path: Path) -> None:
    write_picture(tmp_path / "a.png", texture(480, 270))
    document = planned(tmp_path / "a.png", music="auto", seconds_per_photo=3)
    film = rendered(document, tmp_path / "film.mp4")
    with av.open(str(film.path)) as container:
        assert float(container.streams.audio[0].duration * container.streams.audio[0].time_base) == pytest.approx(
            3, abs=0.05
        )
        sound = np.concatenate([frame.to_ndarray() for frame in container.decode(audio=0)], axis=1)
    assert np.abs(sound).max() > 0.05
    (cached,) = (tmp_path / "cache" / "sound").glob("*.m4a")
    inode = cached.stat().st_ino
    rendered(document, tmp_path / "again.mp4")
    assert cached.stat().st_ino == inode


def test_the_plan_may_come_from_another_language_of_the_same_document(album: Path, tmp_path: Path) -> None:
    """What counts is the JSON, not how it was written down."""
    document = planned(album)
    rewritten = json.dumps(json.loads(document), ensure_ascii=True, sort_keys=True)
    rendered(document, tmp_path / "one.mp4")
    assert rendered(rewritten, tmp_path / "two.mp4").rendered_segments == 0


def test_a_slow_zoom_glides(tmp_path: Path) -> None:
    """A zoom of 5 % in 5 s, of which 2 s: in the encoded film, frames move by parts of a pixel without trembling."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "scripts" / "benchmarks"))
    try:
        from jitter import jitter
    finally:
        sys.path.pop(0)
    write_texture(tmp_path / "still.png", 960, 540, 3)
    plan = load_plan(planned(tmp_path / "still.png", title="", fps=25, resolution="480x270", seconds_per_photo=2))
    zoom = Motion(start=View(), end=View(zoom=1.02), ease="linear")
    source = plan.sources[0].id
    scene = Scene(id="c", start=0, frames=50, layers=(Picture(source=source, motion=zoom),))
    document = dump_plan(msgspec.structs.replace(plan, scenes=(scene,), fade_out=0, poster=0))
    generator = AlbumGenerator()
    film = generator.render(document, tmp_path / "z.mp4", cache=tmp_path / "cache", threads=1, context=Context())
    assert jitter(film.path) <= 0.05


def test_text_is_in_the_film(tmp_path: Path) -> None:
    write_picture(tmp_path / "dark.png", np.full((270, 480, 3), 25, np.uint8))
    plan: Plan = load_plan(planned(tmp_path / "dark.png", title="", template="clean", seconds_per_photo=2))
    (scene,) = plan.scenes
    text = Text(text="███", size=0.3, start=5, frames=10, fade=2)
    titled = msgspec.structs.replace(scene, layers=(*scene.layers, text))
    film = rendered(dump_plan(msgspec.structs.replace(plan, scenes=(titled,))), tmp_path / "film.mp4")
    brightest = [int(plane.max()) for plane in luma(film.path)]
    assert max(brightest[:5] + brightest[16:]) < 60
    assert min(brightest[8:12]) > 200

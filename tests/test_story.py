"""The story: lengths to the frame, joins on beats, groups, the opening, the same film for the same seed."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plan_parts import photos

from albumforge.errors import InvalidInput
from albumforge.generators.album.filelist import Source
from albumforge.generators.album.music import PIECES, beats
from albumforge.generators.album.plan import (
    Backdrop,
    Clip,
    FileMusic,
    Picture,
    PieceMusic,
    Plan,
    Scene,
    Text,
    check_plan,
    dump_plan,
)
from albumforge.generators.album.request import read_request
from albumforge.generators.album.story.story import tell

LANDSCAPE, PORTRAIT = (4000, 2600), (2400, 4000)


def _told(files: list[Source], **options: Any) -> Plan:
    plan, _ = tell(files, read_request({"title": "", **options}), [])
    check_plan(plan)
    return plan


def _joins(plan: Plan) -> list[int]:
    """The middle of each transition, where one shot gives way to the next."""
    places = []
    for scene in plan.scenes[1:]:
        length = scene.transition.frames
        places.append(scene.start + length - length // 2)
    return places


def _mixed(count: int, seed: int = 0) -> list[Source]:
    chance = random.Random(seed)
    shapes = [LANDSCAPE, LANDSCAPE, PORTRAIT, (3000, 3000), (12000, 1500), (640, 480), (4000, 3000)]
    files = photos(
        [chance.choice(shapes) for _ in range(count)], apart=timedelta(minutes=chance.choice([0.1, 20, 900]))
    )
    return [
        replace(file, kind="clip", duration=chance.uniform(1, 20), has_sound=True) if chance.random() < 0.2 else file
        for file in files
    ]


@pytest.mark.parametrize("fps", [25, 30, "30000/1001"])
@pytest.mark.parametrize("duration", [2.0, 7.5, 30.0, 61.3, 600.0])
@pytest.mark.parametrize("count", [1, 12, 40])
def test_the_length_asked_for_is_exact_to_the_frame(fps: object, duration: float, count: int) -> None:
    for title in ("", "Sea"):
        plan = _told(photos([LANDSCAPE] * count), duration=duration, fps=fps, title=title)
        assert plan.frames == round(duration * plan.canvas.rate)


@pytest.mark.parametrize("fps", [25, 30])
@pytest.mark.parametrize("seconds", [0.5, 1.0, 3.0, 4.4])
def test_the_pace_asked_for_is_exact_to_the_frame(fps: int, seconds: float) -> None:
    plan = _told(photos([LANDSCAPE] * 50), seconds_per_photo=seconds, fps=fps)
    assert plan.frames == round(50 * seconds * fps)
    for number, place in enumerate(_joins(plan), 1):
        assert abs(place - number * seconds * fps) <= 0.5 + 1e-6
    wanted = min(round(0.5 * fps), int(seconds * fps * 0.4))
    assert {scene.transition.frames - wanted for scene in plan.scenes[1:]} <= {-1, 0}


@given(
    st.integers(1, 60),
    st.integers(0, 1000),
    st.sampled_from([{}, {"duration": 30}, {"duration": 400}, {"seconds_per_photo": 2}, {"seconds_per_photo": 0.5}]),
    st.sampled_from(["16:9", "9:16", "1:1", "4:5"]),
    st.sampled_from([1, 10, 24, "30000/1001", 120]),
    st.sampled_from(["", "Sea", "海边的一天"]),
    st.sampled_from(["auto", "none"]),
)
@settings(max_examples=150, deadline=None)
def test_any_files_and_options_give_a_good_plan(
    count: int, seed: int, pace: dict[str, Any], aspect: str, fps: object, title: str, music: str
) -> None:
    files = _mixed(count, seed)
    request = read_request({"aspect": aspect, "fps": fps, "title": title, "music": music, "seed": seed, **pace})
    try:
        plan, skipped = tell(files, request, [])
    except InvalidInput as error:
        assert "duration" in str(error)
        assert all(file.kind == "clip" for file in files)
        return
    check_plan(plan)
    shown = {layer.source for scene in plan.scenes for layer in scene.layers if isinstance(layer, (Picture, Clip))}
    assert shown == {source.id for source in plan.sources}
    assert len(skipped) + len(plan.sources) == count
    if "duration" in pace:
        assert plan.frames == round(pace["duration"] * request.rate)
    assert any(isinstance(layer, Text) for layer in plan.scenes[0].layers) == bool(title) or plan.scenes[0].frames < 12


@pytest.mark.parametrize("seed", range(6))
def test_joins_fall_on_beats_to_the_frame(seed: int) -> None:
    plan = _told(photos([LANDSCAPE] * 24), seed=seed)
    music = plan.audio.music
    assert isinstance(music, PieceMusic)
    times = beats(music.bars, music.bpm, PIECES[music.name])
    frame = float(1 / plan.canvas.rate)
    errors = [min(abs(place * frame - time) for time in times) for place in _joins(plan)]
    assert max(errors) <= frame
    assert len(errors) == 23


def test_the_music_ends_with_the_film() -> None:
    for count in (3, 10, 60):
        plan = _told(photos([LANDSCAPE] * count))
        music = plan.audio.music
        assert isinstance(music, PieceMusic)
        last = beats(music.bars, music.bpm, PIECES[music.name])[-PIECES[music.name].beats_per_bar]
        assert 1.0 <= plan.duration - last <= 4.5


def test_a_given_pace_is_not_moved_to_beats() -> None:
    plan = _told(photos([LANDSCAPE] * 10), seconds_per_photo=3, fps=30)
    assert _joins(plan) == [90 * k for k in range(1, 10)]
    assert isinstance(plan.audio.music, PieceMusic)


def test_one_picture_is_a_film() -> None:
    plan = _told(photos([LANDSCAPE]))
    assert len(plan.scenes) == 1
    assert 2.5 <= plan.duration <= 6
    titled = _told(photos([PORTRAIT]), title="Sea")
    assert [type(layer) for layer in titled.scenes[0].layers][:1] == [Backdrop]
    assert any(isinstance(layer, Text) and layer.text == "Sea" for layer in titled.scenes[0].layers)


def test_three_hundred_pictures_are_a_film() -> None:
    plan = _told(photos([LANDSCAPE] * 300))
    assert len(plan.scenes) == 300
    assert 300 * 3 <= plan.duration <= 300 * 4.5
    assert len({source.digest for source in plan.sources}) == 300


def test_a_short_film_leaves_out_evenly_and_says_so() -> None:
    files = photos([LANDSCAPE] * 300)
    plan, skipped = tell(files, read_request({"duration": 30, "title": ""}), [])
    assert plan.duration == 30
    assert len(plan.sources) == 20
    assert len(skipped) == 280
    assert "room for 20 of 300 files" in skipped[0].reason
    kept = [int(Path(source.path).stem.removeprefix("IMG_")) for source in plan.sources]
    assert (kept[0], kept[-1]) == (0, 299)
    steps = [after - before for before, after in pairwise(kept)]
    assert max(steps) - min(steps) <= 1
    assert min(scene.frames for scene in plan.scenes) / 30 >= 1.0


@given(st.integers(1, 400), st.integers(1, 60))
@settings(max_examples=100, deadline=None)
def test_what_is_left_out_is_counted(count: int, most: int) -> None:
    plan, skipped = tell(photos([LANDSCAPE] * count), read_request({"title": ""}), [], max_shots=most)
    assert len(plan.sources) == min(count, most)
    assert len(plan.sources) + len(skipped) == count


def test_the_same_seed_gives_the_same_film_and_another_another() -> None:
    files = _mixed(30)
    documents = [dump_plan(_told(files, seed=seed, title="Sea")) for seed in (5, 5, 6)]
    assert documents[0] == documents[1]
    assert documents[0] != documents[2]


def test_another_title_changes_the_words_only() -> None:
    files = photos([LANDSCAPE] * 12)
    first, second = _told(files, title="Sea"), _told(files, title="Mountains")
    assert first.scenes[1:] == second.scenes[1:]
    assert first.scenes[0].layers[:1] == second.scenes[0].layers[:1]
    assert first.audio == second.audio


def test_pictures_of_one_moment_are_cut_and_others_dissolved() -> None:
    files = photos([LANDSCAPE] * 4, apart=timedelta(minutes=10))
    assert files[0].captured_at is not None
    files[2] = replace(files[2], captured_at=files[1].captured_at + timedelta(seconds=5))  # type: ignore[operator]
    plan = _told(files)
    assert [scene.transition.type for scene in plan.scenes] == ["fade", "dissolve", "cut", "dissolve"]


def test_upright_siblings_stand_together() -> None:
    counts = {1: [1], 2: [2], 3: [3], 4: [2, 2], 5: [3, 2], 6: [3, 3], 7: [3, 2, 2]}
    for count, groups in counts.items():
        plan = _told(photos([PORTRAIT] * count, apart=timedelta(minutes=5)))
        assert [sum(isinstance(layer, Picture) for layer in scene.layers) for scene in plan.scenes] == groups


def test_upright_strangers_stand_alone() -> None:
    plan = _told(photos([PORTRAIT] * 3, apart=timedelta(hours=3)))
    assert [sum(isinstance(layer, Picture) for layer in scene.layers) for scene in plan.scenes] == [1, 1, 1]


def test_files_stay_in_their_order() -> None:
    plan = _told(_mixed(25, seed=3))
    shown = [layer.source for scene in plan.scenes for layer in scene.layers if isinstance(layer, (Picture, Clip))]
    assert shown == [source.id for source in plan.sources]


def test_a_titled_film_opens_on_the_widest_of_its_first_pictures() -> None:
    sizes = [(3000, 2000), (4000, 2300), (3000, 2000), *[(4000, 2600)] * 9]
    plan = _told(photos(sizes), title="Sea")
    picture, *texts = plan.scenes[0].layers
    assert isinstance(picture, Picture)
    assert picture.source == "s2"
    assert [layer.source for scene in plan.scenes[1:3] for layer in scene.layers] == ["s1", "s3"]  # type: ignore[union-attr]
    assert all(isinstance(text, Text) for text in texts)
    assert plan.scenes[0].layers[1].start <= plan.poster < plan.scenes[0].frames  # type: ignore[union-attr]


def test_without_a_wide_picture_the_title_has_a_card() -> None:
    plan = _told(photos([PORTRAIT] * 4, apart=timedelta(days=2)), title="Sea")
    assert [type(layer) for layer in plan.scenes[0].layers[:2]] == [Backdrop, Text]
    assert len(plan.scenes) == 5


def test_clips_are_shown_no_longer_than_they_last() -> None:
    for seed in range(12):
        for options in ({}, {"duration": 60}, {"seconds_per_photo": 3}):
            files = _mixed(14, seed)
            plan = _told(files, seed=seed, **options)
            lasting = {source.id: source.duration for source in plan.sources}
            for scene in plan.scenes:
                for layer in scene.layers:
                    if isinstance(layer, Clip) and (lasting[layer.source] or 0) >= 2:
                        assert layer.start + scene.frames / plan.canvas.rate <= lasting[layer.source] + 0.1


def test_clips_with_sound_are_heard_while_they_are_seen() -> None:
    files = photos([LANDSCAPE] * 2) + photos([(1920, 1080)] * 2, kind="clip")
    files[3] = replace(files[3], has_sound=False)
    files = [replace(file, digest=f"sha256-{number}") for number, file in enumerate(files)]
    plan = _told(files)
    (sound,) = plan.audio.clips
    scene = next(scene for scene in plan.scenes if isinstance(scene.layers[0], Clip))
    assert sound.source == "s3"
    assert sound.at == pytest.approx(scene.start / 30)
    assert sound.duration == pytest.approx(scene.frames / 30)


def test_clips_alone_cannot_be_made_longer() -> None:
    with pytest.raises(InvalidInput, match="Option duration"):
        _told(photos([(1920, 1080)] * 2, kind="clip"), duration=60)
    assert _told(photos([(1920, 1080)] * 2, kind="clip"), duration=5).duration == 5


def test_music_of_the_users_is_a_source(tmp_path: Path) -> None:
    file = tmp_path / "song.mp3"
    file.write_bytes(b"song")
    plan = _told(photos([LANDSCAPE] * 3), music=str(file))
    assert plan.audio.music == FileMusic(source="music")
    assert plan.sources[-1].path == str(file)
    assert plan.sources[-1].kind == "music"
    assert _told(photos([LANDSCAPE]), music="none").audio.music is None
    named = sorted(PIECES)[0]
    music = _told(photos([LANDSCAPE]), music=named).audio.music
    assert isinstance(music, PieceMusic)
    assert music.name == named


def test_transitions_never_fill_a_shot() -> None:
    def still(scene: Scene, after: Scene | None) -> int:
        return scene.frames - scene.transition.frames - (after.transition.frames if after else 0)

    for seed in range(8):
        plan = _told(_mixed(30, seed), duration=60, seed=seed)
        pairs = zip(plan.scenes, [*plan.scenes[1:], None], strict=True)
        assert min(still(scene, after) for scene, after in pairs) >= 0
    assert plan.canvas.rate == Fraction(30)

"""The story: any album, template and length gives a film that holds what films of ours promise."""

from __future__ import annotations

import math
import random
from collections import Counter
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from story_parts import (
    Album,
    album,
    clip_album,
    joins_of,
    picture,
    plain_album,
    shown,
    source_of,
    told,
    told_whole,
)

from albumforge.context import Context
from albumforge.errors import Cancelled, InvalidInput
from albumforge.generators.album.lettering.type_place import block_of
from albumforge.generators.album.music import PIECES, beats
from albumforge.generators.album.plan import Clip, FileMusic, Picture, PieceMusic, Plan, Scene, Text
from albumforge.generators.album.plan_document import dump_plan
from albumforge.generators.album.request import read_request
from albumforge.generators.album.story.framing import holds_faces, subject_of
from albumforge.generators.album.story.limits import LONGEST_PHOTO
from albumforge.generators.album.story.story import tell
from albumforge.generators.album.story.visible import on_canvas, overlap, share_inside
from albumforge.generators.album.templates.load import template_names
from albumforge.media.text import reading_time

LENGTHS = [{}, {"duration": 2}, {"duration": 4.5}, {"duration": 30}, {"duration": 93.3}, {"duration": 3600}]
PACES = [{"seconds_per_photo": 0.5}, {"seconds_per_photo": 3}]


def _texts(plan: Plan, *roles: str) -> list[tuple[Scene, Text]]:
    return [
        (scene, layer)
        for scene in plan.scenes
        for layer in scene.layers
        if isinstance(layer, Text) and (not roles or layer.role in roles)
    ]


def _check_words(plan: Plan, pictures: Album) -> None:
    """Words are seen long enough, never on a face, and no caption or line of verse comes twice."""
    canvas = (plan.canvas.width, plan.canvas.height)
    for scene, text in _texts(plan):
        assert text.start + text.frames <= scene.frames
        assert text.frames / plan.canvas.rate >= 0.3 * reading_time(text.text)
    for scene, text in _texts(plan, "caption", "verse"):
        assert text.frames / plan.canvas.rate >= 0.74 * reading_time(text.text.replace("\n", " "))
        block = block_of(text, canvas)
        for layer in scene.layers:
            if isinstance(layer, Picture | Clip):
                source = plan.source(layer.source)
                for face in pictures[1][source.digest].faces:
                    for t in (0.0, 1.0):
                        assert overlap(block, on_canvas(layer, source, face.box, canvas, t)) <= 0.05
    lines = [line for _, text in _texts(plan, "verse") for line in text.text.split("\n")]
    captions = [text.text for _, text in _texts(plan, "caption")]
    assert len(set(lines)) == len(lines)
    assert len(set(captions)) == len(captions)


def _check_faces(plan: Plan, pictures: Album) -> None:
    """Faces are in sight for nearly all the time wherever a window of the cell's shape can hold them."""
    faces = {digest: [face.box for face in info.faces] for digest, info in pictures[1].items()}
    for source_id, share in share_inside(plan, faces).items():
        source = plan.source(source_id)
        subject = subject_of(pictures[1][source.digest])
        # Every cell can be shrunk to a picture's shape, so whatever lies inside the picture fits.
        assert holds_faces(source, subject, source.width / source.height)
        assert share >= 0.95, source.path


def _check_joins(plan: Plan) -> None:
    """Joins lie on beats of our own music, but where a clip is over before the next one."""
    music = plan.audio.music
    if not isinstance(music, PieceMusic):
        return
    times = beats(music.bars, music.bpm, PIECES[music.name])
    frame = float(1 / plan.canvas.rate)
    for number, place in enumerate(joins_of(plan)):
        around = plan.scenes[number : number + 2]
        if any(isinstance(layer, Clip) for scene in around for layer in scene.layers):
            continue
        assert min(abs(place * frame - time) for time in times) <= frame, (number, place)


def _check_clips(plan: Plan) -> None:
    """Clips are not seen beyond their end, but for those that are shorter than anything can be seen."""
    for scene in plan.scenes:
        for layer in scene.layers:
            lasts = plan.source(layer.source).duration if isinstance(layer, Clip) else None
            if isinstance(layer, Clip) and lasts is not None and lasts >= 2.5:
                assert layer.start + scene.frames / plan.canvas.rate <= lasts + 0.15


@given(
    count=st.integers(1, 45),
    seed=st.integers(0, 10_000),
    clips=st.sampled_from([0.0, 0.1, 0.5]),
    hours=st.sampled_from([None, 0.05, 2.0, 30.0]),
    template=st.sampled_from(template_names()),
    aspect=st.sampled_from(["16:9", "9:16", "1:1", "4:5"]),
    pace=st.sampled_from([*LENGTHS, *PACES]),
    title=st.sampled_from(["", "Sea", "海边的一天", "A summer by the sea with all of us\nand the dog"]),
    fps=st.sampled_from([30, 25, "30000/1001"]),
    more=st.sampled_from([{}, {"season": "winter"}, {"mood": "joyful"}, {"chapters": "day"}, {"credits": True}]),
)
@settings(max_examples=40, deadline=None)
def test_any_album_and_request_give_a_good_film(
    count: int,
    seed: int,
    clips: float,
    hours: float | None,
    template: str,
    aspect: str,
    pace: dict[str, Any],
    title: str,
    fps: Any,
    more: dict[str, Any],
) -> None:
    pictures = album(count, seed, clips=clips, hours=hours)
    options = {"template": template, "aspect": aspect, "title": title, "fps": fps, "seed": seed, **pace, **more}
    try:
        plan, left_out = told_whole(pictures, **options)
    except InvalidInput as error:
        assert "duration" in str(error)
        if "at most 300 seconds" in str(error):
            assert pace["duration"] > LONGEST_PHOTO
            return
        assert all(source.kind == "clip" for source in pictures[0]) or count > 1
        assert not any(source.kind == "photo" for source in pictures[0]) or "clips last" not in str(error)
        return
    media = [source for source in plan.sources if source.kind != "music"]
    assert Counter(shown(plan)) == Counter(source.id for source in media)
    assert len(media) + len(left_out) == count
    assert {Path(source.path).name for source in media}.isdisjoint(one.path.name for one in left_out)
    assert all(one.reason for one in left_out)
    if "duration" in pace:
        assert plan.frames == round(pace["duration"] * plan.canvas.rate)
    _check_words(plan, pictures)
    _check_faces(plan, pictures)
    if "seconds_per_photo" not in pace and pace.get("duration", 60) > 5:
        _check_joins(plan)
    if "seconds_per_photo" not in pace:
        _check_clips(plan)


def _contents(plan: Plan) -> list[bytes]:
    """Return what has to be rendered for each scene, whatever its place in the film."""
    digests = {source.id: source.digest for source in plan.sources}
    found = []
    for scene in plan.scenes:
        layers = [
            msgspec.structs.replace(layer, source=digests[layer.source]) if hasattr(layer, "source") else layer
            for layer in scene.layers
        ]
        found.append(msgspec.json.encode((layers, scene.frames, scene.transition)))
    return found


def test_another_picture_in_one_place_leaves_nearly_all_scenes_as_they_are() -> None:
    shares = []
    for seed in range(12):
        sources, infos = album(40, seed, clips=0.05)
        chance = random.Random(seed)
        place = chance.choice([number for number in range(1, 40) if sources[number].kind == "photo"])
        old = infos[sources[place].digest]
        new = picture(f"new{seed}", chance, old.captured_at, place=old.place)
        changed = [*sources[:place], source_of(new, "new.jpg"), *sources[place + 1 :]]
        options = {"template": template_names()[seed % len(template_names())], "title": "Sea", "seed": seed}
        before = set(_contents(told((sources, infos), **options)))
        after = _contents(told((changed, {**infos, new.digest: new}), **options))
        shares.append(sum(one not in before for one in after) / len(after))
    assert float(np.median(shares)) <= 0.20
    assert float(np.mean(shares)) <= 0.25


def test_the_same_seed_gives_the_same_film_and_another_another() -> None:
    documents = [dump_plan(told(album(30, 3), seed=seed, title="Sea")) for seed in (5, 5, 6)]
    assert documents[0] == documents[1]
    assert documents[0] != documents[2]


@pytest.mark.parametrize("fps", [25, 30, "30000/1001"])
@pytest.mark.parametrize("duration", [2.0, 7.5, 30.0, 61.3, 600.0])
@pytest.mark.parametrize("count", [1, 12, 40])
def test_the_length_asked_for_is_exact_to_the_frame(fps: object, duration: float, count: int) -> None:
    photos = max(count, math.ceil(duration / LONGEST_PHOTO))
    plan = told(plain_album(photos), duration=duration, fps=fps, title="Sea")
    assert plan.frames == round(duration * plan.canvas.rate)


@pytest.mark.parametrize("fps", [25, 30])
@pytest.mark.parametrize("seconds", [0.5, 1.0, 3.0, 4.4])
def test_the_pace_asked_for_is_exact_to_the_frame(fps: int, seconds: float) -> None:
    plan = told(plain_album(50), seconds_per_photo=seconds, fps=fps, credits=False)
    assert plan.frames == round(50 * seconds * fps)
    for number, place in enumerate(joins_of(plan), 1):
        assert abs(place - number * seconds * fps) <= 0.5 + 1e-6


@pytest.mark.parametrize("count", [1, 2, 3])
@pytest.mark.parametrize("template", template_names())
def test_few_pictures_are_a_film(count: int, template: str) -> None:
    plan = told(plain_album(count), template=template, title="Sea")
    assert len(shown(plan)) == count
    assert 4 <= plan.duration <= 30
    assert [text.text for _, text in _texts(plan, "title")] == ["Sea"]


def test_three_hundred_pictures_are_a_film() -> None:
    plan, left_out = told_whole(plain_album(300, hours=30.0))
    assert len(shown(plan)) + len(left_out) == 300
    assert len(left_out) <= 3
    assert 300 * 2.5 <= plan.duration <= 300 * 5


def test_a_short_film_leaves_out_most_and_says_why() -> None:
    plan, left_out = told_whole(plain_album(100, hours=30.0), duration=30)
    kept = [int(Path(source.path).stem.removeprefix("IMG_")) for source in plan.sources]
    assert 4 <= len(kept) <= 15
    assert len(left_out) == 100 - len(kept)
    assert all("room for" in one.reason for one in left_out)
    assert max(after - before for before, after in pairwise(kept)) < 50
    assert min(scene.frames for scene in plan.scenes) / 30 >= 1.5


def test_a_long_film_of_few_pictures_shows_them_long() -> None:
    longest = int(3 * LONGEST_PHOTO)
    plan = told(plain_album(3), duration=longest, title="Sea")
    assert plan.duration == longest
    assert all(text.frames <= 30 * 40 for _, text in _texts(plan, "title", "caption", "verse"))


def test_clips_alone_fill_what_they_can_and_no_more() -> None:
    assert told(clip_album([60.0, 50.0]), duration=80, title="Sea").duration == 80
    with pytest.raises(InvalidInput, match="Option duration"):
        told(clip_album([5.0, 5.0]), duration=60)
    assert told(clip_album([5.0, 5.0]), duration=5).duration == 5
    assert 10 <= told(clip_album([30.0])).duration <= 14


def test_a_clip_too_short_for_the_film_does_not_stand_alone() -> None:
    clips, infos = clip_album([1.0])
    photos, more = plain_album(3)
    plan, left_out = told_whole(([*clips, *photos], {**infos, **more}), duration=4)
    assert plan.duration == 4
    assert any(source.kind == "photo" for source in plan.sources)
    assert len(left_out) + len(plan.sources) == 4


def test_music_of_the_users_that_is_none_is_refused(tmp_path: Path) -> None:
    assert told(plain_album(3), music="none").audio.music is None
    named = told(plain_album(3), music="waltz").audio.music
    assert isinstance(named, PieceMusic) and named.name == "waltz"
    assert not isinstance(named, FileMusic)


def test_another_title_changes_the_opening_and_the_verse_only() -> None:
    first, second = (told(plain_album(12), title=title, poem=False) for title in ("Sea", "Mountains"))
    assert first.scenes[1:-1] == second.scenes[1:-1]
    assert first.audio == second.audio


def test_it_stops_when_asked() -> None:
    pictures = album(30)
    with pytest.raises(Cancelled):
        tell(*pictures, read_request({}), [], poets={}, context=Context(cancelled=lambda: True))


def test_the_poster_shows_the_title() -> None:
    plan = told(plain_album(8), title="Sea")
    text = _texts(plan, "title")[0][1]
    assert text.start < plan.poster < text.start + text.frames


def test_one_blurred_picture_among_good_ones_is_left_out_by_name() -> None:
    sources, infos = plain_album(6, hours=0.01)
    blurred = msgspec.structs.replace(infos[sources[2].digest], sharpness=0.05)
    _, left_out = told_whole((sources, {**infos, blurred.digest: blurred}))
    assert [one.path.name for one in left_out] == ["IMG_2.jpg"]
    assert "blurred" in left_out[0].reason


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ({}, "zh"),
        ({"speaks": "en"}, "en"),
        ({"speaks": "en", "command": "安静一点"}, "zh"),
        ({"speaks": "zh", "command": "calm, in English"}, "en"),
        ({"speaks": "en", "language": "zh"}, "zh"),
    ],
)
def test_the_language_is_that_of_the_request_then_of_who_asks_then_of_the_title(
    asked: dict[str, str], language: str
) -> None:
    assert told(plain_album(3), title="By the sea 海边", **asked).language == language

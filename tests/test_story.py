"""The story: any album, template and length gives a film that holds what films of ours promise."""

from __future__ import annotations

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
from picture_records import record
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
from albumforge.generators.album.plan import (
    OVERLAPPING,
    Clip,
    FileMusic,
    Picture,
    PieceMusic,
    Plan,
    Scene,
    Text,
    dump_plan,
)
from albumforge.generators.album.request import read_request
from albumforge.generators.album.story.framing import holds_faces, subject_of
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
@settings(max_examples=120, deadline=None)
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

"""The plan: what is written is read again, and whatever is wrong is refused with its place."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plan_parts import changed, full_plan, media

from albumforge.errors import MediaError, PlanError
from albumforge.forge import Forge
from albumforge.generators.album.music import PIECES
from albumforge.generators.album.plan import (
    Audio,
    Backdrop,
    Canvas,
    Motion,
    Picture,
    PieceMusic,
    Plan,
    Rect,
    Scene,
    Text,
    Transition,
    View,
    nearest_aspect,
)
from albumforge.generators.album.plan_check import check_plan
from albumforge.generators.album.plan_document import dump_plan, load_plan


def test_what_is_written_is_read_again() -> None:
    plan = full_plan()
    document = dump_plan(plan)
    assert load_plan(document) == plan
    assert dump_plan(load_plan(document)) == document
    assert "\n" in document
    assert "Sea 海" in document


def test_lengths_follow_from_the_last_scene() -> None:
    plan = full_plan()
    assert (plan.frames, plan.duration, plan.canvas.rate) == (125, 5.0, Fraction(25))
    assert plan.source("s3").kind == "clip"


_unit = st.floats(0, 1)
_zoom = st.floats(1, 20)
_views = st.builds(View, x=_unit, y=_unit, zoom=_zoom)
_motions = st.builds(Motion, start=_views, end=_views, ease=st.sampled_from(["linear", "gentle", "smooth"]))
_rects = st.builds(
    lambda x, y, w, h: Rect(x=x, y=y, width=max(0.01, (1 - x) * w), height=max(0.01, (1 - y) * h)),
    st.floats(0, 0.9), st.floats(0, 0.9), _unit, _unit,
)  # fmt: skip
_layers = st.one_of(
    st.builds(Picture, source=st.sampled_from(["s1", "s2"]), rect=_rects, motion=_motions, shadow=_unit),
    st.builds(Backdrop, source=st.sampled_from(["s1", "s2"]), blur=st.floats(0, 0.5), brightness=_unit),
    st.builds(
        Text,
        text=st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
        role=st.sampled_from(["title", "subtitle", "caption"]),
        size=st.floats(0.005, 1),
        width=st.floats(0.05, 1),
        frames=st.integers(1, 500),
        fade=st.integers(0, 50),
        start=st.integers(0, 100),
    ),
)


@st.composite
def _plans(draw: st.DrawFn) -> Plan:
    scenes: list[Scene] = []
    start, used = 0, 0
    for number in range(draw(st.integers(1, 5))):
        frames = draw(st.integers(4, 300))
        kind = draw(st.sampled_from(["cut", "fade"] if not scenes else ["cut", "fade", "dissolve"]))
        room = frames - 1
        if kind == "dissolve":
            room = min(room, scenes[-1].frames - used)
        length = 0 if kind == "cut" or room < 1 else draw(st.integers(1, room))
        if scenes:
            start = scenes[-1].start + scenes[-1].frames - (length if kind == "dissolve" else 0)
        transition = Transition(type=kind, frames=length) if length else Transition()
        layers = tuple(draw(st.lists(_layers, max_size=3)))
        scenes.append(Scene(id=f"c{number}", start=start, frames=frames, layers=layers, transition=transition))
        used = length
    total = scenes[-1].start + scenes[-1].frames
    music = draw(
        st.none()
        | st.builds(PieceMusic, name=st.sampled_from(sorted(PIECES)), bars=st.integers(1, 4), bpm=st.floats(60, 400))
    )
    return Plan(
        title=draw(st.text(st.characters(exclude_categories=["Cs"]), max_size=20)),
        canvas=Canvas(width=2 * draw(st.integers(32, 4096)), height=2 * draw(st.integers(32, 4096)), fps="30000/1001"),
        sources=(media(1), media(2)),
        scenes=tuple(scenes),
        audio=Audio(music=music),
        fade_out=draw(st.integers(0, total)),
        poster=draw(st.integers(0, total - 1)),
    )


@given(_plans())
@settings(max_examples=60, deadline=None)
def test_any_good_plan_comes_back_the_same(plan: Plan) -> None:
    check_plan(plan)
    assert load_plan(dump_plan(plan)) == plan


PIECE = min(PIECES)

WRONG: list[tuple[str, Any, str]] = [
    ("canvas.width", 321, "$.canvas.width"),
    ("canvas.width", 62, "$.canvas.width: must be an even number of pixels from 64"),
    ("canvas.height", 9000, "$.canvas.height"),
    ("canvas.height", "180", "$.canvas.height"),
    ("canvas.fps", "fast", "$.canvas.fps"),
    ("canvas.fps", "30/0", "$.canvas.fps"),
    ("canvas.fps", "0.5", "$.canvas.fps"),
    ("canvas.fps", "121", "$.canvas.fps: must be from 1 to 120"),
    ("canvas.fps", "nan", "$.canvas.fps"),
    ("canvas.fps", "1e999999999", "$.canvas.fps"),
    ("canvas.fps", "1e-999999999", "$.canvas.fps"),
    ("canvas.fps", "3" * 100_000, "$.canvas.fps"),
    ("canvas.background", "black", "$.canvas.background"),
    ("canvas.background", "#12345g", "$.canvas.background"),
    ("sources.1.id", "s1", "$.sources"),
    ("sources.0.width", 0, "$.sources[0]"),
    ("sources.2.height", 0, "$.sources[2]"),
    ("sources.1.width", -5, "$.sources[1]"),
    ("sources.2.duration", -1, "$.sources[2].duration"),
    ("sources.0.kind", "movie", "$.sources[0].kind"),
    ("scenes", [], "$.scenes"),
    ("scenes.1.frames", 0, "$.scenes[1].frames"),
    ("scenes.2.id", "a", "$.scenes"),
    ("scenes.0.start", 1, "$.scenes[0]"),
    ("scenes.0.transition", {"type": "dissolve", "frames": 4}, "$.scenes[0]"),
    ("scenes.1.start", 46, "$.scenes[1].start"),
    ("scenes.2.start", 94, "$.scenes[2].start"),
    ("scenes.2.start", 96, "$.scenes[2].start"),
    ("scenes.1.transition.frames", 51, "$.scenes[1].transition.frames"),
    ("scenes.1.transition.frames", -1, "$.scenes[1].transition.frames"),
    ("scenes.1.transition.frames", 0, "$.scenes[1].transition"),
    ("scenes.2.transition.frames", 3, "$.scenes[2].transition"),
    ("scenes.0.transition.frames", 46, "$.scenes[1].transition.frames"),
    ("scenes.1.transition.type", "wipe", "$.scenes[1].transition.type"),
    ("scenes.0.layers.0.source", "s9", "$.scenes[0].layers[0].source"),
    ("scenes.0.layers.0.source", "s3", "$.scenes[0].layers[0].source"),
    ("scenes.2.layers.0.source", "s1", "$.scenes[2].layers[0].source"),
    ("scenes.1.layers.0.source", "s4", "$.scenes[1].layers[0].source"),
    ("scenes.0.layers.0.rect", {"x": 0.5, "width": 0.6}, "$.scenes[0].layers[0].rect"),
    ("scenes.0.layers.0.rect", {"x": -0.1}, "$.scenes[0].layers[0].rect"),
    ("scenes.0.layers.0.rect", {"width": 0.001}, "$.scenes[0].layers[0].rect"),
    ("scenes.0.layers.0.motion.start.zoom", 0.9, "$.scenes[0].layers[0].motion.start"),
    ("scenes.0.layers.0.motion.end.zoom", 21, "$.scenes[0].layers[0].motion.end"),
    ("scenes.0.layers.0.motion.end.x", 1.1, "$.scenes[0].layers[0].motion.end"),
    ("scenes.0.layers.0.motion.ease", "bounce", "$.scenes[0].layers[0].motion.ease"),
    ("scenes.0.layers.0.type", "sticker", "$.scenes[0].layers[0]"),
    ("scenes.0.layers.1.frames", 0, "$.scenes[0].layers[1]"),
    ("scenes.0.layers.1.fade", -1, "$.scenes[0].layers[1]"),
    ("scenes.0.layers.1.size", 0.001, "$.scenes[0].layers[1]"),
    ("scenes.0.layers.1.size", 1.5, "$.scenes[0].layers[1]"),
    ("scenes.0.layers.1.width", 0.01, "$.scenes[0].layers[1]"),
    ("scenes.0.layers.1.colour", "#fff", "$.scenes[0].layers[1].colour"),
    ("scenes.0.layers.1.role", "poster", "$.scenes[0].layers[1].role"),
    ("scenes.0.layers.1.shade", 1.5, "$.scenes[0].layers[1]"),
    ("scenes.1.layers.0.blur", 0.6, "$.scenes[1].layers[0]"),
    ("scenes.1.layers.0.brightness", -0.1, "$.scenes[1].layers[0]"),
    ("scenes.1.layers.1.shadow", 1.5, "$.scenes[1].layers[1]"),
    ("scenes.1.layers.1.shadow", -0.5, "$.scenes[1].layers[1]"),
    ("scenes.2.layers.0.start", -1, "$.scenes[2].layers[0].start"),
    ("audio.music.source", "s1", "$.audio.music.source"),
    ("audio.music", {"type": "piece", "name": PIECE, "bars": 0, "bpm": 90}, "$.audio.music"),
    ("audio.music", {"type": "piece", "name": PIECE, "bars": 4, "bpm": 500}, "$.audio.music"),
    ("audio.music", {"type": "piece", "name": PIECE, "bars": 10**9, "bpm": 90}, "$.audio.music.bars"),
    ("audio.music", {"type": "piece", "name": PIECE, "bars": 40, "bpm": 20}, "$.audio.music.bars"),
    ("audio.music", {"type": "piece", "name": "x", "bars": 4, "bpm": 90}, "$.audio.music.name: there is no piece 'x'"),
    ("audio.loudness", -70, "$.audio.loudness"),
    ("audio.loudness", 0, "$.audio.loudness"),
    ("audio.fade_in", -1, "$.audio.fade_in"),
    ("audio.fade_in", 5.1, "$.audio.fade_in: must be 0 to 5 seconds"),
    ("audio.fade_out", 5.1, "$.audio.fade_out: must be 0 to 5 seconds"),
    ("audio.fade_out", -0.1, "$.audio.fade_out"),
    ("audio.clips.0.source", "s1", "$.audio.clips[0]"),
    ("audio.clips.0.at", -1, "$.audio.clips[0].at"),
    ("audio.clips.0.at", 5.0, "$.audio.clips[0].at: must be 0 or more and less than the 5 seconds"),
    ("audio.clips.0.duration", 0, "$.audio.clips[0].duration"),
    ("audio.clips.0.start", -0.1, "$.audio.clips[0].start"),
    ("audio.clips.0.start", 4.0, "$.audio.clips[0].start: must be less than the 4 seconds"),
    ("audio.clips.0.gain_db", 1e6, "$.audio.clips[0].gain_db"),
    ("audio.clips.0.start", 1e300, "$.audio.clips[0].start"),
    ("scenes.2.layers.0.start", 4.0, "$.scenes[2].layers[0].start: must be less than the 4 seconds"),
    ("scenes.2.layers.0.start", 1e300, "$.scenes[2].layers[0].start"),
    ("scenes.2.frames", 10**15, "$.scenes: a film lasts at most"),
    ("scenes.0.layers.1.x", 1e300, "$.scenes[0].layers[1]"),
    ("scenes.0.layers.1.y", -1.5, "$.scenes[0].layers[1]"),
    ("fade_out", 126, "$.fade_out"),
    ("fade_out", -1, "$.fade_out"),
    ("poster", 125, "$.poster"),
    ("poster", -1, "$.poster"),
    ("language", "fr", "$.language"),
    ("seed", 1.5, "$.seed"),
]


@pytest.mark.parametrize(
    ("path", "value", "said"), WRONG, ids=[f"{path}={str(value)[:20]}" for path, value, _ in WRONG]
)
def test_what_is_wrong_is_named_with_its_place(path: str, value: Any, said: str) -> None:
    with pytest.raises(PlanError) as caught:
        load_plan(json.dumps(changed(full_plan(), path, value)))
    assert said in str(caught.value)
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize("path", ["extra", "canvas.extra", "scenes.0.extra", "scenes.0.layers.0.extra", "audio.extra"])
def test_unknown_fields_are_refused(path: str) -> None:
    with pytest.raises(PlanError, match="extra"):
        load_plan(json.dumps(changed(full_plan(), path, 1)))


@pytest.mark.parametrize("version", [0, 2, "1", None, 1.5])
def test_another_version_is_refused(version: object) -> None:
    with pytest.raises(PlanError, match=r"\$\.version.*reads version 1"):
        load_plan(json.dumps(changed(full_plan(), "version", version)))


@pytest.mark.parametrize("schema", ["other", None, 3])
def test_another_schema_is_refused(schema: object) -> None:
    with pytest.raises(PlanError, match=r"\$\.schema"):
        load_plan(json.dumps(changed(full_plan(), "schema", schema)))


@pytest.mark.parametrize(
    "document",
    [
        "",
        "{",
        "[]",
        "null",
        "3",
        '"plan"',
        "NaN",
        "[" * 100_000,
        '{"a":' * 100_000,
        "\ud800",
        '{"schema": "\ud800"}',
        "\x00",
    ],
)
def test_what_is_no_plan_is_refused(document: str) -> None:
    with pytest.raises(PlanError):
        load_plan(document)


@given(st.text(max_size=200))
@settings(max_examples=150, deadline=None)
def test_any_text_gives_a_plan_error(document: str) -> None:
    with pytest.raises(PlanError):
        load_plan(document)


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
_places = sorted(
    {
        path
        for path, _, _ in WRONG
        if not path.startswith("audio.music.source")
    }
    | {"scenes.0.layers.1.text", "scenes.0.layers.1.x", "scenes.0.layers.1.start", "sources.2.duration", "audio"}
)  # fmt: skip


@given(st.sampled_from(_places), _json)
@settings(max_examples=300, deadline=None)
def test_any_value_in_any_place_is_taken_or_refused(path: str, value: Any) -> None:
    document = json.dumps(changed(full_plan(), path, value))
    try:
        plan = load_plan(document)
    except PlanError as error:
        assert str(error)
    else:
        assert load_plan(dump_plan(plan)) == plan


def test_plans_are_checked_where_they_are_made_too() -> None:
    plan = msgspec.structs.replace(full_plan(), poster=500)
    with pytest.raises(PlanError, match=r"\$\.poster"):
        check_plan(plan)


def test_a_source_of_unknown_length_may_be_entered_anywhere() -> None:
    document = changed(full_plan(), "sources.2.duration", None)
    document["scenes"][2]["layers"][0]["start"] = 100.0
    assert load_plan(json.dumps(document)).scenes[2].layers[0].start == 100.0  # type: ignore[union-attr]


def test_the_usual_fades_suit_a_film_shorter_than_they_are() -> None:
    scene = Scene(id="a", start=0, frames=4, layers=())
    check_plan(msgspec.structs.replace(full_plan(), scenes=(scene,), fade_out=0, poster=0, audio=Audio()))


def test_a_piece_may_be_as_long_as_a_film_of_twice_the_length_and_a_minute() -> None:
    bar = PIECES[PIECE].beats_per_bar * 60 / 90
    bars = 1 + int((2 * 5.0 + 60 - 4.8) / bar)
    for wanted, good in ((bars, True), (bars + 1, False)):
        music = {"type": "piece", "name": PIECE, "bars": wanted, "bpm": 90}
        document = json.dumps(changed(full_plan(), "audio.music", music))
        if good:
            assert load_plan(document).duration == 5.0
        else:
            with pytest.raises(PlanError, match=f"at most {bars} bars"):
                load_plan(document)


def test_a_byte_order_mark_is_no_part_of_a_plan(tmp_path: Path) -> None:
    marked = "\ufeff" + dump_plan(full_plan())
    assert load_plan(marked) == full_plan()
    with Forge(home=tmp_path) as forge, pytest.raises(MediaError, match=r"/media/\d\.jpg"):  # the plan itself is fine
        forge.render(marked, tmp_path / "film.mp4")


@pytest.mark.parametrize("opening", ["[", '{"a":'])
def test_what_is_nested_without_end_is_refused_wherever_it_is_read(opening: str, tmp_path: Path) -> None:
    with Forge(home=tmp_path) as forge, pytest.raises(PlanError, match="nested too deeply"):
        forge.render(opening * 100_000, tmp_path / "film.mp4")


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity"])
def test_a_number_that_is_none_is_refused_with_its_place(value: str) -> None:
    document = json.dumps(changed(full_plan(), "audio.fade_in", float(value.lower())))
    with pytest.raises(PlanError, match=rf"^\$\.audio\.fade_in: must be a number, not {value}\.$"):
        load_plan(document)
    plan = changed(full_plan(), "audio.fade_in", 0.5)
    plan["scenes"][1]["frames"] = float(value.lower())
    with pytest.raises(PlanError, match=r"^\$\.scenes\[1\]\.frames: must be a number"):
        load_plan(json.dumps(plan))


@pytest.mark.parametrize(
    ("size", "aspect"), [((1920, 1080), "16:9"), ((720, 1280), "9:16"), ((640, 600), "1:1"), ((1536, 2048), "4:5")]
)
def test_a_canvas_of_any_size_is_nearest_to_one_of_the_shapes(size: tuple[int, int], aspect: str) -> None:
    assert nearest_aspect(*size) == aspect

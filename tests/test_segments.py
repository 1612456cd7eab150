"""Segments: they cover the film, and a key changes exactly with what its segment shows."""

from __future__ import annotations

import itertools
import random
from fractions import Fraction
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plan_parts import full_plan, media
from segment_files import CODING, in_child, keys_of
from story_parts import plain_album, told

from albumforge.generators.album.plan import (
    Border,
    Canvas,
    Clip,
    Entrance,
    Ground,
    Particles,
    Picture,
    Plan,
    Rect,
    Scene,
    Sticker,
    Text,
    Transition,
)
from albumforge.generators.album.plan_document import dump_plan
from albumforge.generators.album.rendering.segments import (
    LONGEST_SECONDS,
    SHORTEST_FRAMES,
    Segment,
    cut,
    segment_key,
    visible_scenes,
)
from albumforge.generators.album.templates.load import template_names
from albumforge.media.coding import VideoCoding


def _film(count: int = 8, **options: Any) -> Plan:
    return told(plain_album(count), **{"title": "Sea", **options})


def _changed(before: Plan, after: Plan) -> list[Segment]:
    """Segments of `after` that a cache filled by `before` does not have."""
    known = set(keys_of(before))
    return [segment for segment in cut(after, CODING) if segment.key not in known]


def _replace(plan: Plan, **fields: Any) -> Plan:
    return msgspec.structs.replace(plan, **fields)


def _with_scene(plan: Plan, number: int, **fields: Any) -> Plan:
    scenes = list(plan.scenes)
    scenes[number] = msgspec.structs.replace(scenes[number], **fields)
    return _replace(plan, scenes=tuple(scenes))


def _with_layer(plan: Plan, scene: int, layer: int, **fields: Any) -> Plan:
    layers = list(plan.scenes[scene].layers)
    layers[layer] = msgspec.structs.replace(layers[layer], **fields)
    return _with_scene(plan, scene, layers=tuple(layers))


def _covers(plan: Plan) -> None:
    segments = cut(plan, CODING)
    assert segments[0].start == 0
    assert segments[-1].end == plan.frames
    assert all(before.end == after.start for before, after in itertools.pairwise(segments))
    longest = max(SHORTEST_FRAMES, round(LONGEST_SECONDS * plan.canvas.rate))
    assert all(1 <= segment.frames <= longest for segment in segments)
    if plan.frames >= SHORTEST_FRAMES:
        assert min(segment.frames for segment in segments) >= SHORTEST_FRAMES // 2


@pytest.mark.parametrize("template", template_names())
def test_segments_cover_films_of_any_template(template: str) -> None:
    chance = random.Random(template)
    for fps in (chance.choice([1, 10]), chance.choice([30, 120])):
        count, duration = chance.randint(1, 12), chance.choice([None, 30, 300])
        _covers(_film(count, template=template, fps=fps, duration=duration, music="none"))


@given(st.lists(st.tuples(st.integers(1, 40), st.integers(0, 40)), min_size=1, max_size=12))
@settings(max_examples=150, deadline=None)
def test_any_scenes_are_covered(lengths: list[tuple[int, int]]) -> None:
    scenes: list[Scene] = []
    used = 0
    for number, (frames, wished) in enumerate(lengths):
        dissolve = min(wished, frames, scenes[-1].frames - used) if scenes else 0
        start = scenes[-1].start + scenes[-1].frames - dissolve if scenes else 0
        transition = Transition(type="dissolve", frames=dissolve) if dissolve else Transition()
        scenes.append(Scene(id=f"c{number}", start=start, frames=frames, layers=(), transition=transition))
        used = dissolve
    plan = Plan(canvas=Canvas(width=64, height=64, fps="10/1"), sources=(), scenes=tuple(scenes))
    _covers(plan)


def test_keys_are_distinct_and_short() -> None:
    keys = keys_of(_film())
    assert len(set(keys)) == len(keys)
    assert all(len(key) == 40 and set(key) <= set("0123456789abcdef") for key in keys)


def test_the_title_changes_only_what_shows_it() -> None:
    before = _film()
    text = next(k for k, layer in enumerate(before.scenes[0].layers) if isinstance(layer, Text))
    after = _with_layer(_replace(before, title="Other"), 0, text, text="Other")
    first, last = _text_span(before)
    changed = _changed(before, after)
    assert changed
    for segment in cut(after, CODING):
        assert (segment in changed) == (segment.start < last and segment.end > first)
    assert sum(segment.frames for segment in changed) / after.frames < 0.3


def _text_span(plan: Plan) -> tuple[int, int]:
    texts = [layer for layer in plan.scenes[0].layers if isinstance(layer, Text) and layer.role == "title"]
    return texts[0].start, texts[0].start + texts[0].frames


def test_another_title_for_the_same_files_costs_the_opening_only() -> None:
    before, after = _film(poem=False, credits=False), _film(poem=False, credits=False, title="The mountains")
    opening = before.scenes[0].frames
    assert _changed(before, after)
    assert all(segment.start < opening for segment in _changed(before, after))


def test_another_title_costs_what_its_poem_is_read_over_besides() -> None:
    before, after = _film(), _film(title="The mountains")
    read = [
        scene
        for number, scene in enumerate(after.scenes)
        if number == 0
        or number == len(after.scenes) - 2  # gives way to the credits, which keep their time
        or any(isinstance(layer, Text) and layer.role in ("verse", "credits") for layer in scene.layers)
    ]
    assert 1 < len(read) < len(after.scenes)
    for segment in _changed(before, after):
        assert any(scene.start < segment.end and segment.start < scene.start + scene.frames for scene in read)


def test_a_replaced_picture_costs_its_scene_and_its_transitions() -> None:
    before = _film()
    scene = before.scenes[3]
    (layer,) = [layer for layer in scene.layers if isinstance(layer, Picture)]
    sources = tuple(
        msgspec.structs.replace(source, digest="sha256-new") if source.id == layer.source else source
        for source in before.sources
    )
    after = _replace(before, sources=sources)
    expected = [s for s in cut(after, CODING) if s.start < scene.start + scene.frames and s.end > scene.start]
    assert _changed(before, after) == expected
    assert len(expected) >= 3


def test_a_moved_folder_costs_nothing() -> None:
    before = _film()
    moved = tuple(
        msgspec.structs.replace(source, path=source.path.replace("/media", "/elsewhere")) for source in before.sources
    )
    assert keys_of(_replace(before, sources=moved)) == keys_of(before)


def test_names_of_sources_and_scenes_do_not_matter() -> None:
    before = full_plan()
    document = dump_plan(before)
    for old, new in (("s1", "x1"), ("s2", "x2"), ("s3", "x3")):
        document = document.replace(f'"{old}"', f'"{new}"')
    document = document.replace('"id": "a"', '"id": "first"')
    assert document != dump_plan(before)
    assert keys_of(msgspec.json.decode(document, type=Plan)) == keys_of(before)


def test_a_picture_put_in_early_leaves_later_keys_alone() -> None:
    before = _film(title="", music="none", seconds_per_photo=3)
    added = Scene(id="new", start=0, frames=60, layers=(Picture(source="new"),))
    rest = [msgspec.structs.replace(scene, start=scene.start + 60) for scene in before.scenes]
    after = _replace(before, sources=(*before.sources, media(99, id="new")), scenes=(added, *rest))
    assert [(segment.start, segment.end) for segment in _changed(before, after)] == [(0, 60)]


def test_a_longer_end_leaves_the_beginning_alone() -> None:
    before = _film()
    last = before.scenes[-1]
    after = _with_scene(before, -1, frames=last.frames + 10)
    changed = _changed(before, after)
    assert changed
    assert all(segment.end > last.start for segment in changed)


@pytest.mark.parametrize(
    "fields",
    [
        {"fade_out": 0},
        {"fade_out": 7},
    ],
)
def test_the_last_fade_costs_only_what_it_covers(fields: dict[str, Any]) -> None:
    before = _film()
    changed = _changed(before, _replace(before, **fields))
    assert changed
    assert all(segment.end > before.frames - before.fade_out for segment in changed)


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "x"},
        {"language": "zh"},
        {"seed": 99},
        {"poster": 3},
        {"audio": msgspec.structs.replace(full_plan().audio, music=None, clips=())},
    ],
)
def test_what_is_not_seen_costs_nothing(fields: dict[str, Any]) -> None:
    before = _film()
    assert keys_of(_replace(before, **fields)) == keys_of(before)


@pytest.mark.parametrize("fields", [{"width": 1280}, {"height": 720}, {"fps": "25/1"}])
def test_the_canvas_changes_everything(fields: dict[str, Any]) -> None:
    before = _film()
    after = _replace(before, canvas=msgspec.structs.replace(before.canvas, **fields))
    assert not set(keys_of(before)) & set(keys_of(after))


def test_the_background_changes_what_shows_it() -> None:
    plan = full_plan()
    bare = Scene(id="d", start=125, frames=50, layers=(Picture(source="s1", rect=Rect(width=0.5)),))
    masked = Scene(id="e", start=175, frames=50, layers=(Picture(source="s1", mask="ink"),))
    before = _replace(plan, scenes=(*plan.scenes, bare, masked, msgspec.structs.replace(bare, id="f", start=225)))
    after = _replace(before, canvas=msgspec.structs.replace(before.canvas, background="#ff0000"))
    changed = _changed(before, after)
    first = before.scenes[0].transition.frames  # it fades in
    for segment in cut(after, CODING):
        assert (segment in changed) == (segment.start < first or segment.end > bare.start), segment
    assert 0 < len(changed) < len(cut(after, CODING))


@pytest.mark.parametrize("coding", [VideoCoding(crf=21), VideoCoding(preset="medium"), VideoCoding(codec="libx265")])
def test_the_coding_changes_everything(coding: VideoCoding) -> None:
    plan = _film()
    assert not set(keys_of(plan)) & set(keys_of(plan, coding))


def test_every_value_of_a_seen_layer_matters() -> None:
    plan = full_plan()
    changes: list[tuple[int, int, dict[str, Any]]] = [
        (0, 0, {"shadow": 0.1}),
        (0, 0, {"motion": msgspec.structs.replace(plan.scenes[0].layers[0].motion, ease="smooth")}),  # type: ignore[union-attr]
        (0, 1, {"colour": "#000000"}),
        (0, 1, {"fade": 3}),
        (1, 0, {"blur": 0.1}),
        (1, 0, {"brightness": 0.1}),
        (2, 0, {"start": 0.25}),
    ]
    for scene, layer, fields in changes:
        changed = _changed(plan, _with_layer(plan, scene, layer, **fields))
        seen = plan.scenes[scene]
        assert changed, fields
        assert all(s.start < seen.start + seen.frames and s.end > seen.start for s in changed), fields


def test_parts_of_one_scene_differ() -> None:
    scene = Scene(id="c", start=0, frames=1000, layers=(Clip(source="s1"),))
    plan = Plan(canvas=Canvas(width=64, height=64, fps="25/1"), sources=(media(1, "clip"),), scenes=(scene,))
    segments = cut(plan, CODING)
    assert [segment.frames for segment in segments] == [62, 63] * 8
    assert len({segment.key for segment in segments}) == len(segments)


def test_the_length_of_a_scene_matters_to_its_beginning() -> None:
    """A longer scene moves more slowly from its first frame on."""

    def keys(frames: int) -> list[str]:
        scene = Scene(id="c", start=0, frames=frames, layers=(Picture(source="s1"),))
        plan = Plan(canvas=Canvas(width=64, height=64, fps="25/1"), sources=(media(1),), scenes=(scene,))
        assert [segment.frames for segment in cut(plan, CODING)] == [65] * (frames // 65)
        return keys_of(plan)

    assert not set(keys(650)) & set(keys(780))


def test_a_transition_matters_while_it_lasts_and_no_longer() -> None:
    before = full_plan()
    after = _with_scene(before, 0, transition=Transition(type="fade", frames=5))
    assert [(segment.start, segment.end) for segment in _changed(before, after)] == [(0, 45)]


def test_the_place_in_the_last_fade_matters() -> None:
    """As many frames at the beginning of a longer fade are brighter."""
    first = Scene(id="a", start=0, frames=900, layers=())
    second = Scene(id="b", start=900, frames=100, layers=())
    canvas = Canvas(width=64, height=64, fps="25/1")
    short = Plan(canvas=canvas, sources=(), scenes=(first,), fade_out=300)
    long = Plan(canvas=canvas, sources=(), scenes=(first, second), fade_out=400)
    assert segment_key(short, 500, 600, CODING) == segment_key(long, 500, 600, CODING)
    assert segment_key(short, 600, 700, CODING) != segment_key(long, 600, 700, CODING)


def test_keys_are_the_same_in_another_process() -> None:
    code = """
    from albumforge.generators.album.plan_document import load_plan
    from albumforge.generators.album.rendering.segments import cut
    from albumforge.media.coding import VideoCoding
    print(" ".join(segment.key for segment in cut(load_plan(sys.stdin.read()), VideoCoding())))
    """
    plan = _film()
    for _ in range(2):
        ran = in_child(code, given=dump_plan(plan))
        assert ran.stdout.split() == keys_of(plan), ran.stderr


def test_a_key_is_of_what_is_seen_in_its_frames() -> None:
    plan = full_plan()
    assert [scene.id for scene in visible_scenes(plan, 0, 45)] == ["a"]
    assert [scene.id for scene in visible_scenes(plan, 45, 60)] == ["a", "b"]
    assert [scene.id for scene in visible_scenes(plan, 60, 95)] == ["b"]
    assert [scene.id for scene in visible_scenes(plan, 94, 96)] == ["b", "c"]
    assert segment_key(plan, 0, 45, CODING) != segment_key(plan, 0, 44, CODING)


def test_random_changes_never_keep_a_key_whose_pixels_could_change() -> None:
    """The frames of two plans with one key: same scenes at same offsets, so the same drawing instructions."""
    chance = random.Random(1)
    plans = [_film(4, seed=seed, title=chance.choice(["", "Sea"]), fps=10) for seed in range(12)]
    drawn: dict[str, Any] = {}
    for plan in plans:
        for segment in cut(plan, CODING):
            told = [
                (scene.frames, segment.start - scene.start, scene.layers[:1])
                for scene in visible_scenes(plan, segment.start, segment.end)
            ]
            assert drawn.setdefault(segment.key, told) == told
    assert isinstance(plans[0].canvas.rate, Fraction)


def test_a_sticker_counts_only_where_it_is_seen() -> None:
    plan = full_plan()
    scene = plan.scenes[0]

    def keys(layer: Sticker | Ground | Particles) -> list[str]:
        changed = _with_scene(plan, 0, layers=(*scene.layers, layer))
        return [segment_key(changed, start, start + 10, CODING) for start in (0, 10, 20)]

    early, wide = Sticker(image="sun", frames=10), Sticker(image="sun")
    without = [segment_key(plan, start, start + 10, CODING) for start in (0, 10, 20)]
    assert [a == b for a, b in zip(keys(early), without, strict=True)] == [False, True, True]
    assert not any(a == b for a, b in zip(keys(wide), without, strict=True))
    assert not any(a == b for a, b in zip(keys(wide), keys(Sticker(image="moon")), strict=True))
    for layer in (Ground(), Particles(kind="snow")):
        assert not any(a == b for a, b in zip(keys(layer), without, strict=True))


@pytest.mark.parametrize(
    "change", [{"angle": 3.0}, {"mask": "torn"}, {"border": Border(style="film")}, {"entrance": Entrance(type="rise")}]
)
def test_a_key_is_of_how_a_picture_stands(change: dict[str, Any]) -> None:
    plan = full_plan()
    number = next(i for i, layer in enumerate(plan.scenes[0].layers) if isinstance(layer, Picture))
    assert segment_key(_with_layer(plan, 0, number, **change), 0, 20, CODING) != segment_key(plan, 0, 20, CODING)

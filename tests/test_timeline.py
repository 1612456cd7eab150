"""The timeline of a plan, read back as editing programs read it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import opentimelineio as otio
import pytest
from cut_plans import JOINS, joined_plan
from plan_parts import full_plan

from albumforge.generators.album.export.cutting import spans_of
from albumforge.generators.album.export.timeline import timeline_of
from albumforge.generators.album.plan import Plan

RATES = ("24/1", "25/1", "30000/1001", "30/1", "60000/1001", "10/1")


def read_back(plan: Plan) -> Any:
    return otio.adapters.read_from_string(timeline_of(plan).to_json_string(), "otio_json")


def clips(track: Any) -> list[Any]:
    return [item for item in track if isinstance(item, otio.schema.Clip)]


def transitions(track: Any) -> list[Any]:
    return [item for item in track if isinstance(item, otio.schema.Transition)]


@pytest.mark.parametrize("fps", RATES)
def test_clips_and_gaps_add_up_to_the_film_exactly(fps: str) -> None:
    plan = joined_plan(fps)
    timeline = read_back(plan)
    assert timeline.name == "By the sea 海"
    for track in timeline.video_tracks():
        durations = [item.duration() for item in track if not isinstance(item, otio.schema.Transition)]
        assert {time.rate for time in durations} == {float(plan.canvas.rate)}
        assert sum(time.value for time in durations) == plan.frames
    assert timeline.duration().value == plan.frames


def test_every_scene_has_its_clip_between_its_cuts() -> None:
    plan = joined_plan()
    track = read_back(plan).video_tracks()[0]
    found = [(clip.range_in_parent().start_time.value, clip.duration().value) for clip in clips(track)]
    assert found == [(span.start, span.frames) for span in spans_of(plan)]
    assert [clip.name for clip in clips(track)][:4] == ["海 边.jpg", "海 边.jpg", "IMG_0002.JPG", "Day two"]
    assert clips(track)[1].metadata["albumforge"]["why"] == "as it fits"


def test_transitions_have_their_frames_on_both_sides_of_the_cut() -> None:
    plan = joined_plan()
    found = transitions(read_back(plan).video_tracks()[0])
    wished = [join for join in JOINS if join.frames]
    assert [item.metadata["albumforge"]["type"] for item in found] == [*(join.type for join in wished), "fade"]
    for item, join in zip(found, wished, strict=False):
        assert item.in_offset.value + item.out_offset.value == join.frames
    fade_in, dissolve, push, _, iris, ink, fade, fade_out = found
    assert (fade_in.in_offset.value, fade_in.out_offset.value) == (0, 12)
    assert (dissolve.in_offset.value, dissolve.out_offset.value) == (8, 7)
    assert fade_in.transition_type == dissolve.transition_type == fade_out.transition_type == "SMPTE_Dissolve"
    assert push.transition_type == ink.transition_type == fade.transition_type == "Custom_Transition"
    assert (iris.transition_type, iris.metadata["smpte_wipe"]["code"]) == ("SMPTE_Wipe", 119)
    assert (push.name, ink.name) == ("push up", "ink-wash reversed")
    assert (fade_out.in_offset.value, fade_out.out_offset.value) == (24, 0)


def test_the_handles_that_transitions_need_are_in_the_media() -> None:
    for plan in (joined_plan(), joined_plan("30000/1001"), full_plan()):
        for track in read_back(plan).video_tracks():
            items = list(track)
            for before, item, after in zip([None, *items[:-1]], items, [*items[1:], None], strict=True):
                if not isinstance(item, otio.schema.Clip):
                    continue
                available, used = item.available_range(), item.source_range
                first, last = used.start_time, used.end_time_exclusive()
                if isinstance(before, otio.schema.Transition):
                    first -= before.in_offset
                if isinstance(after, otio.schema.Transition):
                    last += after.out_offset
                assert available.start_time <= first
                assert last <= available.end_time_exclusive()


def test_clips_begin_where_the_plan_says() -> None:
    plan = joined_plan()
    moving = clips(read_back(plan).video_tracks()[0])[4]
    span = spans_of(plan)[4]
    assert moving.source_range.start_time.value == 15 + span.lead
    assert moving.available_range().duration.value == 360
    assert moving.media_reference.target_url == Path("/media/IMG_0002.MOV").as_uri()


def test_further_pictures_are_on_further_tracks_at_the_same_time() -> None:
    plan = joined_plan()
    first, second = read_back(plan).video_tracks()
    (two, five) = clips(second)
    assert (two.name, five.name) == ("IMG_0002.JPG", "海 边.jpg")
    for clip, number in ((two, 1), (five, 5)):
        assert clip.range_in_parent() == clips(first)[number].range_in_parent()
    assert len(transitions(second)) == 3, "into the second, out of it by dissolve; the iris; out of it by ink"


def test_chapters_and_words_are_markers() -> None:
    plan = joined_plan()
    found = {marker.name: marker for marker in read_back(plan).tracks.markers}
    assert set(found) == {"Sea 海", "one line / and another", "Day two"}
    chapter, verse = found["Day two"], found["one line / and another"]
    assert chapter.marked_range.start_time.value == plan.scenes[3].start + 5
    assert verse.marked_range.start_time.value == plan.scenes[2].start + 10
    assert verse.marked_range.duration.value == 50
    assert verse.metadata["albumforge"] == {"role": "verse", "text": "one line\nand another"}
    assert chapter.color != verse.color

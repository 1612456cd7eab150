"""Cuts as timelines of OpenTimelineIO."""

from __future__ import annotations

import opentimelineio as otio
import pytest
from cut_parts import cut_plan, cut_source
from msgspec.structs import replace

from albumforge.generators.autocut.edl.otio import timeline_of
from albumforge.generators.autocut.plan import CutPlan, CutText


def plan() -> CutPlan:
    made = cut_plan((0, 90), (100, 160), title="A cut", source=cut_source(fps="30000/1001"))
    pieces = (made.pieces[0], replace(made.pieces[1], speed=2.0, label="Second", why="good", fade_out=0.5))
    return replace(made, pieces=pieces, texts=(CutText(start=1.0, end=2.0, text="said\nhere"),))


def test_the_timeline_is_as_long_as_the_cut() -> None:
    timeline = otio.adapters.read_from_string(timeline_of(plan()).to_json_string(), "otio_json")
    assert timeline.name == "A cut"
    assert [track.name for track in timeline.tracks] == ["V1", "A1"]
    for track in timeline.tracks:
        assert track.duration().value == plan().frames == 120
        assert track.duration().rate == pytest.approx(30000 / 1001)


def test_clips_name_their_frames_and_speeds() -> None:
    clips = list(timeline_of(plan()).tracks[0])
    assert [(clip.source_range.start_time.value, clip.source_range.duration.value) for clip in clips] == [
        (0, 90),
        (100, 30),
    ]
    assert clips[1].effects[0].time_scalar == 2.0
    assert clips[1].metadata["albumforge"]["why"] == "good"
    assert clips[0].media_reference.target_url.endswith("/talk.mp4")
    assert clips[0].media_reference.available_range.duration.value == 300


def test_the_video_is_named_as_its_owner_calls_it() -> None:
    made = replace(plan(), source=cut_source(path="/jobs/j/input/input.mp4", name="My talk.mp4"), title="")
    timeline = timeline_of(made)
    (clip, _) = timeline.tracks[0]
    assert (clip.name, clip.media_reference.name, timeline.name) == ("My talk.mp4", "My talk.mp4", "My talk")
    assert clip.media_reference.target_url == "My%20talk.mp4"
    assert "input" not in timeline.to_json_string()


def test_chapters_and_words_are_markers() -> None:
    markers = list(timeline_of(plan()).tracks.markers)
    assert [(one.name, one.marked_range.start_time.value, one.marked_range.duration.value) for one in markers] == [
        ("Second", 90, 1),
        ("said / here", 30, 30),
    ]


def test_without_sound_there_is_no_track_of_it() -> None:
    timeline = timeline_of(replace(plan(), source=cut_source(audio_track=None)))
    assert [track.name for track in timeline.tracks] == ["V1"]

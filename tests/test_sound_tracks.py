"""The sound of a plan as tracks of a timeline."""

from __future__ import annotations

from typing import Any

import opentimelineio as otio
import pytest
from cut_plans import joined_plan
from msgspec.structs import replace

from albumforge.generators.album.export.timeline import timeline_of
from albumforge.generators.album.plan import ClipAudio, FileMusic, MediaSource, Plan


def tracks(plan: Plan) -> list[Any]:
    read = otio.adapters.read_from_string(timeline_of(plan).to_json_string(), "otio_json")
    return list(read.audio_tracks())


def laid_out(track: Any) -> list[tuple[str, int, int]]:
    """What is on a track: name ("" for nothing), first frame of the source, frames."""
    return [
        (item.name, int(item.source_range.start_time.value), int(item.source_range.duration.value)) for item in track
    ]


def with_file(plan: Plan, **music: Any) -> Plan:
    song = MediaSource(id="m", path="/media/歌.mp3", digest="sha256-0", kind="music")
    return replace(
        plan, sources=(*plan.sources, song), audio=replace(plan.audio, music=FileMusic(source="m", **music), clips=())
    )


@pytest.mark.parametrize("fps", ["25/1", "30000/1001"])
def test_a_piece_of_ours_is_as_long_as_the_film(fps: str) -> None:
    plan = joined_plan(fps)
    music = tracks(plan)[0]
    assert laid_out(music) == [("Morning Light", 0, plan.frames)]
    assert music[0].media_reference.parameters == {"name": "morning", "bars": 4, "bpm": 80.0, "seed": 0}
    assert music.metadata["albumforge"]["under_clips_db"] == -12.0


def test_sounds_of_clips_that_overlap_are_on_tracks_of_their_own() -> None:
    plan = joined_plan()
    _, first, second = tracks(plan)
    clip, later = plan.scenes[4:6]
    assert [track.name for track in (first, second)] == ["A2 clips", "A3 clips"]
    assert laid_out(first)[:2] == [("", 0, clip.start), ("IMG_0002.MOV", 15, clip.frames)]
    assert laid_out(second)[:2] == [("", 0, later.start), ("IMG_0002.MOV", 30, later.frames)]
    assert {track.duration().value for track in (first, second)} == {plan.frames}
    (gain,) = second[1].effects
    assert gain.metadata["albumforge"]["gain_db"] == -3.0
    assert not list(first[1].effects)


def test_sounds_that_follow_each_other_share_a_track() -> None:
    plan = joined_plan()
    sounds = tuple(ClipAudio(source="s3", at=at, duration=2.0) for at in (6.0, 1.0, 3.0))
    (track,) = tracks(replace(plan, audio=replace(plan.audio, music=None, clips=sounds)))
    assert laid_out(track) == [
        ("", 0, 30),
        ("IMG_0002.MOV", 0, 60),
        ("IMG_0002.MOV", 0, 60),
        ("", 0, 30),
        ("IMG_0002.MOV", 0, 60),
        ("", 0, plan.frames - 240),
    ]


def test_a_sound_ends_with_the_film() -> None:
    plan = joined_plan()
    late = ClipAudio(source="s3", at=plan.duration - 1, duration=5.0)
    (track,) = tracks(replace(plan, audio=replace(plan.audio, music=None, clips=(late,))))
    assert track.duration().value == plan.frames


def test_a_file_that_loops_is_laid_out_pass_by_pass() -> None:
    plan = with_file(joined_plan(), start=1.0, loop_start=2.0, loop_end=6.0)
    (track,) = tracks(plan)
    breath, *passes = laid_out(track)
    assert breath[0] == ""
    assert passes[:2] == [("歌.mp3", 30, 150), ("歌.mp3", 60, 120)]
    assert track.duration().value == plan.frames
    (track,) = tracks(with_file(joined_plan(), start=1.0))
    assert len(track) == 2
    assert track.duration().value == plan.frames


def test_a_silent_film_has_no_audio_tracks() -> None:
    plan = joined_plan()
    assert tracks(replace(plan, audio=replace(plan.audio, music=None, clips=()))) == []

"""The edit decision list of a plan, read back as editing programs read it."""

from __future__ import annotations

import re
from typing import Any

import opentimelineio as otio
import pytest
from cut_plans import joined_plan
from msgspec.structs import replace
from opentimelineio import opentime
from otio_cmx3600_adapter import cmx_3600

from albumforge.errors import InvalidInput
from albumforge.generators.album.export.cutting import spans_of
from albumforge.generators.album.export.edl import edl_of
from albumforge.generators.album.plan import OVERLAPPING, FileMusic, MediaSource, Plan, Transition

RATES = ("24000/1001", "24/1", "25/1", "30000/1001", "30/1", "50/1", "60000/1001", "60/1")
EVENT = re.compile(r"^(\d{3})  (\S+) +V +(C|D \d{3}) +(\S+) (\S+) (\S+) (\S+)$", re.MULTILINE)


def read_back(plan: Plan) -> list[Any]:
    timeline = cmx_3600.read_from_string(edl_of(plan), rate=float(plan.canvas.rate))
    (track,) = timeline.tracks
    return list(track)


def frames(timecode: str, plan: Plan) -> int:
    return opentime.from_timecode(timecode, float(plan.canvas.rate)).to_frames()


@pytest.mark.parametrize("fps", RATES)
def test_events_join_without_gaps_and_are_as_long_as_the_film(fps: str) -> None:
    plan = joined_plan(fps)
    at = 0
    for _, _, _, source_in, source_out, record_in, record_out in EVENT.findall(edl_of(plan)):
        first, last = frames(record_in, plan), frames(record_out, plan)
        assert first == at
        assert frames(source_out, plan) - frames(source_in, plan) == last - first
        at = last
    assert at == plan.frames
    items = [item for item in read_back(plan) if not isinstance(item, otio.schema.Transition)]
    assert sum(item.duration().value for item in items) == plan.frames


def test_the_cuts_read_back_are_those_of_the_plan() -> None:
    """An EDL has its cut where a dissolve begins."""
    plan = joined_plan()
    at, cuts, dissolves = 0, [], {}
    for item in read_back(plan):
        if isinstance(item, otio.schema.Transition):
            dissolves[at] = item.out_offset.value
        else:
            cuts.append((item.name, at))
            at += item.duration().value
    *scenes, (_, fades) = cuts
    assert [start for _, start in scenes] == [scene.start for scene in plan.scenes]
    assert [name for name, _ in scenes][:4] == ["海 边.jpg", "海 边.jpg", "IMG_0002.JPG", "Day two"]
    assert fades == plan.frames - plan.fade_out
    over = {s.start: s.transition.frames for s in plan.scenes if s.transition.type in OVERLAPPING}
    assert dissolves == over | {fades: plan.fade_out}


def test_what_it_cannot_say_stands_in_comments() -> None:
    text = edl_of(joined_plan())
    for line in (
        "TITLE: By the sea 海\nFCM: NON-DROP FRAME\n001  ",
        "* TRANSITION: fade, 12 frames; here a cut\n",
        "* TRANSITION: push up, 10 frames; here a dissolve\n",
        "* TRANSITION: ink-wash reversed, 20 frames; here a dissolve\n",
        "* ALSO SEEN: IMG_0002.JPG\n",
        "* MUSIC: morning of albumforge, 4 bars at 80 beats a minute\n",
        "* SOUND: IMG_0002.MOV, 3.00 s from 1.00 s on, -3 dB\n",
        "* LOC: 00:00:03:13 PINK    verse: one line / and another\n",
        "GREEN   chapter: Day two\n",
        "* FROM FILE: /media/海 边.jpg\n",
    ):
        assert line in text, line
    assert text.count("* ALSO SEEN") == 2
    assert text.count("Day two") == text.count("CLIP NAME:  Day two") + 1, "a card says its chapter once"


def test_each_file_has_a_reel_of_its_own() -> None:
    plan = joined_plan()
    reels = {name for _, name, *_ in EVENT.findall(edl_of(plan))}
    assert reels == {"REEL", "IMG0002", "IMG00022", "AX", "BL"}


def test_timecode_drops_frames_where_the_rate_asks_for_it() -> None:
    plan = joined_plan("30000/1001")
    long = replace(plan, scenes=(replace(plan.scenes[0], frames=2000),), audio=replace(plan.audio, clips=()))
    text = edl_of(long)
    assert "FCM: DROP FRAME\n" in text
    assert "00:01:06;22" in text, "2000 frames are 66.73 seconds, two numbers left out"
    assert "FCM: NON-DROP FRAME\n" in edl_of(joined_plan("24000/1001"))
    assert sum(c.duration().value for c in read_back(long) if isinstance(c, otio.schema.Clip)) == 2000


@pytest.mark.parametrize("fps", ["10/1", "100/1", "31/2"])
def test_a_rate_without_timecode_is_refused(fps: str) -> None:
    with pytest.raises(InvalidInput, match=r"no timecode .*\.otio"):
        edl_of(joined_plan(fps))


def test_a_fade_out_that_has_no_room_is_said() -> None:
    text = edl_of(joined_plan(fade_out=70))
    assert "* FADE OUT: the last 70 frames\n" in text
    assert " BL " not in text


def test_odd_names_do_not_break_lines() -> None:
    plan = joined_plan()
    odd = replace(plan.sources[0], path="/media/a\n002  b.jpg")
    music = MediaSource(id="m", path="/media/song\t.mp3", digest="sha256-0", kind="music")
    text = edl_of(
        replace(
            plan,
            title="line\nTITLE: two",
            sources=(odd, *plan.sources[1:], music),
            audio=replace(plan.audio, music=FileMusic(source="m", start=1.5)),
        )
    )
    assert text.startswith("TITLE: line / TITLE: two\nFCM")
    assert "CLIP NAME:  a / 002  b.jpg\n" in text
    assert "* MUSIC: song .mp3 from 1.5 s on\n" in text
    assert "\n002  b" not in text


def test_a_film_of_single_frames() -> None:
    plan = joined_plan(fade_out=0)
    scenes = tuple(
        replace(scene, start=number, frames=1, transition=Transition()) for number, scene in enumerate(plan.scenes)
    )
    short = replace(plan, scenes=scenes, audio=replace(plan.audio, clips=()))
    assert [span.frames for span in spans_of(short)] == [1] * 8
    assert [item.duration().value for item in read_back(short)] == [1] * 8

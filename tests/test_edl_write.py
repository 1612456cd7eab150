"""Cuts as edit decision lists, read back as editing programs read them, and as they are read here."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest
from cut_parts import cut_plan, cut_source
from msgspec.structs import replace
from opentimelineio import opentime
from otio_cmx3600_adapter import cmx_3600

from albumforge.generators.autocut.edl.read import document_of_edl
from albumforge.generators.autocut.edl.timecode import timecode_rate
from albumforge.generators.autocut.edl.write import edl_of
from albumforge.generators.autocut.plan import CutPlan, CutText
from albumforge.generators.autocut.request import CutRequest
from albumforge.generators.autocut.timeline import timeline

FPS = ("24000/1001", "24/1", "25/1", "30000/1001", "30/1", "50/1", "60000/1001", "60/1", "15/1", "25/2", "29/1")


def plan(fps: str = "30/1") -> CutPlan:
    source = cut_source(fps=fps, duration=float(300 / Fraction(fps)))
    made = cut_plan((0, 90), (100, 171), (200, 290), (30, 60), source=source, title="My\ncut")
    pieces = list(made.pieces)
    pieces[1] = replace(pieces[1], speed=2.0, label="Second", fade_in=0.25, why="a\nb")
    texts = (CutText(start=0.5, end=1.0, text="Hi", kind="title"), CutText(start=0.5, end=1.0, text="said"))
    return replace(made, pieces=tuple(pieces), texts=texts)


def ranges(plan: CutPlan) -> list[tuple[int, int, float]]:
    return [(piece.start, piece.end, piece.speed) for piece in plan.pieces]


@pytest.mark.parametrize("fps", FPS)
def test_the_cut_read_back_is_the_same(fps: str) -> None:
    made = plan(fps)
    read = timeline(document_of_edl(edl_of(made), made.source), made.source, None, CutRequest())
    assert ranges(read) == ranges(made)


@pytest.mark.parametrize("fps", FPS)
def test_editing_programs_read_it(fps: str) -> None:
    made = plan(fps)
    rate = float(timecode_rate(made.source.rate))
    read = cmx_3600.read_from_string(edl_of(made), rate=rate)
    assert [track.name for track in read.tracks] == ["V", "A1", "A2"]
    clips = list(read.tracks[0])
    assert [clip.name for clip in clips] == ["talk.mp4"] * 4
    assert clips[1].effects[0].time_scalar == pytest.approx(2.0, rel=1e-4)
    counted = [clip.source_range.start_time.value for clip in clips]
    assert counted == [
        round(piece.start * Fraction(timecode_rate(made.source.rate), made.source.rate)) for piece in made.pieces
    ]
    at = 0
    for line in re.findall(r"^\d{3} .*$", edl_of(made), re.MULTILINE):
        record_in, record_out = (opentime.from_timecode(text, rate).value for text in line.split()[-2:])
        assert record_in == at
        at = record_out


def test_what_people_should_know_stands_in_comments() -> None:
    text = edl_of(plan())
    assert text.startswith("TITLE: My / cut\nFCM: NON-DROP FRAME\n")
    for line in (
        "* FPS: 30",
        "* LOC: 00:00:00:15 YELLOW  title: Hi",
        "* LOC: 00:00:03:00 GREEN   chapter: Second",
        "* FADE IN: 0.25 s",
        "* WHY: a / b",
    ):
        assert line in text.splitlines()
    assert "said" not in text
    assert "* THE VIDEO HAS 15 FRAMES A SECOND, THE TIMECODE 30" in edl_of(plan("15/1"))


def test_without_sound_events_are_for_the_picture_alone() -> None:
    silent = replace(plan(), source=cut_source(audio_track=None))
    assert set(re.findall(r"^\d{3}  TALK +(\S+)", edl_of(silent), re.MULTILINE)) == {"V"}


def test_beside_its_video_the_list_names_no_folder(tmp_path: Path) -> None:
    made = replace(plan(), source=cut_source(path=str(tmp_path / "input.mp4")))
    assert str(tmp_path) in edl_of(made)
    assert str(tmp_path) not in edl_of(made, beside=tmp_path)
    assert "* FROM FILE: input.mp4" in edl_of(made, beside=tmp_path)
    assert str(tmp_path) in edl_of(made, beside=tmp_path / "other")


def test_a_video_is_named_as_its_owner_calls_it(tmp_path: Path) -> None:
    made = replace(plan(), source=cut_source(path=str(tmp_path / "input.mp4"), name="My talk 讲座.mp4"), title="")
    text = edl_of(made)
    assert "* FROM FILE: My talk 讲座.mp4" in text
    assert "* FROM CLIP NAME:  My talk 讲座.mp4" in text
    assert text.startswith("TITLE: My talk 讲座\n")
    assert "001  MYTALK" in text
    assert "input" not in text.lower()


def test_a_list_without_a_title_is_called_by_its_video() -> None:
    made = replace(plan(), title="")
    assert edl_of(made).startswith("TITLE: talk\n")
    assert document_of_edl(edl_of(made), made.source).title == ""
    assert document_of_edl(edl_of(plan()), made.source).title == "My / cut"

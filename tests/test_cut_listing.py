"""Chapters by labels, subtitles as a track, and the language of both."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from executed_cuts import cut_of
from media_files import write_clip

from albumforge.generators.autocut.execute.listing import chapters, language_of, subtitles
from albumforge.generators.autocut.plan import CutPlan, CutText


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_clip(tmp_path_factory.mktemp("clip") / "clip.mp4", frames=90)


def plan_of(clip: Path, *labels: str, **fields: Any) -> CutPlan:
    pieces = [{"start": 30 * number, "end": 30 * number + 15, "label": label} for number, label in enumerate(labels)]
    return cut_of(clip, *pieces, **fields)


def test_a_chapter_begins_with_each_new_label(clip: Path) -> None:
    found = chapters(plan_of(clip, "One", "One", "Two"))
    assert [(one.start, one.title) for one in found] == [(0.0, "One"), (1.0, "Two")]


def test_the_first_chapter_begins_with_the_cut(clip: Path) -> None:
    named = chapters(plan_of(clip, "", "One", "Two", title="Talk"))
    assert [(one.start, one.title) for one in named] == [(0.0, "Talk"), (0.5, "One"), (1.0, "Two")]


def test_one_label_makes_no_chapters(clip: Path) -> None:
    assert chapters(plan_of(clip, "One", "One")) == ()
    assert chapters(plan_of(clip, "", "")) == ()


def test_only_what_is_said_is_a_track_and_only_where_it_is_wanted(clip: Path) -> None:
    texts = (CutText(start=0, end=1, text="said"), CutText(start=0, end=1, text="a remark", kind="caption"))
    assert [one.text for one in subtitles(plan_of(clip, "", "", texts=texts, subtitles="soft"))] == ["said"]
    assert subtitles(plan_of(clip, "", "", texts=texts, subtitles="burned")) == ()
    assert subtitles(plan_of(clip, "", "", texts=texts)) == ()


@pytest.mark.parametrize(
    ("given", "code"), [("en", "eng"), ("zh", "chi"), ("zh-Hant", "chi"), ("", "und"), ("xx", "und")]
)
def test_languages(clip: Path, given: str, code: str) -> None:
    assert language_of(plan_of(clip, "", language=given)) == code

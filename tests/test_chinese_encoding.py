"""What is said of a video while it is encoded and verified is there in Chinese, as it is really written."""

from __future__ import annotations

import re
from fractions import Fraction
from pathlib import Path

import pytest
from media_files import cut, write_clip
from transcodes import preset, proven, transcoded
from videos_to_transcode import hdr10_plus, write_dynamic, write_hdr, write_sphere, write_tracks

from albumforge.chinese import in_chinese
from albumforge.context import Context
from albumforge.errors import ForgeError, MediaError
from albumforge.transcoders.nvenc import NvencTranscoder
from albumforge.transcoders.verify import verify
from albumforge.transcoding import Preset


def is_chinese(text: str) -> bool:
    told = in_chinese(text)
    return told != text and "None" not in told and any("\u4e00" <= char <= "\u9fff" for char in told)


def test_why_a_source_is_refused(tmp_path: Path) -> None:
    deep = write_hdr(tmp_path / "hdr.mp4")
    cases: list[tuple[Path, Preset, str]] = [
        (write_dynamic(tmp_path / "plus.mkv", hdr10_plus()), preset("hevc"), ".mkv"),
        (deep, preset("h264", ten_bit=False), ".mp4"),
        (deep, preset("vp9"), ".mkv"),
        (write_sphere(tmp_path / "sphere.mp4"), preset(), ".mov"),
        (deep, preset("av1"), ".mov"),
        (cut(write_clip(tmp_path / "cut.mkv", frames=60), 0.6), preset(), ".mkv"),
        (cut(write_clip(tmp_path / "cut.avi", frames=60, codec="mpeg4"), 0.6), preset(), ".mkv"),
    ]
    for source, wanted, suffix in cases:
        with pytest.raises(ForgeError) as refused:
            transcoded(source, tmp_path / f"out{suffix}", wanted)
        error = refused.value
        said = error.reason if isinstance(error, MediaError) else error.message
        assert is_chinese(said), said
        assert not error.hint or is_chinese(error.hint), error.hint


def test_what_the_owner_should_know(tmp_path: Path) -> None:
    notes = [*proven(write_tracks(tmp_path / "a.mkv"), tmp_path / "a.mp4", preset())[0].notes]
    wide = write_clip(tmp_path / "b.mp4", frames=6, sample_aspect=Fraction(4, 3), pixel_format="yuv444p")
    notes += proven(wide, tmp_path / "b.mkv", preset())[0].notes
    made = NvencTranscoder().transcode(wide, tmp_path / "c.mp4", preset(), threads=1, context=Context())
    notes += [made.fallback] if made.fallback else []
    assert len(notes) >= 3
    for note in notes:
        assert is_chinese(note), note


def test_what_is_wrong_with_a_result(tmp_path: Path) -> None:
    source = write_clip(tmp_path / "a.mp4", frames=30)
    others = [
        (write_clip(tmp_path / "b.mp4", frames=29), preset()),
        (write_clip(tmp_path / "c.mp4", frames=30, sound=False), preset()),
        (write_clip(tmp_path / "d.mp4", width=64, height=64, frames=30), preset()),
        (source, preset("hevc")),
    ]
    for output, wanted in others:
        with pytest.raises(MediaError) as refused:
            verify(output, source, wanted, context=Context())
        assert is_chinese(refused.value.reason), refused.value.reason


LINES = [
    "its subtitle track 1 (hdmv_pgs_subtitle) cannot be kept in MP4",
    "its attachment a.txt cannot be kept in MP4",
    "its streams cannot be put into mp4 (Invalid argument)",
    "it cannot be read on ([Errno 5] Input/output error), at second 1.0",
    "a picture cannot be decoded (Invalid data found when processing input), at second 1.5",
    "3 of 15 pictures cannot be decoded, at second 1.9",
    "its index is damaged: the box b'stsd' at 3 says that it has 7 bytes, 9 are there",
    "it has no index (moov), or is cut off before it",
    "its subtitles cannot be decoded (Invalid data found when processing input)",
    "The subtitle track 1 (ass) is mov_text now, without its styles: MP4 cannot hold it otherwise.",
    "The sound track 2 (wmav2) is flac now: Matroska cannot hold it otherwise.",
    "MOV has no mark for forced subtitles; those of the subtitle track 1 (subrip) lose it.",
    "The time code is kept as a tag: Matroska has no track for it.",
    "The cover is left out: MOV has no place for it.",
    "A track of data (GoPro MET) is left out: Matroska has no place for it.",
    "The pictures have 12 bit a sample; the result has 10.",
    "The pictures can be transparent; the result is not.",
    "the transfer of its colours is 18, not 16 (ITU-T H.273)",
    "its sound cannot be decoded at second 2.0 ([Errno 1094995529] Invalid data found)",
    "its sound track 1 lasts 1.01 s, that of its source 2.02 s",
    "the sound track 1 of the result begins 0.31 s earlier than in the source",
    "the sound track 1 of the result begins 0.31 s later than in the source",
    "it has 0 chapters, not 2",
]


@pytest.mark.parametrize("line", LINES, ids=lambda line: re.sub(r"\W+", "-", line)[:40])
def test_lines_that_are_rare(line: str) -> None:
    assert is_chinese(line), in_chinese(line)

"""Subtitles as files, read back as players read them."""

import pysubs2
from cut_parts import cut_plan

from albumforge.generators.autocut.plan import CutText
from albumforge.generators.autocut.subtitle_files import srt_of, vtt_of

PLAN = cut_plan(
    texts=(
        CutText(start=0.5, end=1.25, text="first line\n第二行"),
        CutText(start=0.6, end=1.0, text="not said", kind="caption"),
        CutText(start=1.25, end=3.0, text="3 < 4 & <b>5</b> {\\an8} --> 6"),
    )
)


def test_times_and_lines_are_kept() -> None:
    for kind, text in (("srt", srt_of(PLAN)), ("vtt", vtt_of(PLAN))):
        first, second = pysubs2.SSAFile.from_string(text, format_=kind)
        assert (first.start, first.end, first.text) == (500, 1250, "first line\\N第二行")
        assert (second.start, second.end) == (1250, 3000)


def test_nothing_in_a_text_is_a_command() -> None:
    assert "3 &lt; 4 &amp; &lt;b&gt;5&lt;/b&gt;" in vtt_of(PLAN)
    assert "3 < 4 & \u2039b>5" in srt_of(PLAN)
    assert "{" not in srt_of(PLAN) + vtt_of(PLAN)
    assert srt_of(PLAN).count("-->") == vtt_of(PLAN).count("-->") == 2


def test_without_subtitles_a_file_is_empty() -> None:
    assert srt_of(cut_plan()) == ""
    assert vtt_of(cut_plan()).strip() == "WEBVTT"

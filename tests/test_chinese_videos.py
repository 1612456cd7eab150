"""What is said of videos to be cut is there in Chinese: every note and reason as it is really written."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from clips_to_cut import tones, write_video
from media_files import cut, write_clip

from albumforge.chinese import in_chinese
from albumforge.context import Context
from albumforge.errors import MediaError, Unavailable
from albumforge.generators.autocut.ingest import ingest
from albumforge.generators.autocut.transcript.whisper import WhisperTranscriber


def is_chinese(text: str) -> bool:
    return any("\u4e00" <= char <= "\u9fff" for char in text)


def test_notes(tmp_path: Path) -> None:
    times = [Fraction(n, 30) for n in range(60) if n != 20]
    odd = write_clip(
        tmp_path / "odd.mp4", frames=59, times=times, turned=90, sample_aspect=Fraction(4, 3), transfer=16, sound=False
    )
    tracks = [(tones(2.0, [(0.2, 1.8)]), "5.1")] * 2
    double = write_video(tmp_path / "double.mkv", seconds=2, sounds=tracks)
    notes = [*ingest(odd, Context()).cut_off(1.0).notes, *ingest(double, Context()).notes]
    assert len(notes) == 8
    for note in notes:
        assert is_chinese(in_chinese(note)), note
    assert in_chinese(notes[0]) == "原视频帧率不固定；剪辑统一为每秒 30 帧。"


def test_reasons(tmp_path: Path) -> None:
    (tmp_path / "text.mp4").write_text("words")
    cut(write_clip(tmp_path / "cut.mp4", frames=90), 0.6)
    for name in ("text.mp4", "cut.mp4", "gone.mp4"):
        with pytest.raises(MediaError) as raised:
            ingest(tmp_path / name, Context())
        assert is_chinese(in_chinese(raised.value.reason)), raised.value.reason
        assert not raised.value.hint or is_chinese(in_chinese(raised.value.hint))
    for model in ("", "no-such/model", str(tmp_path)):
        with pytest.raises(Unavailable) as missing:
            WhisperTranscriber(model).transcribe(tmp_path / "a.wav", "", Context())
        assert is_chinese(in_chinese(f"No transcript: {missing.value}")), missing.value


@pytest.mark.parametrize(
    "line",
    [
        "The end is missing: of 0:03.0 the first 0:01.2 are there.",
        "1 picture could not be decoded; others are shown instead.",
        "12 pictures could not be decoded; others are shown instead.",
        "The sound cannot be used: its sound cannot be decoded (unknown codec).",
        "The picture begins 0.50 s after the sound; until then its first one is shown.",
        "The speech model 'tiny.en' knows English only, and 'zh' is what is said.",
        "No transcript: Nothing is said in the video.",
        "The transcriber clerk failed: RuntimeError: out of memory",
    ],
)
def test_what_is_rare(line: str) -> None:
    assert is_chinese(in_chinese(line))

"""A cut written for other programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cut_parts import cut_plan
from msgspec.structs import replace

from albumforge.context import Context
from albumforge.errors import Cancelled, InTheWay, InvalidInput
from albumforge.generators.autocut.export import FORMATS, export
from albumforge.generators.autocut.plan import CutText
from albumforge.media.own_export import is_own_export

PLAN = replace(
    cut_plan((30, 90), (120, 240)),
    title="Talk",
    texts=(CutText(start=0.5, end=2.0, text="Hello\nthere"), CutText(start=2.5, end=4.0, text="Bye", kind="caption")),
)


@pytest.mark.parametrize("ending", FORMATS)
def test_an_export_is_written_and_written_again(tmp_path: Path, ending: str) -> None:
    output = tmp_path / f"cut{ending}"
    export(PLAN, output, Context())
    first = output.read_bytes()
    assert is_own_export(output) == (ending != ".srt")
    export(PLAN, output, Context())
    assert output.read_bytes() == first
    assert [file.name for file in tmp_path.iterdir()] == [output.name]


@pytest.mark.parametrize("ending", FORMATS)
def test_what_is_not_ours_is_not_replaced(tmp_path: Path, ending: str) -> None:
    output = tmp_path / f"cut{ending}"
    for content in (b"", b"of the user"):
        output.write_bytes(content)
        with pytest.raises(InTheWay):
            export(PLAN, output, Context())
        assert output.read_bytes() == content


def test_the_formats_say_the_cut(tmp_path: Path) -> None:
    for ending in FORMATS:
        export(PLAN, tmp_path / f"cut{ending}", Context())
    edl = (tmp_path / "cut.edl").read_text(encoding="utf-8")
    assert "00:00:01:00 00:00:03:00 00:00:00:00 00:00:02:00" in edl
    assert "00:00:04:00 00:00:08:00 00:00:02:00 00:00:06:00" in edl
    assert json.loads((tmp_path / "cut.otio").read_text(encoding="utf-8"))["name"] == "Talk"
    srt = (tmp_path / "cut.srt").read_text(encoding="utf-8")
    assert srt == "1\n00:00:00,500 --> 00:00:02,000\nHello\nthere\n\n"
    vtt = (tmp_path / "cut.vtt").read_text(encoding="utf-8")
    assert vtt.startswith("WEBVTT\n\nNOTE ALBUMFORGE EXPORT ")
    assert "00:00:00.500 --> 00:00:02.000\nHello\nthere" in vtt
    assert "Bye" not in srt + vtt


def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="OTIO, EDL, SRT or VTT"):
        export(PLAN, tmp_path / "cut.txt", Context())
    for ending in (".srt", ".vtt"):
        with pytest.raises(InvalidInput, match="no subtitles to write"):
            export(replace(PLAN, texts=PLAN.texts[1:]), tmp_path / f"cut{ending}", Context())
    with pytest.raises(Cancelled):
        export(PLAN, tmp_path / "cut.edl", Context(cancelled=lambda: True))
    assert not list(tmp_path.iterdir())

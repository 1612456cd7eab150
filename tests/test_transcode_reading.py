from __future__ import annotations

import os
import random
from pathlib import Path

import av
import pytest
from media_files import cut, write_clip
from transcodes import lumas, preset, proven, times, transcoded

from albumforge.context import Context, Progress
from albumforge.errors import MediaError


@pytest.mark.parametrize(
    ("name", "options", "reason"),
    [
        ("a.mp4", {"movflags": "faststart"}, r"cut off or damaged, at second \d|known kind"),
        ("a.mkv", {}, r"it ends early: 1\.\d s were to be there, at second 0\.\d"),
        ("a.avi", {}, r"cut off or damaged, at second"),
    ],
)
def test_a_source_that_is_cut_off_is_refused_and_nothing_is_left(
    tmp_path: Path, name: str, options: dict[str, str], reason: str
) -> None:
    codec = "mpeg4" if name.endswith("avi") else "libx264"
    source = cut(write_clip(tmp_path / name, frames=40, codec=codec, options=options), 0.6)
    with pytest.raises(MediaError, match=reason):
        transcoded(source, tmp_path / "b.mkv", preset())
    assert sorted(path.name for path in tmp_path.iterdir()) == [name]


@pytest.mark.parametrize("name", ["a.mp4", "a.avi"])
def test_a_source_with_damaged_pictures_is_refused(tmp_path: Path, name: str) -> None:
    codec = "mpeg4" if name.endswith("avi") else "libx264"
    source = write_clip(tmp_path / name, width=160, height=96, frames=40, codec=codec, sound=False)
    data = bytearray(source.read_bytes())
    begin = data.index(b"mdat") if name == "a.mp4" else data.index(b"movi")
    rng = random.Random(5)
    for place in range(begin + 2000, begin + 2400):
        data[place] = rng.randrange(256)
    source.write_bytes(data)
    with pytest.raises(MediaError, match=r"at second \d+\.\d"):
        transcoded(source, tmp_path / "b.mkv", preset())
    assert not (tmp_path / "b.mkv").exists()


def test_a_source_that_changes_meanwhile_is_refused(tmp_path: Path) -> None:
    source = write_clip(tmp_path / "a.mp4", frames=40)

    def change(progress: Progress) -> None:
        if progress.fraction > 0.3:
            os.utime(source)

    with pytest.raises(MediaError, match="it was changed while it was transcoded"):
        transcoded(source, tmp_path / "b.mp4", preset(), Context(on_progress=change))
    assert not (tmp_path / "b.mp4").exists()


def test_pictures_of_avi_that_were_coded_out_of_order_come_in_order(tmp_path: Path) -> None:
    source = write_clip(tmp_path / "a.avi", codec="mpeg4", frames=30, sound=False, options={"bf": "2"})
    made = transcoded(source, tmp_path / "b.mkv", preset())
    assert made.frames == 30
    assert len(lumas(tmp_path / "b.mkv")) == 30


def test_a_file_that_is_no_video_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "a.mp4"
    source.write_text("no video\n", encoding="utf-8")
    with pytest.raises(MediaError):
        transcoded(source, tmp_path / "b.mp4", preset())


@pytest.mark.parametrize(("codec", "options"), [("libx264", {"bf": "0"}), ("libx264", {"bf": "2"}), ("mpeg4", {})])
def test_pictures_of_avi_are_shown_where_their_packets_lie(tmp_path: Path, codec: str, options: dict[str, str]) -> None:
    source = write_clip(tmp_path / "a.avi", codec=codec, frames=30, options=options)
    with av.open(str(source)) as media:
        packets = [float(packet.dts * packet.time_base) for packet in media.demux(video=0) if packet.size]
    proven(source, tmp_path / "b.mkv", preset())
    assert times(tmp_path / "b.mkv") == pytest.approx(packets, abs=0.001)
    assert packets[0] == 0

"""The last picture is shown as long as that of the source."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import pytest
from media_files import write_clip
from transcodes import preset, proven, times

LONG = 0.5


def write_last_long(path: Path) -> Path:
    """Write pictures at a varying rate, of which the last is shown for half a second."""
    starts = [*(Fraction(n, 30) for n in range(15)), *(Fraction(1, 2) + Fraction(n, 3) for n in range(3))]
    plain = write_clip(path.with_name("plain.mp4"), frames=18, times=starts, sound=False, options={"bf": "0"})
    with av.open(str(plain)) as media, av.open(str(path), "w") as made:
        stream = made.add_stream_from_template(media.streams.video[0])
        packets = [packet for packet in media.demux(video=0) if packet.size]
        stamps = [packet.pts or 0 for packet in packets]
        for number, packet in enumerate(packets):
            packet.stream = stream
            last = round(LONG / packet.time_base)
            packet.duration = stamps[number + 1] - stamps[number] if number + 1 < len(stamps) else last
            made.mux(packet)
    return path


@pytest.mark.parametrize("codec", ["h264", "hevc", "av1"])
@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
def test_the_last_picture_keeps_its_length(tmp_path: Path, codec: str, suffix: str) -> None:
    source, output = write_last_long(tmp_path / "a.mp4"), tmp_path / f"b{suffix}"
    proven(source, output, preset(codec))
    assert times(output) == pytest.approx(times(source), abs=0.001)
    with av.open(str(output)) as media:
        packets = [packet for packet in media.demux(video=0) if packet.size]
        last = max(packets, key=lambda packet: packet.pts or 0)
        assert float((last.duration or 0) * last.time_base) == pytest.approx(LONG, abs=0.002)
        assert (media.duration or 0) / av.time_base == pytest.approx(7 / 6 + LONG, abs=0.01)

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import pytest
from media_files import cut, texture, write_clip
from transcodes import preset, transcoded
from videos_to_transcode import write_hdr, write_sphere, write_tracks

from albumforge.context import Context, Progress
from albumforge.errors import Cancelled, MediaError
from albumforge.transcoders.reading import Span
from albumforge.transcoders.verify import Verified, verify
from albumforge.transcoding import Preset


def check(output: Path, source: Path, wanted: Preset | None = None) -> Verified:
    return verify(output, source, wanted or preset(), context=Context(), threads=2)


def test_a_good_result_is_found_good(tmp_path: Path) -> None:
    source, output = write_clip(tmp_path / "a.mp4", frames=60), tmp_path / "b.mkv"
    transcoded(source, output, preset())
    told: list[Progress] = []
    found = verify(output, source, preset(), context=Context(on_progress=told.append))
    assert (found.frames, found.duration) == (60, pytest.approx(2.0, abs=0.05))
    assert found.seconds > 0
    assert {progress.stage for progress in told} == {"verify"}
    assert told[-1].fraction == 1.0


def test_spans_may_begin_below_zero() -> None:
    span, other = Span(), Span()
    for stamp in (-900, -700, -800):
        span.add(stamp, 100, Fraction(1, 100))
        other.add(stamp + 50, None, Fraction(1, 100))
    span.add(None, 100, Fraction(1, 100))
    assert (span.count, span.length, other.after(span)) == (4, 3.0, 0.5)


def test_a_result_of_another_video_is_refused(tmp_path: Path) -> None:
    source, other = write_clip(tmp_path / "a.mp4", frames=30), write_clip(tmp_path / "b.mp4", frames=29)
    with pytest.raises(MediaError, match="it has 29 pictures, its source 30"):
        check(other, source)


def test_pictures_at_other_times_are_refused(tmp_path: Path) -> None:
    source = write_clip(tmp_path / "a.mp4", frames=30, sound=False)
    slow = write_clip(tmp_path / "b.mp4", frames=30, rate=25, sound=False)
    with pytest.raises(MediaError, match=r"its pictures last 1\.20 s, those of its source 1\.00 s"):
        check(slow, source)


def test_a_codec_that_was_not_asked_for_is_refused(tmp_path: Path) -> None:
    source = write_clip(tmp_path / "a.mp4", frames=10, sound=False)
    with pytest.raises(MediaError, match="its streams are coded as h264, not hevc"):
        check(source, source, preset("hevc"))


def test_a_size_that_was_not_asked_for_is_refused(tmp_path: Path) -> None:
    source = write_clip(tmp_path / "a.mp4", width=160, height=96, frames=10, sound=False)
    with pytest.raises(MediaError, match="its pictures have 160×96 pixels, not 80×48"):
        check(source, source, preset(max_width=80))


def test_pictures_that_are_not_upright_are_refused(tmp_path: Path) -> None:
    source = write_clip(tmp_path / "a.mp4", width=96, height=96, frames=10, sound=False, turned=90)
    with pytest.raises(MediaError, match="its pictures are not upright"):
        check(source, source)


def test_a_lost_track_is_refused(tmp_path: Path) -> None:
    source = write_clip(tmp_path / "a.mp4", frames=10)
    silent = write_clip(tmp_path / "b.mp4", frames=10, sound=False)
    with pytest.raises(MediaError, match="it has 0 audio streams, not 1"):
        check(silent, source)


def test_lost_chapters_are_refused(tmp_path: Path) -> None:
    source, output = write_tracks(tmp_path / "a.mkv"), tmp_path / "b.mkv"
    transcoded(source, output, preset(chapters=False))
    with pytest.raises(MediaError, match="it has 0 chapters, not 2"):
        check(output, source)


def test_sound_that_is_late_is_refused(tmp_path: Path) -> None:
    source, late = write_clip(tmp_path / "a.mkv", frames=45), tmp_path / "b.mkv"
    with av.open(str(source)) as media, av.open(str(late), "w") as container:
        made = [container.add_stream_from_template(stream) for stream in media.streams]
        for packet in media.demux():
            if packet.size:
                if packet.stream.type == "audio":
                    packet.pts = (packet.pts or 0) + 300
                    packet.dts = packet.pts
                packet.stream = made[packet.stream_index]
                container.mux(packet)
    with pytest.raises(MediaError, match=r"the sound track 1 of the result begins 0\.3\d s later"):
        check(late, source)


def test_sound_that_ends_early_is_refused(tmp_path: Path) -> None:
    source, output = write_clip(tmp_path / "a.mkv", frames=60), tmp_path / "b.mp4"
    with av.open(str(source)) as media, av.open(str(output), "w") as container:
        made = [container.add_stream_from_template(stream) for stream in media.streams]
        for packet in media.demux():
            late = packet.stream.type == "audio" and (packet.pts or 0) * packet.time_base > 1
            if packet.size and not late:
                packet.stream = made[packet.stream_index]
                container.mux(packet)
    with pytest.raises(MediaError, match=r"its sound track 1 lasts 1\.0\d s, that of its source [12]\.\d\d s"):
        check(output, source)


@pytest.mark.parametrize("kind", ["pictures", "sound"])
def test_damage_is_found_wherever_it_is(tmp_path: Path, kind: str) -> None:
    source, output = tmp_path / "a.mp4", tmp_path / "b.mp4"
    write_clip(source, width=160, height=96, frames=60, paint=lambda number: texture(160, 96, number // 8))
    transcoded(source, output, preset("hevc" if kind == "sound" else "h264"))
    data = bytearray(output.read_bytes())
    with av.open(str(output)) as media:
        stream = media.streams.audio[0] if kind == "sound" else media.streams.video[0]
        packets = [packet for packet in media.demux(stream) if packet.size]
        packet = packets[len(packets) // 2] if kind == "sound" else packets[1]
        assert packet.pos is not None
        place, size = packet.pos, packet.size
    data[place + 1 : place + size] = b"\xff" * (size - 1)
    output.write_bytes(data)
    with pytest.raises(MediaError, match=r"at second \d\.\d"):
        check(output, source, preset("hevc" if kind == "sound" else "h264"))


def test_a_result_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    source, output = write_clip(tmp_path / "a.mp4", frames=60), tmp_path / "b.mkv"
    transcoded(source, output, preset())
    with pytest.raises(MediaError):
        check(cut(output, 0.7), source)


def test_a_source_that_ends_early_is_refused_though_all_that_is_there_was_encoded(tmp_path: Path) -> None:
    source, output = write_clip(tmp_path / "a.mkv", frames=60, sound=False), tmp_path / "b.mkv"
    cut(source, 0.6)
    with av.open(str(source)) as media:
        frames = sum(1 for _ in media.decode(video=0))
    write_clip(output, frames=frames, sound=False, codec="libx265")
    with pytest.raises(MediaError, match="it ends early") as refused:
        check(output, source, preset("hevc"))
    assert refused.value.path == source


def test_lost_colours_and_lost_hdr_are_refused(tmp_path: Path) -> None:
    source = write_hdr(tmp_path / "a.mp4")
    plain = write_hdr(tmp_path / "b.mp4", described=False)
    with pytest.raises(MediaError, match="it lost what HDR10 says of the display of the mastering"):
        check(plain, source, preset("hevc"))
    other = write_hdr(tmp_path / "c.mp4", described=False, transfer=18)
    with pytest.raises(MediaError, match=r"the transfer of its colours is 18, not 16"):
        check(other, source, preset("hevc"))


def test_a_lost_sphere_is_refused(tmp_path: Path) -> None:
    source = write_sphere(tmp_path / "a.mp4")
    plain = write_clip(tmp_path / "b.mp4", frames=10, sound=False)
    with pytest.raises(MediaError, match="it lost what makes it a VR video"):
        check(plain, source)


def test_a_cover_that_cannot_be_decoded_is_the_sources_own_affair(tmp_path: Path) -> None:
    clip, source = write_clip(tmp_path / "clip.mkv", frames=10, sound=False), tmp_path / "a.mkv"
    with av.open(str(clip)) as media, av.open(str(source), "w") as container:
        made = container.add_stream_from_template(media.streams.video[0])
        container.add_attachment("cover.jpg", "image/jpeg", b"\xff\xd8\xff\xd9")
        for packet in media.demux(video=0):
            if packet.size:
                packet.stream = made
                container.mux(packet)
    transcoded(source, tmp_path / "b.mkv", preset())
    assert check(tmp_path / "b.mkv", source).frames == 10


def test_it_can_be_stopped(tmp_path: Path) -> None:
    source = write_clip(tmp_path / "a.mp4", frames=10)
    with pytest.raises(Cancelled):
        verify(source, source, preset(), context=Context(cancelled=lambda: True, poll_interval=0.0))

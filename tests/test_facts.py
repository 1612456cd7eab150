"""What a scan finds out about a video."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import pytest
from media_files import cut, write_clip, write_picture
from videos_to_transcode import hdr10_plus, write_dynamic, write_hdr, write_sphere, write_tracks

from albumforge.chinese import in_chinese
from albumforge.errors import MediaError
from albumforge.media.probe import probe_video
from albumforge.transcoders.facts import video_facts
from albumforge.transcoding import Hdr, StreamFacts


def test_a_plain_clip(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mp4", frames=45, rate=30)
    facts = video_facts(path)
    status = path.stat()
    assert (facts.path, facts.size, facts.mtime_ns) == (path, status.st_size, status.st_mtime_ns)
    assert (facts.codec, facts.width, facts.height, facts.fps) == ("h264", 96, 64, Fraction(30))
    assert facts.duration == pytest.approx(1.5, abs=0.01)
    assert facts.bitrate_k == round(status.st_size * 8 / facts.duration / 1000)
    assert "mp4" in facts.container
    assert (facts.bits, facts.hdr, facts.vr, facts.interlaced, facts.chapters) == (8, Hdr.NONE, False, False, 0)
    assert facts.streams == (StreamFacts("video", "h264"), StreamFacts("audio", "aac", "", 1))


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv", "a.mov", "a.avi", "a.ts", "a.webm"])
@pytest.mark.parametrize("rate", [Fraction(24000, 1001), Fraction(25)])
def test_every_container_tells_rate_and_length_as_a_full_look_does(name: str, rate: Fraction, tmp_path: Path) -> None:
    codec = "libvpx-vp9" if name.endswith("webm") else "libx264"
    path = write_clip(tmp_path / name, frames=40, rate=rate, codec=codec, sound=False)
    facts, full = video_facts(path), probe_video(path)
    assert float(facts.fps) == pytest.approx(float(full.fps), rel=1e-3)
    assert facts.duration == pytest.approx(full.duration, abs=0.05)


def test_codecs_have_the_names_of_formats_not_of_decoders(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mkv", codec="libsvtav1", frames=5, sound=False, options={"preset": "12"})
    assert video_facts(path).codec == "av1"


def test_all_streams_with_languages_and_chapters(tmp_path: Path) -> None:
    facts = video_facts(write_tracks(tmp_path / "a.mkv"))
    assert facts.chapters == 2
    assert [(one.kind, one.language, one.channels) for one in facts.streams] == [
        ("video", "", 0),
        ("audio", "ger", 1),
        ("audio", "jpn", 1),
        ("attachment", "", 0),
    ]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, Hdr.HDR10),
        ({"described": False}, Hdr.PQ),
        ({"described": False, "transfer": 18}, Hdr.HLG),
        ({"described": False, "transfer": 14}, Hdr.NONE),
    ],
)
@pytest.mark.parametrize("name", ["a.mp4", "a.mkv"])
def test_kinds_of_hdr(fields: dict[str, object], expected: Hdr, name: str, tmp_path: Path) -> None:
    facts = video_facts(write_hdr(tmp_path / name, **fields))
    assert (facts.hdr, facts.bits) == (expected, 10)


def test_hdr10_plus_and_dolby_vision_are_known_by_their_metadata(tmp_path: Path) -> None:
    assert video_facts(write_dynamic(tmp_path / "a.mkv", hdr10_plus())).hdr is Hdr.HDR10_PLUS
    dolby = write_hdr(tmp_path / "b.mp4")
    dolby.write_bytes(dolby.read_bytes().replace(b"hev1", b"dvhe"))
    assert video_facts(dolby).hdr is Hdr.DOLBY_VISION


def test_spheres_are_known_by_metadata_and_by_name(tmp_path: Path) -> None:
    sphere = video_facts(write_sphere(tmp_path / "flat.mp4"))
    assert (sphere.vr, sphere.vr_by) == (True, "metadata")
    named = video_facts(write_clip(tmp_path / "trip_180_LR.mp4", frames=5))
    assert (named.vr, named.vr_by) == (True, "name")


def test_interlaced_frames(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mkv", frames=10, sound=False, options={"x264-params": "interlaced=1"})
    assert video_facts(path).interlaced


def test_cover_art_is_no_picture_of_the_video(tmp_path: Path) -> None:
    import av

    clip, cover = write_clip(tmp_path / "a.mp4", frames=10), write_picture(tmp_path / "cover.jpg")
    both = tmp_path / "both.mp4"
    with av.open(str(clip)) as source, av.open(str(cover)) as picture, av.open(str(both), "w") as container:
        made = [container.add_stream_from_template(stream) for stream in source.streams]
        art = container.add_stream_from_template(picture.streams.video[0])
        art.disposition = av.stream.Disposition.attached_pic
        for packet in source.demux():
            if packet.dts is not None:
                packet.stream = made[packet.stream_index]
                container.mux(packet)
        for packet in picture.demux():
            if packet.dts is not None:
                packet.stream = art
                container.mux(packet)
    facts = video_facts(both)
    assert facts.codec == "h264"
    assert [one.kind for one in facts.streams] == ["video", "audio", "attachment"]


def test_what_is_no_video_is_refused_with_its_reason(tmp_path: Path) -> None:
    (tmp_path / "empty.mp4").touch()
    (tmp_path / "text.mp4").write_text("words")
    (tmp_path / "list.mp4").write_text("#EXTM3U\n#EXTINF:1,\n/etc/passwd\n")
    cut(write_clip(tmp_path / "short.mp4", frames=30), 0.5)
    write_picture(tmp_path / "picture.jpg").rename(tmp_path / "picture.mp4")
    reasons = {
        "empty.mp4": "the file is empty",
        "text.mp4": "not a video or sound file",
        "list.mp4": "not a video or sound file",
        "short.mp4": "not a video or sound file|damaged",
        "picture.mp4": "it is a picture",
        "gone.mp4": "there is no such file",
    }
    for name, reason in reasons.items():
        with pytest.raises(MediaError, match=reason):
            video_facts(tmp_path / name)


@pytest.mark.parametrize("name", ["a.mp4", "a.mov"])
def test_a_file_that_is_cut_off_is_refused_by_its_index(tmp_path: Path, name: str) -> None:
    path = write_clip(tmp_path / name, options={"crf": "5"}, frames=60)
    with (
        av.open(str(path)) as media,
        av.open(str(tmp_path / f"b{name}"), "w", options={"movflags": "faststart"}) as made,
    ):
        streams = [made.add_stream_from_template(stream) for stream in media.streams]
        for packet in media.demux():
            if packet.size:
                packet.stream = streams[packet.stream_index]
                made.mux(packet)
    whole = (tmp_path / f"b{name}").read_bytes()
    assert video_facts(tmp_path / f"b{name}").size == len(whole)
    path.write_bytes(whole[: len(whole) * 2 // 3])
    with pytest.raises(MediaError, match=r"it is cut off: [\d,]+ bytes or more are missing") as caught:
        video_facts(path)
    assert "不完整" in in_chinese(caught.value.reason)

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from av.stream import Disposition
from av.subtitles.subtitle import SubtitleSet
from media_files import write_clip, write_picture
from transcodes import preset, proven, streams, transcoded
from videos_to_transcode import write_tracks

from albumforge.errors import MediaError
from albumforge.media.probe import open_media, video_stream
from albumforge.transcoders.streams import Fate, Tracks, bitrate, tracks_of
from albumforge.transcoding import Preset, Sound

HEADER = b"""[Script Info]\r
ScriptType: v4.00+\r
\r
[V4+ Styles]\r
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, \
StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, \
Encoding\r
Style: Default,Arial,16,&Hffffff,&Hffffff,&H0,&H0,0,0,0,0,100,100,0,0,1,1,0,2,10,10,10,1\r
\r
[Events]\r
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\r
"""
WORDS = ((200, 700, "Guten Tag"), (1000, 500, "你好"))
"""Begin and length in ms, and text."""


def plan(path: Path, wanted: Preset, container: str) -> Tracks:
    with open_media(path) as media:
        return tracks_of(path, media, video_stream(path, media), wanted, container)


def write_words(path: Path, codec: str, *, sound: Sequence[str] = ()) -> Path:
    """Write pictures, silent sound tracks by codec, and one subtitle track in German that is meant to be forced."""
    clip = write_clip(path.with_suffix(".clip.mkv"), frames=45, sound=False)
    with av.open(str(clip)) as source, av.open(str(path), "w", options={"strict": "experimental"}) as container:
        video = container.add_stream_from_template(source.streams.video[0])
        tracks: list[Any] = [container.add_stream(name, rate=48000, layout="mono") for name in sound]
        words: Any = container.add_stream(codec)
        words.metadata["language"] = "ger"
        words.disposition = Disposition.forced
        words.codec_context.time_base = words.time_base = Fraction(1, 1000)
        words.codec_context.subtitle_header = HEADER
        for packet in source.demux(video=0):
            if packet.size:
                packet.stream = video
                container.mux(packet)
        for track in tracks:
            kind = track.codec_context.format
            block = av.AudioFrame.from_ndarray(
                np.zeros((1, 72000), {"s16": np.int16, "s16p": np.int16, "s32": np.int32}.get(kind.name, np.float32)),
                format=kind.name,
                layout="mono",
            )
            block.sample_rate, block.pts, block.time_base = 48000, 0, Fraction(1, 48000)
            container.mux(track.encode(block))
            container.mux(track.encode())
        for number, (begin, lasts, text) in enumerate(WORDS):
            line = f"{number},0,Default,,0,0,0,,{text}".encode()
            packet = words.codec_context.encode_subtitle(SubtitleSet.create(line, 0, lasts))
            packet.stream, packet.pts, packet.dts, packet.duration = words, begin, begin, lasts
            packet.time_base = Fraction(1, 1000)
            container.mux(packet)
    clip.unlink()
    return path


def words_of(path: Path) -> list[tuple[float, str]]:
    """Return when each subtitle begins, in seconds, and its text."""
    found = []
    with av.open(str(path)) as media:
        stream = media.streams.subtitles[0]
        for packet in media.demux(stream):
            if packet.size and packet.pts is not None:
                for line in stream.codec_context.decode2(packet) or ():
                    found.append((round(float(packet.pts * packet.time_base), 2), line.ass.decode().split(",,", 2)[-1]))
    return [(begin, text.removeprefix("0,0,0,,")) for begin, text in found]


@pytest.mark.parametrize(
    ("codec", "suffix", "result", "kept"),
    [
        ("subrip", ".mkv", ".mkv", "subrip"),
        ("ass", ".mkv", ".mkv", "ass"),
        ("ass", ".mkv", ".mp4", "mov_text"),
        ("subrip", ".mkv", ".mov", "mov_text"),
        ("mov_text", ".mp4", ".mp4", "mov_text"),
        ("mov_text", ".mp4", ".mkv", "subrip"),
    ],
)
def test_words_keep_their_text_times_and_language(
    tmp_path: Path, codec: str, suffix: str, result: str, kept: str
) -> None:
    source = write_words(tmp_path / f"a{suffix}", codec)
    output = tmp_path / f"b{result}"
    made, _ = proven(source, output, preset())
    assert words_of(output) == [(0.2, "Guten Tag"), (1.0, "你好")]
    assert streams(output)[1] == ("subtitle", kept, "ger")
    assert bool(made.notes) == (kept != codec)
    if result == ".mov":
        assert made.notes[-1] == "MOV has no mark for forced subtitles; those of the subtitle track 1 (subrip) lose it."
        return
    with av.open(str(output)) as media:
        assert media.streams.subtitles[0].disposition & Disposition.forced


def test_all_tracks_the_font_and_the_chapters_survive(tmp_path: Path) -> None:
    source, output = write_tracks(tmp_path / "a.mkv"), tmp_path / "b.mkv"
    made, _ = proven(source, output, preset())
    assert streams(output) == [
        ("video", "h264", ""),
        ("audio", "aac", "ger"),
        ("audio", "aac", "jpn"),
        ("attachment", "", ""),
    ]
    with av.open(str(output)) as media:
        font = media.streams.attachments[0]
        assert (font.name, font.mimetype, font.data) == ("face.ttf", "font/ttf", b"glyphs")
        assert [chapter["metadata"]["title"] for chapter in media.chapters()] == ["one", "two"]
    assert made.streams == {"video": 1, "audio": 2, "attachment": 1}
    assert made.notes == ()


def test_a_font_is_left_out_of_mp4_and_told(tmp_path: Path) -> None:
    source = write_tracks(tmp_path / "a.mkv")
    made, _ = proven(source, tmp_path / "b.mp4", preset())
    assert made.notes == ("The font face.ttf is left out: MP4 has no place for it.",)


@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
@pytest.mark.parametrize("result", [".mp4", ".mkv"])
def test_the_cover_survives(tmp_path: Path, suffix: str, result: str) -> None:
    source, output = write_cover(tmp_path / f"a{suffix}"), tmp_path / f"b{result}"
    made, _ = proven(source, output, preset())
    assert ("attachment", "mjpeg", "") in streams(output)
    assert made.streams == {"video": 1, "attachment": 1}
    assert cover_of(output) == (tmp_path / "cover.jpg").read_bytes()


def test_a_cover_is_left_out_of_mov_and_told(tmp_path: Path) -> None:
    made, _ = proven(write_cover(tmp_path / "a.mp4"), tmp_path / "b.mov", preset())
    assert made.notes == ("The cover is left out: MOV has no place for it.",)


def write_cover(path: Path) -> Path:
    cover = write_picture(path.with_name("cover.jpg"))
    clip = write_clip(path.with_name("clip.mkv"), frames=10, sound=False)
    with av.open(str(clip)) as source, av.open(str(cover)) as picture, av.open(str(path), "w") as container:
        video = container.add_stream_from_template(source.streams.video[0])
        if path.suffix == ".mkv":
            container.add_attachment("cover.jpg", "image/jpeg", cover.read_bytes())
        else:
            image = container.add_stream_from_template(picture.streams.video[0])
            image.disposition = Disposition.attached_pic
            shown = av.Packet(cover.read_bytes())
            shown.pts = shown.dts = 0
            shown.stream = image
            container.mux(shown)
        for packet in source.demux(video=0):
            if packet.size:
                packet.stream = video
                container.mux(packet)
    return path


def cover_of(path: Path) -> bytes:
    with av.open(str(path)) as media:
        stream = next(found for found in media.streams if found.disposition & Disposition.attached_pic)
        return next(bytes(packet) for packet in media.demux(stream) if packet.size)


def test_sound_that_a_container_cannot_hold_is_encoded(tmp_path: Path) -> None:
    source = write_words(tmp_path / "a.mkv", "subrip", sound=("flac", "libopus"))
    wanted = preset()
    assert [track.fate for track in plan(source, wanted, "mp4").tracks[1:3]] == [Fate.COPY, Fate.COPY]
    made, _ = proven(source, tmp_path / "b.mov", wanted)
    assert [codec for kind, codec, _ in streams(tmp_path / "b.mov") if kind == "audio"] == ["aac", "aac"]
    assert made.notes[:2] == (
        "The sound track 1 (flac) is aac now: MOV cannot hold it otherwise.",
        "The sound track 2 (opus) is aac now: MOV cannot hold it otherwise.",
    )


def test_sound_that_is_already_as_wanted_is_copied(tmp_path: Path) -> None:
    source = write_clip(tmp_path / "a.mp4", frames=20)
    assert plan(source, preset(audio=Sound("aac")), "mp4").tracks[1].fate is Fate.COPY
    assert plan(source, preset(audio=Sound("aac", bitrate_k=32)), "mp4").tracks[1].fate is Fate.SOUND
    assert plan(source, preset(audio=Sound("drop")), "mp4").wanted() == {"video": 1}
    proven(source, tmp_path / "b.mkv", preset(audio=Sound("opus")))
    assert streams(tmp_path / "b.mkv")[1][1] == "opus"


def test_what_the_preset_drops_is_gone(tmp_path: Path) -> None:
    source = write_words(tmp_path / "a.mkv", "ass", sound=("aac",))
    made, _ = proven(source, tmp_path / "b.mp4", preset(audio=Sound("drop"), subtitles="drop"))
    assert streams(tmp_path / "b.mp4") == [("video", "h264", "")]
    assert made.notes == ()


def test_subtitles_of_pictures_are_refused_where_they_cannot_be_kept(tmp_path: Path) -> None:
    source = write_pgs(tmp_path / "a.mkv")
    with pytest.raises(MediaError, match=r"subtitle track 1 \(hdmv_pgs_subtitle\) cannot be kept in MP4") as refused:
        transcoded(source, tmp_path / "b.mp4", preset())
    assert refused.value.hint == "Matroska holds more kinds."
    made, _ = proven(source, tmp_path / "b.mkv", preset())
    assert made.streams == {"video": 1, "subtitle": 1}


def write_pgs(path: Path) -> Path:
    """Write a Matroska with a subtitle track of Blu-ray whose only segment is an end of display."""
    clip = write_clip(path.with_name("clip.mkv"), frames=30, sound=False)
    with av.open(str(clip)) as source, av.open(str(path), "w") as container:
        video = container.add_stream_from_template(source.streams.video[0])
        words = container.add_mux_stream("hdmv_pgs_subtitle")
        words.time_base = Fraction(1, 1000)
        for packet in source.demux(video=0):
            if packet.size:
                packet.stream = video
                container.mux(packet)
        segment = av.Packet(b"\x80\x00\x00")
        segment.stream, segment.pts, segment.dts, segment.duration = words, 500, 500, 100
        segment.time_base = Fraction(1, 1000)
        container.mux(segment)
    return path


def test_a_second_video_track_is_copied(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.mkv", frames=20, sound=False)
    source = tmp_path / "a.mkv"
    with av.open(str(clip)) as media, av.open(str(source), "w") as container:
        made = [container.add_stream_from_template(media.streams.video[0]) for _ in range(2)]
        for packet in media.demux(video=0):
            for stream in made if packet.size else ():
                packet.stream = stream
                container.mux(packet)
    proven(source, tmp_path / "b.mp4", preset("hevc"))
    assert [codec for _, codec, _ in streams(tmp_path / "b.mp4")] == ["hevc", "h264"]


def test_a_time_code_is_kept_as_a_track_or_as_a_tag(tmp_path: Path) -> None:
    source = tmp_path / "a.mov"
    clip = write_clip(tmp_path / "clip.mkv", frames=20, rate=25, sound=False)
    with av.open(str(clip)) as media, av.open(str(source), "w") as container:
        made = container.add_stream_from_template(media.streams.video[0])
        made.metadata["timecode"] = "01:02:03:04"
        for packet in media.demux(video=0):
            if packet.size:
                packet.stream = made
                container.mux(packet)
    proven(source, tmp_path / "b.mov", preset())
    assert streams(tmp_path / "b.mov")[1][0] == "data"
    result, _ = proven(source, tmp_path / "b.mkv", preset())
    assert result.notes == ("The time code is kept as a tag: Matroska has no track for it.",)
    for name in ("b.mov", "b.mkv"):
        with av.open(str(tmp_path / name)) as media:
            tags = {key.lower(): value for key, value in media.streams.video[0].metadata.items()}
            assert tags["timecode"] == "01:02:03:04"


def test_the_bitrate_of_sound_goes_by_its_channels() -> None:
    assert [bitrate(Sound("aac", 160), channels) for channels in (1, 2, 6)] == [80_000, 160_000, 480_000]

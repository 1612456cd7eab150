"""Chapters and subtitles of a film are where they should be, whatever its codec."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import pytest
from segment_files import HEIGHT, WIDTH, painted

from albumforge.media.assemble import assemble
from albumforge.media.coding import ENCODERS, VideoCoding
from albumforge.media.encode import encode_segment
from albumforge.media.timed_text import Chapter, Subtitle
from albumforge.media.verify import verify_film

FPS = Fraction(25)


def _film(folder: Path, codec: str, subtitles: tuple[Subtitle, ...]) -> tuple[Path, int]:
    coding, files, start = VideoCoding().for_codec(codec), [], 0
    for number, length in enumerate((30, 6, 1, 47)):
        file = folder / f"{codec}{number}.mp4"
        encode_segment(painted(range(start, start + length)), file, width=WIDTH, height=HEIGHT, fps=FPS, coding=coding)
        files.append(file)
        start += length
    film = folder / f"{codec}.mp4"
    chapters = [Chapter(0.0, "清晨"), Chapter(1.6, "By the sea")]
    return film, assemble(files, None, film, fps=FPS, chapters=chapters, subtitles=subtitles, language="chi")


@pytest.mark.parametrize("codec", sorted(ENCODERS))
def test_every_codec_joins_with_chapters_and_subtitles(tmp_path: Path, codec: str) -> None:
    subtitles = (Subtitle(2.0, 3.2, "潮声入梦来"), Subtitle(0.4, 1.5, "海上生明月\n天涯共此时"))
    film, frames = _film(tmp_path, codec, subtitles)
    assert frames == 84
    verify_film(film, width=WIDTH, height=HEIGHT, fps=FPS, frames=84, sound=False)
    with av.open(str(film)) as container:
        assert sum(1 for _ in container.decode(video=0)) == 84
        chapters = container.chapters()
        assert [chapter["metadata"]["title"] for chapter in chapters] == ["清晨", "By the sea"]
        times = [
            (chapter["start"] * chapter["time_base"], chapter["end"] * chapter["time_base"]) for chapter in chapters
        ]
        assert times == [(0, Fraction(8, 5)), (Fraction(8, 5), Fraction(84, 25))]
    with av.open(str(film)) as container:
        stream = container.streams.subtitles[0]
        assert stream.language == "chi"
        read = [
            (
                float(packet.pts * packet.time_base),
                float(packet.duration * packet.time_base),
                bytes(packet)[2:].decode(),
            )
            for packet in container.demux(stream)
            if packet.pts is not None and packet.size > 2
        ]
    assert [words for _, _, words in read] == ["海上生明月\n天涯共此时", "潮声入梦来"]
    assert [start for start, _, _ in read] == pytest.approx([0.4, 2.0])
    assert [length for _, length, _ in read] == pytest.approx([1.1, 1.2])


@pytest.mark.parametrize("codec", sorted(ENCODERS))
def test_the_same_frames_give_the_same_bytes(tmp_path: Path, codec: str) -> None:
    coding = VideoCoding().for_codec(codec)
    bytes_of = []
    for name in ("a", "b"):
        file = tmp_path / f"{name}.mp4"
        encode_segment(painted(range(20)), file, width=WIDTH, height=HEIGHT, fps=FPS, coding=coding)
        bytes_of.append(file.read_bytes())
    assert bytes_of[0] == bytes_of[1]


def test_hevc_carries_the_tag_that_players_of_apple_want(tmp_path: Path) -> None:
    film, _ = _film(tmp_path, "hevc", ())
    with av.open(str(film)) as container:
        assert container.streams.video[0].codec_context.codec_tag == "hvc1"
        assert not container.streams.subtitles

"""The last look at a film: whatever is wrong is found and said."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from segment_files import FPS, HEIGHT, WIDTH, write_segment

from albumforge.errors import MediaError
from albumforge.media.assemble import assemble
from albumforge.media.audio import RATE, encode_aac
from albumforge.media.verify import verify_film

FRAMES = 60


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[Path], Path]:
    """Segments of 60 frames together, and their sound."""
    folder = tmp_path_factory.mktemp("parts")
    segments = [write_segment(folder / f"{start}.mp4", range(start, start + 20)) for start in range(0, FRAMES, 20)]
    sound = folder / "sound.m4a"
    wave = np.sin(np.arange(round(FRAMES / FPS * RATE)) * 0.05).astype(np.float32) * np.float32(0.2)
    encode_aac(np.repeat(wave[:, None], 2, axis=1), sound)
    return segments, sound


@pytest.fixture
def film(tmp_path: Path, parts: tuple[list[Path], Path]) -> Path:
    """A good film with sound."""
    path = tmp_path / "film.mp4"
    assemble(*parts, path, fps=FPS)
    return path


def _verify(path: Path, **changed: Any) -> None:
    values: dict[str, Any] = {"width": WIDTH, "height": HEIGHT, "fps": FPS, "frames": FRAMES, "sound": True}
    verify_film(path, **(values | changed))


def test_a_good_film_passes_with_and_without_sound(film: Path, tmp_path: Path, parts: tuple[list[Path], Path]) -> None:
    before = film.stat()
    _verify(film)
    assert (film.stat().st_mtime_ns, film.stat().st_size) == (before.st_mtime_ns, before.st_size)
    assemble(parts[0], None, tmp_path / "silent.mp4", fps=FPS)
    _verify(tmp_path / "silent.mp4", sound=False)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"frames": 59}, "frames: 60, not 59"),
        ({"frames": 61}, "frames: 60, not 61"),
        ({"width": 322}, "320×180, not 322×180"),
        ({"height": 178}, "320×180, not 320×178"),
        ({"sound": False}, "sound tracks: 1, not 0"),
        ({"fps": Fraction(24)}, "frame 7 of the finished film is at 0.2800 s"),
        ({"fps": Fraction(30000, 1001)}, "frame 2 of"),
    ],
)
def test_what_does_not_fit_is_said(film: Path, changed: dict[str, Any], said: str) -> None:
    with pytest.raises(MediaError) as caught:
        _verify(film, **changed)
    assert said in str(caught.value)
    assert caught.value.path == film


def test_missing_sound_is_found(tmp_path: Path, parts: tuple[list[Path], Path]) -> None:
    assemble(parts[0], None, tmp_path / "silent.mp4", fps=FPS)
    with pytest.raises(MediaError, match="sound tracks: 0, not 1"):
        _verify(tmp_path / "silent.mp4")


@pytest.mark.parametrize("seconds", [1.0, 2.0, 2.8])
def test_sound_of_another_length_is_found(tmp_path: Path, parts: tuple[list[Path], Path], seconds: float) -> None:
    sound = tmp_path / "other.m4a"
    encode_aac(np.full((round(seconds * RATE), 2), 0.1, np.float32), sound)
    assemble(parts[0], sound, tmp_path / "film.mp4", fps=FPS)
    with pytest.raises(MediaError, match=f"lasts {seconds:.2f} s, not 2.40"):
        _verify(tmp_path / "film.mp4")


def _copied_without(film: Path, target: Path, dropped: int) -> Path:
    """Copy the pictures of a film without its nth packet, as a muxer with a fault might."""
    with av.open(str(film)) as source, av.open(str(target), "w") as container:
        stream = source.streams.video[0]
        copy = container.add_stream_from_template(stream, opaque=True)
        for number, packet in enumerate(source.demux(stream)):
            if packet.pts is not None and number != dropped:
                packet.stream = copy
                container.mux(packet)
    return target


@pytest.mark.parametrize("dropped", [0, 1, 30, 58])
def test_a_missing_frame_is_found(film: Path, tmp_path: Path, dropped: int) -> None:
    holed = _copied_without(film, tmp_path / "holed.mp4", dropped)
    with pytest.raises(MediaError, match="frames: 59, not 60"):
        _verify(holed, sound=False)
    with pytest.raises(MediaError):
        _verify(holed, sound=False, frames=59)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9, 0.99])
def test_a_cut_file_is_found(film: Path, share: float) -> None:
    film.write_bytes(film.read_bytes()[: int(film.stat().st_size * share)])
    with pytest.raises(MediaError) as caught:
        _verify(film)
    assert caught.value.path == film


def test_a_cut_within_the_last_packet_and_just_before_it_is_found(film: Path) -> None:
    data = film.read_bytes()
    with av.open(str(film)) as container:
        last = max((packet.pos, packet.size) for packet in container.demux() if packet.size)
    assert sum(last) == len(data)
    for end in (len(data) - 1, last[0]):
        film.write_bytes(data[:end])
        with pytest.raises(MediaError, match=r"cut off|packets of sound"):
            _verify(film)


def test_a_file_that_is_no_film_is_found(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    path.write_text("not a film " * 200)
    with pytest.raises(MediaError, match=r"film\.mp4"):
        _verify(path)


def test_a_last_group_that_cannot_be_decoded_is_found(film: Path) -> None:
    with av.open(str(film)) as container:
        last_key = [p for p in container.demux(video=0) if p.pts is not None and p.is_keyframe][-1]
        position, size = last_key.pos, last_key.size
    data = bytearray(film.read_bytes())
    data[position : position + size] = bytes(size)
    film.write_bytes(bytes(data))
    with pytest.raises(MediaError):
        _verify(film)

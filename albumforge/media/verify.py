"""Look into a finished film before it is shown under its name."""

from __future__ import annotations

from array import array
from fractions import Fraction
from pathlib import Path

import numpy as np
from av.container import InputContainer
from numpy.typing import NDArray

from albumforge.errors import MediaError
from albumforge.media.probe import open_media

_SOUND_TOLERANCE = Fraction(1, 10)  # seconds
_OFF = 0.25  # of a frame


def verify_film(path: Path, *, width: int, height: int, fps: Fraction, frames: int, sound: bool) -> None:
    """Check that a file is the film it should be: size, rate, every frame's time once, sound of the same length.

    Packets are read and not decoded, which costs milliseconds; first and last group of pictures are decoded.

    Raises:
        MediaError: it is not; the message says what was found and what was expected.
    """

    def expect(what: str, found: object, wanted: object) -> None:
        if found != wanted:
            raise MediaError(path, f"the finished film has {what} {found}, not {wanted}")

    with open_media(path, decoding=False) as container:
        expect("video streams:", len(container.streams.video), 1)
        expect("sound tracks:", len(container.streams.audio), int(sound))
        video = container.streams.video[0]
        expect("the size", f"{video.width}×{video.height}", f"{width}×{height}")
        shown, heard = _times(container, path)
        expect("frames:", len(shown), frames)
        tick = video.time_base or Fraction(1)
        off = np.flatnonzero(np.abs(np.sort(shown) * float(tick * fps) - np.arange(frames)) > _OFF)
        if len(off):
            time = float(np.sort(shown)[off[0]] * tick)
            raise MediaError(path, f"frame {off[0]} of the finished film is at {time:.4f} s")
        if sound and abs(heard - frames / fps) > _SOUND_TOLERANCE:
            raise MediaError(
                path, f"the sound of the finished film lasts {float(heard):.2f} s, not {float(frames / fps):.2f}"
            )
    for last in (False, True):
        with open_media(path) as container:
            _decode_some(container, path, frames, fps, last)


def _times(container: InputContainer, path: Path) -> tuple[NDArray[np.int64], Fraction]:
    """Return when each frame is shown, in ticks, and when the sound ends, out of every packet that can be read."""
    shown, heard = array("q"), Fraction(0)
    read = dict.fromkeys(range(len(container.streams)), 0)
    for packet in container.demux():
        if packet.pts is None or packet.time_base is None:
            continue
        if packet.is_corrupt:
            raise MediaError(path, "the finished film is cut off")
        read[packet.stream_index] += 1
        if packet.stream.type == "video":
            shown.append(packet.pts)
        else:
            heard = max(heard, (packet.pts + (packet.duration or 0)) * packet.time_base)
    for stream in container.streams:
        if stream.type == "audio" and read[stream.index] != stream.frames:
            raise MediaError(
                path,
                f"the finished film has {read[stream.index]} packets of sound, not the {stream.frames} of its index",
            )
    return np.array(shown, np.int64), heard


def _decode_some(container: InputContainer, path: Path, frames: int, fps: Fraction, last: bool) -> None:
    stream = container.streams.video[0]
    stream.thread_type = "AUTO"
    if last:
        container.seek(int((frames - 1) / fps * 1_000_000), backward=True)
    wanted = (frames - 1) / fps if last else Fraction(0)
    time_base = stream.time_base or Fraction(1)
    for frame in container.decode(stream):
        if frame.pts is not None and abs(frame.pts * time_base - wanted) < 1 / (2 * fps):
            return
    raise MediaError(path, f"the {'last' if last else 'first'} frame of the finished film cannot be decoded")

"""Look into a finished film before it is shown under its name."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av

from albumforge.errors import MediaError


def verify_film(path: Path, *, width: int, height: int, fps: Fraction, frames: int, sound: bool) -> None:
    """Check that a file is the film it should be: size, rate, every frame's time once, sound of the same length.

    Packets are read and not decoded, which costs milliseconds; first and last group of pictures are decoded.

    Raises:
        MediaError: it is not; the message says what was found and what was expected.
    """

    def expect(what: str, found: object, wanted: object) -> None:
        if found != wanted:
            raise MediaError(path, f"the finished film has {what} {found}, not {wanted}")

    with av.open(str(path)) as container:
        expect("video streams:", len(container.streams.video), 1)
        expect("sound tracks:", len(container.streams.audio), int(sound))
        video = container.streams.video[0]
        expect("the size", f"{video.width}×{video.height}", f"{width}×{height}")
        time_base = video.time_base or Fraction(1)
        times = sorted(packet.pts for packet in container.demux(video) if packet.pts is not None)
        expect("frames:", len(times), frames)
        for number, pts in enumerate(times):
            if abs(pts * time_base - number / fps) > 1 / (4 * fps):
                raise MediaError(path, f"frame {number} of the finished film is at {float(pts * time_base):.4f} s")
        if sound:
            audio = container.streams.audio[0]
            heard = float((audio.duration or 0) * (audio.time_base or 0))
            if abs(heard - float(frames / fps)) > 0.1:
                raise MediaError(
                    path, f"the sound of the finished film lasts {heard:.2f} s, not {float(frames / fps):.2f}"
                )
    for last in (False, True):
        with av.open(str(path)) as container:
            _decode_some(container, path, frames, fps, last)


def _decode_some(container: av.container.InputContainer, path: Path, frames: int, fps: Fraction, last: bool) -> None:
    stream = container.streams.video[0]
    if last:
        container.seek(int((frames - 1) / fps * 1_000_000), backward=True)
    wanted = (frames - 1) / fps if last else Fraction(0)
    time_base = stream.time_base or Fraction(1)
    for frame in container.decode(stream):
        if frame.pts is not None and abs(frame.pts * time_base - wanted) < 1 / (2 * fps):
            return
    raise MediaError(path, f"the {'last' if last else 'first'} frame of the finished film cannot be decoded")

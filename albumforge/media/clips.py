"""Frames of a video clip at any rate and size, as planes for the canvas.

Frame n of a reader shows what the clip shows at `start` + n / `fps`, whatever the clip's own rate and however the
frame is reached.
"""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Iterator
from fractions import Fraction
from math import floor
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

import av
import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from albumforge.errors import MediaError
from albumforge.media.clip_shape import ClipShape
from albumforge.media.deinterlace import deinterlaced
from albumforge.media.probe import VideoInfo, open_media, probe_video, video_stream, zero_time

Planes = tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.uint8]]

_FAR = Fraction(3)  # seconds; a jump ahead this long may be cheaper by seeking
_FIRST_STEP_BACK = Fraction(1)


class ClipReader:
    """Reads one clip, on one thread; a context manager.

    In order, each frame of the clip is decoded once. For any other, the key frame before it is sought. Before the
    clip's first picture that one is shown, after its last (or last undamaged) one that.

    Args:
        width, height: of the planes; even.
        fps: output frames a second.
        start: seconds into the file that output frame 0 shows.
        fit: ``cover`` fills the planes and crops what is over; ``contain`` shows all of it with black at the sides.
        whole: make whole pictures of interlaced ones.

    Attributes:
        info: what the clip is.

    Raises:
        MediaError: at `__enter__`, the file is no video that can be decoded.
    """

    def __init__(
        self,
        path: Path | str,
        *,
        width: int,
        height: int,
        fps: Fraction,
        start: float = 0.0,
        fit: Literal["cover", "contain"] = "cover",
        whole: bool = False,
    ) -> None:
        if width < 2 or height < 2 or width % 2 or height % 2:
            raise ValueError(f"width and height must be even, not {width} × {height}")
        if fps <= 0:
            raise ValueError(f"fps must be above 0, not {fps}")
        self._path = path
        self._size = width, height
        self._step = 1 / Fraction(fps)
        self._start = Fraction(start)
        self._fit: Literal["cover", "contain"] = fit
        self._whole = whole
        self._open = contextlib.ExitStack()
        self.info: VideoInfo

    def __enter__(self) -> Self:
        self.info = probe_video(self._path)
        self._shape = ClipShape(self.info, *self._size, self._fit)
        with self._open as stack:
            self._container = stack.enter_context(open_media(self._path))
            self._stream = video_stream(self._path, self._container)
            self._tick = self._stream.time_base or Fraction(1, av.time_base)
            self._zero = zero_time(self._container)
            self._frames = self._decoded()
            # AVI has no times of pictures, only places of packets; a decoder that lags gives a picture a later one's.
            self._by_order = self._container.format.name == "avi"
            self._shown: tuple[int, Planes] | None = None
            self._end: int | None = None
            first = next(self._frames, None)
            if first is None:
                raise MediaError(self._path, "no picture of it can be decoded")
            self._first = self._stamp(first)
            self._move_on(first)
            self._open = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def frame(self, n: int) -> Planes:
        """Return output frame n as planes y (H, W), u and v (H/2, W/2): uint8, BT.709, limited range, read-only.

        The planes stay valid; the picture is the last of the clip that begins at or before that time.
        """
        picture = self.picture(n)
        stamp = self._stamp(picture)
        if self._shown is None or self._shown[0] != stamp:
            self._shown = stamp, self._shape.planes(picture)
        return self._shown[1]

    def picture(self, n: int) -> VideoFrame:
        """Return the decoded picture that output frame n shows, as the clip has it; not to be written to."""
        # Half a tick of tolerance: containers round the times of frames to their ticks.
        target = floor((self._zero + self._start + n * self._step) / self._tick + Fraction(1, 2))
        target = max(target, self._first)
        if self._end is not None:
            target = min(target, self._end)
        behind = target - self._stamp(self._current)
        if behind < 0 or (behind * self._tick > _FAR and self._ahead is not None):
            self._seek(target)
        self._advance(target)
        return self._current

    def _advance(self, target: int) -> None:
        while self._ahead is not None and self._stamp(self._ahead) <= target:
            self._move_on(self._ahead)

    def _move_on(self, frame: VideoFrame) -> None:
        """Make `frame`, the last decoded one, the current one, and decode the one after it."""
        self._current: VideoFrame = frame
        self._ahead: VideoFrame | None = next(self._frames, None)
        if self._ahead is None:
            self._end = self._stamp(frame)

    def _seek(self, target: int) -> None:
        """Make a frame at or before `target` the current one, as close as the key frames allow."""
        if self._by_order:
            if target < self._stamp(self._current):
                self._restart()
            return
        back = Fraction(0)
        while True:
            place = max(self._first, target - floor(back / self._tick))
            self._container.seek(place, stream=self._stream)
            self._frames = self._decoded(from_key_frame=True)
            found = next(self._frames, None)
            if found is not None and self._stamp(found) <= target:
                self._move_on(found)
                return
            if place == self._first:  # the index points wrong, or what it points to is damaged
                self._restart()
                return
            back = max(_FIRST_STEP_BACK, back * 2)

    def _restart(self) -> None:
        self._container.seek(min(0, self._first), stream=self._stream)
        self._frames = self._decoded()
        first = next(self._frames, None)
        if first is None:
            raise MediaError(self._path, "it could be decoded before, and cannot be any more")
        self._move_on(first)

    def _stamp(self, frame: VideoFrame) -> int:
        assert frame.pts is not None  # _decoded leaves the others out
        return frame.pts

    def _decoded(self, *, from_key_frame: bool = False) -> Iterator[VideoFrame]:
        """Yield frames as `_stored` does, whole where that is wanted."""
        frames = self._stored(from_key_frame=from_key_frame)
        return deinterlaced(frames, self._tick) if self._whole else frames

    def _stored(self, *, from_key_frame: bool) -> Iterator[VideoFrame]:
        """Yield frames in the order of their times from where the container stands; damaged ones are left out.

        Args:
            from_key_frame: leave out what comes before the first key frame too: after a jump, frames shown before it
                but coded after it lack the pictures they are made from.
        """
        last: int | None = None
        order: deque[int] = deque()
        packets = self._container.demux(self._stream)
        while True:
            try:
                packet = next(packets)
            except (StopIteration, IndexError, av.error.FFmpegError):  # IndexError: streams came or went on the way
                return
            if self._by_order and packet.dts is not None:
                order.append(packet.dts)
            try:
                frames = packet.decode()
            except av.error.FFmpegError:
                continue
            for frame in frames:
                if self._by_order:
                    frame.pts = order.popleft() if order else None
                elif frame.pts is None:
                    frame.pts = frame.dts
                if frame.pts is None or frame.is_corrupt or (last is not None and frame.pts <= last):
                    continue
                if from_key_frame and last is None and not frame.key_frame:
                    continue
                last = frame.pts
                yield frame

"""Turns decoded video frames of any kind into planes of one size, colour space and orientation."""

from __future__ import annotations

from typing import Literal

import numpy as np
from av.video.frame import VideoFrame
from av.video.plane import VideoPlane
from av.video.reformatter import ColorRange, Colorspace, Interpolation, VideoReformatter
from numpy.typing import NDArray

from albumforge.media.orientation import swaps_sides, upright
from albumforge.media.probe import VideoInfo
from albumforge.media.tonemap import to_standard_range

_SCALING = Interpolation.BICUBIC | Interpolation.ACCURATE_RND | Interpolation.BITEXACT
_SD_HEIGHT = 576
_BLACK = (16, 128, 128)


class ClipShape:
    """Converts the frames of one clip; not for use by several threads at once.

    Args:
        info: what the clip is.
        width, height: of the planes; even.
        fit: ``cover`` or ``contain``, as `ClipReader` has it.
    """

    def __init__(self, info: VideoInfo, width: int, height: int, fit: Literal["cover", "contain"]) -> None:
        self._info = info
        self._width, self._height = width, height
        ratios = width / info.width, height / info.height
        scale = max(ratios) if fit == "cover" else min(ratios)
        self._scaled = _even(info.width * scale), _even(info.height * scale)
        if fit == "cover":
            self._scaled = max(self._scaled[0], width), max(self._scaled[1], height)
        else:
            self._scaled = min(self._scaled[0], width), min(self._scaled[1], height)
        self._stored = self._scaled[::-1] if swaps_sides(info.orientation) else self._scaled
        self._scaler, self._second = VideoReformatter(), VideoReformatter()

    def planes(self, frame: VideoFrame) -> tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.uint8]]:
        """Return the frame as read-only planes y, u, v: uint8, BT.709, limited range, 4:2:0."""
        scaled = self._hdr(frame) if self._info.hdr else self._sdr(frame)
        y, u, v = (self._placed(plane, index) for index, plane in enumerate(scaled.planes))
        return y, u, v

    def _sdr(self, frame: VideoFrame) -> VideoFrame:
        return self._scaler.reformat(
            frame,
            *self._stored,
            "yuv420p",
            src_colorspace=_matrix(frame),
            dst_colorspace=Colorspace.ITU709,
            src_color_range=_range(frame),
            dst_color_range=ColorRange.MPEG,
            interpolation=_SCALING,
            threads=1,
        )

    def _hdr(self, frame: VideoFrame) -> VideoFrame:
        deep = self._scaler.reformat(
            frame,
            *self._stored,
            "rgb48le",
            src_colorspace=_matrix(frame, otherwise=Colorspace.BT2020),
            src_color_range=_range(frame),
            dst_color_range=ColorRange.JPEG,
            interpolation=_SCALING,
            threads=1,
        )
        rgb = to_standard_range(np.asarray(deep.to_ndarray(), np.uint16), self._info.transfer)
        return self._second.reformat(
            VideoFrame.from_ndarray(np.ascontiguousarray(rgb), "rgb24"),
            format="yuv420p",
            dst_colorspace=Colorspace.ITU709,
            src_color_range=ColorRange.JPEG,
            dst_color_range=ColorRange.MPEG,
            interpolation=_SCALING,
            threads=1,
        )

    def _placed(self, plane: VideoPlane, index: int) -> NDArray[np.uint8]:
        pixels = np.frombuffer(memoryview(plane), np.uint8).reshape(-1, plane.line_size)[: plane.height, : plane.width]
        pixels = upright(pixels, self._info.orientation)
        share = 2 if index else 1
        width, height = self._width // share, self._height // share
        # Even offsets on the canvas keep luma and chroma in step.
        x = (pixels.shape[1] * share - self._width) // 4 * 2 // share
        y = (pixels.shape[0] * share - self._height) // 4 * 2 // share
        if x >= 0 and y >= 0:
            result = np.ascontiguousarray(pixels[y : y + height, x : x + width])
            result = result.copy() if np.shares_memory(result, pixels) else result
        else:
            result = np.full((height, width), _BLACK[index], np.uint8)
            x, y = max(0, -x), max(0, -y)
            result[y : y + pixels.shape[0], x : x + pixels.shape[1]] = pixels
        result.flags.writeable = False
        return result


def _even(length: float) -> int:
    return max(2, 2 * round(length / 2))


def _matrix(frame: VideoFrame, otherwise: Colorspace | None = None) -> int:
    """Return the frame's matrix; where none is given, by custom BT.601 up to 576 lines and BT.709 above."""
    matrix = int(frame.colorspace)
    if matrix in (1, 4, 5, 6, 7, 9):
        return int(Colorspace.ITU601) if matrix == 6 else matrix
    if matrix == 10:
        return int(Colorspace.BT2020)
    if otherwise is not None:
        return int(otherwise)
    return int(Colorspace.ITU601 if min(frame.height, frame.width) <= _SD_HEIGHT else Colorspace.ITU709)


def _range(frame: VideoFrame) -> int:
    if frame.color_range in (1, 2):
        return int(frame.color_range)
    full = frame.format.name.startswith(("yuvj", "rgb", "bgr", "gbr", "argb", "abgr", "pal8"))
    return int(ColorRange.JPEG if full else ColorRange.MPEG)

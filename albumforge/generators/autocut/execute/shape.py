"""What the pictures of a cut are: their size, their colours, and whether those of the source serve as they are."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from av.video.frame import VideoFrame

from albumforge.generators.autocut.plan import CutPlan
from albumforge.media.clips import ClipReader
from albumforge.media.coding import BT709, Colours
from albumforge.media.probe import VideoInfo

_FORMAT = "yuv420p"
_FULL_RANGE = 2


@dataclass(frozen=True)
class Shape:
    """The pictures of a cut.

    Attributes:
        width, height: pixels, even.
        fps: frames a second.
        colours: what their samples mean.
        altered: why the pictures of the source cannot be encoded as they are, a clause; "" where they can.
    """

    width: int
    height: int
    fps: Fraction
    colours: Colours
    altered: str = ""

    def open(self, path: Path) -> ClipReader:
        """Return a reader of a video in this shape; frame n of it is frame n of the source's grid.

        It shows what is seen in the middle of that frame, so that times a little off the grid do no harm. Interlaced
        pictures are made whole.
        """
        start = float(1 / (2 * self.fps))
        return ClipReader(path, width=self.width, height=self.height, fps=self.fps, start=start, whole=True)

    def takes_over(self, picture: VideoFrame) -> bool:
        """Whether a decoded picture can be encoded as it is."""
        size = (picture.width, picture.height)
        return not self.altered and picture.format.name == _FORMAT and size == (self.width, self.height)


def shape_of(plan: CutPlan) -> Shape:
    """Return the shape of a cut; the first picture of its source is decoded.

    Raises:
        MediaError: the source cannot be read.
    """
    source = plan.source
    width, height = source.width, source.height
    if plan.height is not None:
        width, height = round(width * plan.height / height / 2) * 2, plan.height
    width, height = max(2, width // 2 * 2), max(2, height // 2 * 2)
    shape = Shape(width, height, source.rate, BT709)
    with shape.open(Path(source.path)) as reader:
        picture = reader.picture(plan.pieces[0].start)
        altered = _altered(reader.info, picture, width, height)
        colours = BT709 if altered else _colours(picture)
    return Shape(width, height, source.rate, colours, altered)


def _altered(info: VideoInfo, picture: VideoFrame, width: int, height: int) -> str:
    if info.orientation != 1:
        return "its pictures are stored turned"
    if info.sample_aspect != 1:
        return "its pixels are not square"
    if info.hdr:
        return "it has a high dynamic range"
    if picture.color_range == _FULL_RANGE:
        return "it has the full range of levels"
    if picture.format.name != _FORMAT:
        return f"its samples are {picture.format.name}, not {_FORMAT}"
    if (picture.width, picture.height) != (width, height):
        return f"its pictures are {picture.width} × {picture.height} pixels, those of the cut {width} × {height}"
    return ""


def _colours(picture: VideoFrame) -> Colours:
    return Colours(
        int(picture.colorspace), int(picture.color_range), int(picture.color_primaries), int(picture.color_trc)
    )

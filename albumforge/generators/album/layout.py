"""Where a shot's pictures stand on the canvas, and how the camera moves over them."""

from __future__ import annotations

import random
from dataclasses import dataclass

from albumforge.generators.album.motion import cover
from albumforge.generators.album.plan import Backdrop, Clip, Layer, MediaSource, Motion, Picture, Rect, View

MAX_CROP = 0.30
"""Most of a picture that may be cut off to fill the frame."""

MAX_MAGNIFICATION = 1.5
"""Pixels of the canvas for one of a photo, at most, at any moment; a photo too small for that stands small."""

SMALLEST = 0.3
"""Part of the canvas's height (or width) that a small photo gets nevertheless."""

SLIMMEST = 0.16
"""The same for the band of a panorama."""

_MARGIN = 0.07
_GAP = 0.025
_SHADOW = 0.55
_ZOOM_PER_SECOND = 0.013
_MOST_ZOOM = 0.07
_PAN_PER_SECOND = 0.14
"""Canvas widths (or heights) a panorama may travel in a second."""


@dataclass(frozen=True)
class Frame:
    """The canvas a shot is laid out for, in pixels."""

    width: int
    height: int

    @property
    def shape(self) -> float:
        """Width ÷ height."""
        return self.width / self.height


def shape_of(source: MediaSource) -> float:
    """Return width ÷ height of a source."""
    return source.width / source.height


def fills(source: MediaSource, frame: Frame) -> bool:
    """Whether a source can fill the frame without losing too much of it or growing too coarse."""
    ratio = shape_of(source) / frame.shape
    crop = 1.0 - min(ratio, 1.0 / ratio)
    return crop <= MAX_CROP and _magnification(source, frame, 1 + _MOST_ZOOM) <= MAX_MAGNIFICATION


def upright_in_wide(source: MediaSource, frame: Frame) -> bool:
    """Whether a photo is so tall for a wide frame that it looks best beside another one (or, turned, below one)."""
    ratio = shape_of(source) / frame.shape
    return source.kind == "photo" and (0.25 <= ratio <= 0.6 if frame.shape > 1 else 1.7 <= ratio <= 4.0)


def lay_out(
    sources: tuple[MediaSource, ...], frame: Frame, seconds: float, number: int, chance: random.Random
) -> tuple[Layer, ...]:
    """Return the layers of a shot, back to front.

    Args:
        sources: one photo or clip, or two or three photos of one moment side by side.
        seconds: how long the shot is seen; the camera moves less in a short one.
        number: of the shot in the film; directions alternate by it.
    """
    first = sources[0]
    if len(sources) > 1:
        return _side_by_side(sources, frame, seconds, number)
    if first.kind == "clip":
        return _clip(first, frame)
    ratio = shape_of(first) / frame.shape
    travels = max(ratio, 1.0 / ratio)
    enough_pixels = _magnification(first, frame, 1.0) <= MAX_MAGNIFICATION
    if fills(first, frame):
        return (Picture(source=first.id, motion=_drift(first, frame.shape, seconds, number, chance)),)
    if ratio > 1 and travels <= 3.0 and frame.shape > 1 and enough_pixels:
        return (Picture(source=first.id, motion=_travel(first, frame.shape, seconds, number)),)
    if travels > 4.0:
        return _band(first, frame, seconds, number)
    return _over_itself(first, frame, seconds, number)


def _magnification(source: MediaSource, frame: Frame, zoom: float) -> float:
    share, _ = cover(frame.shape, shape_of(source))
    return frame.width * zoom / (share * source.width)


def _zoom_amount(seconds: float) -> float:
    return min(_MOST_ZOOM, max(0.03, _ZOOM_PER_SECOND * seconds))


def _drift(source: MediaSource, shape: float, seconds: float, number: int, chance: random.Random) -> Motion:
    """A slow zoom with a little travel along the side that is cropped; in and out by turns."""
    share_x, share_y = cover(shape, shape_of(source))
    amount = _zoom_amount(seconds)
    # People's heads and horizons sit above the middle: where height is cut, more of it is cut below.
    y = 0.5 if share_y > 0.999 else 0.5 - 0.3 * (1.0 - share_y)
    reach_x = min(0.5 * (1.0 - share_x), 0.012 * seconds) * chance.choice((-1, 1))
    reach_y = min(0.4 * (1.0 - share_y), 0.010 * seconds) * chance.choice((-1, 1))
    # Where nothing is cropped the zoom itself leaves room to lean to one side.
    lean = amount * 0.35 * chance.choice((-1, 0, 1))
    wide = View(x=0.5 - reach_x / 2, y=y - reach_y / 2, zoom=1.0)
    close = View(x=0.5 + reach_x / 2 + lean, y=y + reach_y / 2, zoom=1.0 + amount)
    return Motion(start=wide, end=close) if number % 2 == 0 else Motion(start=close, end=wide)


def _travel(source: MediaSource, shape: float, seconds: float, number: int) -> Motion:
    """Along the long side of a picture, no faster than the eye follows, around its middle."""
    share_x, share_y = cover(shape, shape_of(source))
    horizontal = share_x <= share_y
    share = share_x if horizontal else share_y
    length = min(1.0 - share, _PAN_PER_SECOND * seconds * share)
    ends = (0.5 - length / 2, 0.5 + length / 2)
    if number % 2:
        ends = ends[::-1]
    views = [View(x=at, y=0.5) if horizontal else View(x=0.5, y=at) for at in ends]
    return Motion(start=views[0], end=views[1])


def _breathe(seconds: float, number: int) -> Motion:
    """A zoom that hardly shows, for a picture in a frame of its own shape."""
    amount = _zoom_amount(seconds) * 0.8
    wide, close = View(), View(zoom=1.0 + amount)
    return Motion(start=wide, end=close) if number % 2 == 0 else Motion(start=close, end=wide)


def _contain(shape: float, frame: Frame, limit: float) -> tuple[float, float]:
    """Return width and height, as parts of the canvas, of the largest rectangle of a shape inside margins.

    `limit` is the largest height in pixels that the picture is good for.
    """
    room_x, room_y = (1 - 2 * _MARGIN, 1 - 2 * _MARGIN) if frame.shape > 1 else (1 - _MARGIN, 1 - 2 * _MARGIN)
    height = min(room_y, room_x * frame.shape / shape, max(SMALLEST, limit / frame.height))
    return height * shape / frame.shape, height


def _over_itself(source: MediaSource, frame: Frame, seconds: float, number: int) -> tuple[Layer, ...]:
    shape = min(max(shape_of(source), 0.2), 5.0)
    # Of a slimmer or longer one than the rectangle only a part is seen.
    whole = min(source.height, source.width / shape)
    width, height = _contain(shape, frame, whole * MAX_MAGNIFICATION / (1 + _MOST_ZOOM))
    rect = Rect(x=(1 - width) / 2, y=(1 - height) / 2, width=width, height=height)
    return (
        Backdrop(source=source.id),
        Picture(source=source.id, rect=rect, motion=_breathe(seconds, number), shadow=_SHADOW),
    )


def _band(source: MediaSource, frame: Frame, seconds: float, number: int) -> tuple[Layer, ...]:
    """A very long panorama as a band across the frame (or down it), of which nearly half is seen at a time."""
    shape, seen = shape_of(source), 0.45
    if shape > frame.shape:
        fine = max(source.height * MAX_MAGNIFICATION / frame.height, frame.shape / shape)
        height = min(0.7, max(SLIMMEST, min(fine, frame.shape / (shape * seen))))
        rect = Rect(y=(1 - height) / 2, height=height)
    else:
        fine = max(source.width * MAX_MAGNIFICATION / frame.width, shape / frame.shape)
        width = min(0.7, max(SLIMMEST, min(fine, shape / (frame.shape * seen))))
        rect = Rect(x=(1 - width) / 2, width=width)
    band_shape = rect.width * frame.width / (rect.height * frame.height)
    motion = _travel(source, band_shape, seconds, number)
    return (Backdrop(source=source.id), Picture(source=source.id, rect=rect, motion=motion, shadow=_SHADOW))


def _side_by_side(sources: tuple[MediaSource, ...], frame: Frame, seconds: float, number: int) -> tuple[Layer, ...]:
    count = len(sources)
    across = frame.shape > 1
    room = 1 - 2 * _MARGIN * (0.6 if across else 1.0)
    gap = _GAP if across else _GAP * frame.shape
    each = (room - gap * (count - 1)) / count
    layers: list[Layer] = [Backdrop(source=sources[0].id)]
    finest = MAX_MAGNIFICATION / (1 + _MOST_ZOOM)
    if across:
        tallest = min(1 - 2 * _MARGIN, max(SMALLEST, finest * min(s.height for s in sources) / frame.height))
        widths = [min(each, tallest * shape_of(source) / frame.shape) for source in sources]
        at = (1 - sum(widths) - gap * (count - 1)) / 2
        rects = []
        for width in widths:
            rects.append(Rect(x=at, y=(1 - tallest) / 2, width=width, height=tallest))
            at += width + gap
    else:
        widest = min(1 - _MARGIN, max(SMALLEST, finest * min(s.width for s in sources) / frame.width))
        heights = [min(each, widest * frame.shape / shape_of(source)) for source in sources]
        at = (1 - sum(heights) - gap * (count - 1)) / 2
        rects = []
        for height in heights:
            rects.append(Rect(x=(1 - widest) / 2, y=at, width=widest, height=height))
            at += height + gap
    for place, (source, rect) in enumerate(zip(sources, rects, strict=True)):
        layers.append(Picture(source=source.id, rect=rect, motion=_breathe(seconds, number + place), shadow=_SHADOW))
    return tuple(layers)


def _clip(source: MediaSource, frame: Frame) -> tuple[Layer, ...]:
    ratio = shape_of(source) / frame.shape
    if 1.0 - min(ratio, 1.0 / ratio) <= MAX_CROP:
        return (Clip(source=source.id),)
    width, height = _contain(min(max(shape_of(source), 0.2), 5.0), frame, source.height * MAX_MAGNIFICATION)
    rect = Rect(x=(1 - width) / 2, y=(1 - height) / 2, width=width, height=height)
    return (Backdrop(source=source.id), Clip(source=source.id, rect=rect, shadow=_SHADOW))

"""A photo that moves in its box, cut to what its motion shows; and the place of a clip."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from albumforge.generators.album.motion import view_window, window_at
from albumforge.generators.album.plan import MediaSource, Motion, Picture, Rect
from albumforge.media.clips import ClipReader
from albumforge.media.pictures import open_picture
from albumforge.media.planes import Planes, from_rgb
from albumforge.media.warp import OVERSAMPLING, Window, resample, sample


@dataclass(frozen=True)
class Box:
    """A rectangle on the canvas in whole, even samples."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class ClipSlot:
    """A clip in a scene: which file, from when, and in which box."""

    number: int
    path: Path
    start: float
    box: Box

    def draw(self, number: int, out: Planes, read_clip: ReadClip, /) -> None:
        """Write the clip at frame `number` of the scene into its box."""
        box = self.box
        out.region(box.x, box.y, box.width, box.height).paste(read_clip(self, number))

    def open(self, rate: Fraction) -> ClipReader:
        """Return a reader of its frames at the rate of the film, at the size of its box; the caller closes it."""
        return ClipReader(self.path, width=self.box.width, height=self.box.height, fps=rate, start=self.start)


ReadClip = Callable[[ClipSlot, int], Planes]
"""Gives the planes of a clip at a frame of its scene."""


@dataclass(frozen=True)
class PhotoCut:
    """A photo cut to what its motion shows; `place` is the cut, in fractions of the photo."""

    motion: Motion
    shape: float
    picture_shape: float
    planes: Planes
    place: Window

    def window(self, t: float) -> Window:
        """Return the view at time 0 … 1 of the scene, in samples of `planes`."""
        seen = window_at(self.motion, t, self.shape, self.picture_shape)
        columns, rows = self.planes.size
        scale_x, scale_y = columns / self.place.width, rows / self.place.height
        return Window(
            (seen.x - self.place.x) * scale_x,
            (seen.y - self.place.y) * scale_y,
            seen.width * scale_x,
            seen.height * scale_y,
        )


@dataclass(frozen=True)
class Moving:
    """A photo that fills its box, without mask, border, angle or entrance: the fast way."""

    cut: PhotoCut
    box: Box
    frames: int

    def draw(self, number: int, out: Planes, _read_clip: ReadClip, /) -> None:
        """Write the view at frame `number` of the scene into its box."""
        box = self.box
        window = self.cut.window(number / max(1, self.frames - 1))
        sample(self.cut.planes, window, out.region(box.x, box.y, box.width, box.height))


def box_of(rect: Rect, canvas: tuple[int, int]) -> Box:
    """Return the even box that a rectangle of the plan takes on a canvas of width × height pixels."""
    left, top = _even(rect.x * canvas[0], canvas[0] - 2), _even(rect.y * canvas[1], canvas[1] - 2)
    right = _even((rect.x + rect.width) * canvas[0], canvas[0])
    bottom = _even((rect.y + rect.height) * canvas[1], canvas[1])
    return Box(left, top, max(2, right - left), max(2, bottom - top))


def _even(value: float, limit: int) -> int:
    return min(limit, round(value / 2) * 2)


def cut_photo(source: MediaSource, layer: Picture, size: tuple[float, float], max_pixels: int) -> PhotoCut:
    """Open a photo as fine as its motion needs on `size` (width, height) pixels; keep only what the motion shows.

    Raises:
        MediaError: the file cannot be read any more.
    """
    picture_shape = source.width / source.height
    shape = size[0] / size[1]
    views = [view_window(view, shape, picture_shape) for view in (layer.motion.start, layer.motion.end)]
    wanted = math.ceil(size[0] * OVERSAMPLING / min(view.width for view in views))
    at_least = (min(wanted, source.width), min(math.ceil(wanted / picture_shape), source.height))
    rough = open_picture(Path(source.path), at_least=at_least, max_pixels=max_pixels)
    height, width = rough.shape[:2]
    # A rim of two pixels: the sampling looks at neighbours.
    left = max(0, math.floor(min(view.x for view in views) * width) - 2)
    top = max(0, math.floor(min(view.y for view in views) * height) - 2)
    right = min(width, math.ceil(max(view.x + view.width for view in views) * width) + 2)
    bottom = min(height, math.ceil(max(view.y + view.height for view in views) * height) + 2)
    part = rough[top:bottom, left:right]
    scale = wanted / width
    if scale < 1.0 or scale > OVERSAMPLING:
        target = (max(2, round(part.shape[1] * scale)), max(2, round(part.shape[0] * scale)))
        part = resample(part, *target)
    del rough  # tens of megabytes, not needed while the rest is converted
    place = Window(left / width, top / height, (right - left) / width, (bottom - top) / height)
    return PhotoCut(layer.motion, shape, picture_shape, from_rgb(part), place)

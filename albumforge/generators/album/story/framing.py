"""Which part of a picture is seen in a cell, and how the camera moves over it: the subject leads, faces are never cut.

A window over a picture moves between two places in even steps of size and place (`motion.window_at`), so what both of
them hold is seen all the time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from albumforge.generators.album.info.record import PictureInfo
from albumforge.generators.album.motion import cover
from albumforge.generators.album.plan import MediaSource, Motion, Rect, View
from albumforge.generators.album.templates.schema import MotionKind
from albumforge.media.places import Box

MAX_CROP = 0.30
"""Most of a picture that may be cut off to fill the canvas."""

MAX_MAGNIFICATION = 1.5
"""Pixels of the canvas for one of a photo, at most, at any moment; a photo too small for that stands small."""

MAX_SMALL = 2.5
"""The same for a very small photo that stands whole, as long as it then takes no more than `_HALF` of its place: it is
softer, but no stamp. A thumbnail of 256 pixels comes to 640."""

_HALF = 0.55

MOST_ZOOM = 0.07
"""Growth of a picture over a shot, at most."""

LONGEST_TRAVEL = 3.0
"""A picture so many times as long as the frame is travelled along; a longer one becomes a band."""

_LEAST_ZOOM = 0.03
_ZOOM_PER_SECOND = 0.013
_PAN_PER_SECOND = 0.14
"""Widths (or heights) of the window that the camera may travel in a second."""

_DRIFT_PER_SECOND = 0.012
"""The same for a drift that only keeps a picture alive."""

_FACE_LINE = 0.40
"""Height in the frame at which faces look best, where the crop leaves a choice."""

_NEARLY = 2e-3
"""How much larger than the window faces may be that fill a picture whose frame has its shape but for rounding."""

_WHOLE = Box(x=0.0, y=0.0, width=1.0, height=1.0)


@dataclass(frozen=True)
class Subject:
    """What the camera needs to know of a picture.

    Attributes:
        interest: what it should look at.
        faces: what it must not cut, or None.
        seed: chooses a direction where any would do; of the picture alone, so that other pictures do not change it.
    """

    interest: Box
    faces: Box | None
    seed: int


def subject_of(info: PictureInfo) -> Subject:
    """Return what the camera needs to know of a picture."""
    return Subject(info.subject, _around(info), int(info.digest[-8:], 16))


def _around(info: PictureInfo) -> Box | None:
    """Return a box around all faces with room for hair and chin."""
    if not info.faces:
        return None
    boxes = [
        (
            face.box.x - 0.15 * face.box.width,
            face.box.y - 0.45 * face.box.height,
            face.box.x + 1.15 * face.box.width,
            face.box.y + 1.2 * face.box.height,
        )
        for face in info.faces
    ]
    left, top = max(0.0, min(box[0] for box in boxes)), max(0.0, min(box[1] for box in boxes))
    right, bottom = min(1.0, max(box[2] for box in boxes)), min(1.0, max(box[3] for box in boxes))
    return Box(x=left, y=top, width=right - left, height=bottom - top)


class Sized(Protocol):
    """What has a size in pixels, upright."""

    @property
    def width(self) -> int: ...

    @property
    def height(self) -> int: ...


def magnification(source: Sized, width: float, shape: float, zoom: float = 1.0) -> float:
    """Return pixels of the canvas for one of the source when it covers a cell `width` pixels wide of that shape."""
    share, _ = cover(shape, source.width / source.height)
    return width * zoom / (share * source.width)


def covers_well(source: Sized, subject: Subject, width: float, shape: float) -> bool:
    """Whether a source can fill a cell (`width` pixels wide, of a shape) without losing too much, cutting a face or
    growing too coarse."""
    ratio = source.width / source.height / shape
    crop = 1.0 - min(ratio, 1.0 / ratio)
    fine = magnification(source, width, shape, 1 + MOST_ZOOM) <= MAX_MAGNIFICATION
    return crop <= MAX_CROP and fine and holds_faces(source, subject, shape)


def holds_faces(source: Sized, subject: Subject, shape: float) -> bool:
    """Whether the largest window of a shape holds all faces."""
    if subject.faces is None:
        return True
    share_x, share_y = cover(shape, source.width / source.height)
    return subject.faces.width <= share_x + 1e-9 and subject.faces.height <= share_y + 1e-9


def camera(
    source: MediaSource, subject: Subject, shape: float, seconds: float, kind: MotionKind, *, room: float = 1.0
) -> Motion:
    """Return the move over a picture that covers a cell of a shape.

    Args:
        seconds: how long it is seen; the camera moves less in a short shot.
        room: factor on the size of the move, less than 1 for a small cell.
    """
    share = cover(shape, source.width / source.height)
    base = _base(subject, share)
    amount = room * min(MOST_ZOOM, max(_LEAST_ZOOM, _ZOOM_PER_SECOND * seconds))
    chosen = _chosen(kind, subject, share)
    if chosen == "still":
        return Motion(start=base, end=base)
    if chosen == "pan":
        return _pan(subject, share, base, seconds * room)
    focus = (subject.interest.x + subject.interest.width / 2, subject.interest.y + subject.interest.height / 2)
    wide = _window(base.x, base.y, 1.0, share, subject)
    drift = min(0.5 * (1.0 - min(share)), _DRIFT_PER_SECOND * seconds)
    # A zoom around the subject would leave it where it is; a part of the way to the middle is what the eye expects.
    close = _window(
        base.x + (focus[0] - base.x) * 0.35 + (drift if share[0] < share[1] else 0.0) * _sign(subject, 1),
        base.y + (focus[1] - base.y) * 0.35 + (drift if share[1] < share[0] else 0.0) * 0.5 * _sign(subject, 2),
        1.0 + amount,
        share,
        subject,
    )
    return Motion(start=wide, end=close) if chosen == "toward" else Motion(start=close, end=wide)


def travels(source: MediaSource, shape: float) -> bool:
    """Whether a picture is so much longer than the frame that the camera should travel along it."""
    ratio = source.width / source.height / shape
    return 1.0 - min(ratio, 1.0 / ratio) > MAX_CROP and max(ratio, 1.0 / ratio) <= LONGEST_TRAVEL


def contained(source: MediaSource, rect: Rect, canvas: tuple[int, int], *, zoom: float = 1.0 + MOST_ZOOM) -> Rect:
    """Return the largest rectangle of the source's shape in the middle of `rect`, no larger than its pixels allow
    (`MAX_MAGNIFICATION`; of very small photos `MAX_SMALL`; never under three tenths of `rect`)."""
    shape = min(max(source.width / source.height, 0.2), 5.0)
    room_x, room_y = rect.width * canvas[0], rect.height * canvas[1]
    pixels, highest = min(source.height, source.width / shape) / zoom, min(room_y, room_x / shape)
    soft = min(MAX_SMALL * pixels, _HALF * highest)
    height = min(highest, max(MAX_MAGNIFICATION * pixels, soft, 0.3 * highest))
    width = height * shape / canvas[0]
    height /= canvas[1]
    return Rect(x=rect.x + (rect.width - width) / 2, y=rect.y + (rect.height - height) / 2, width=width, height=height)


def _chosen(
    kind: MotionKind, subject: Subject, share: tuple[float, float]
) -> Literal["toward", "away", "pan", "still"]:
    if kind != "auto":
        return kind
    if min(share) < 1.0 - MAX_CROP:
        return "pan"
    area = subject.interest.width * subject.interest.height
    if subject.faces is not None or area < 0.25:
        return "toward"
    return "toward" if subject.seed % 2 else "away"


def _base(subject: Subject, share: tuple[float, float]) -> View:
    """Return the window that shows the subject best without any zoom."""
    interest = subject.faces or subject.interest
    x = interest.x + interest.width / 2
    middle = interest.y + interest.height / 2
    if subject.faces is not None:
        y = middle + (0.5 - _FACE_LINE) * share[1]
    else:
        # Heads and horizons sit above the middle: where height is cut, more of it is cut below.
        y = 0.5 * middle + 0.5 * (0.5 - 0.3 * (1.0 - share[1]))
    if subject.faces is None:
        x = 0.7 * x + 0.15
    return _window(x, y, 1.0, share, subject)


def _window(x: float, y: float, zoom: float, share: tuple[float, float], subject: Subject) -> View:
    """Return a view around a point, moved so that it stays in the picture and holds the faces."""
    width, height = share[0] / zoom, share[1] / zoom
    if subject.faces is not None:
        # Faces limit the zoom before they limit the place.
        needed = max(subject.faces.width / share[0], subject.faces.height / share[1])
        if needed <= 1.0 + _NEARLY and zoom * needed > 1.0:
            zoom = max(1.0, 1.0 / needed)
            width, height = share[0] / zoom, share[1] / zoom
    box = subject.faces
    left = _held(x - width / 2, width, box.x if box else None, box.width if box else 0.0)
    top = _held(y - height / 2, height, box.y if box else None, box.height if box else 0.0)
    return View(x=round(left + width / 2, 5), y=round(top + height / 2, 5), zoom=round(zoom, 5))


def _held(start: float, length: float, box_start: float | None, box_length: float) -> float:
    """Return where a window begins: inside the picture, and around a box; of a longer box the middle is seen."""
    if box_start is not None:
        if box_length <= length:
            start = min(max(start, box_start + box_length - length), box_start)
        else:
            start = box_start + (box_length - length) / 2
    return min(max(start, 0.0), 1.0 - length)


def _pan(subject: Subject, share: tuple[float, float], base: View, seconds: float) -> Motion:
    """Along the side that is cropped, no faster than the eye follows; a picture that is not cropped is zoomed a little
    to make room."""
    zoom = 1.0 if min(share) < 0.97 else 1.0 + MOST_ZOOM
    side = 0 if share[0] / zoom <= share[1] / zoom else 1
    length = share[side] / zoom
    way = min(1.0 - length, _PAN_PER_SECOND * seconds * length) * _sign(subject, 3)
    # Around the subject, as far as the picture reaches.
    centre = (base.x, base.y)[side]
    middle = min(max(centre, length / 2 + abs(way) / 2), 1.0 - length / 2 - abs(way) / 2)
    ends = []
    for sign in (-0.5, 0.5):
        at = middle + sign * way
        x, y = (at, base.y) if side == 0 else (base.x, at)
        ends.append(_window(x, y, zoom, share, subject))
    return Motion(start=ends[0], end=ends[1])


def _sign(subject: Subject, bit: int) -> int:
    return 1 if subject.seed >> bit & 1 else -1

"""The plan of a film: one frozen, versioned JSON document from which preview, render and export all read.

Units: times of the film in whole frames, times inside a source in seconds, places on the canvas in fractions of its
width and height, places in a source in fractions of its upright width and height. Same plan, same film.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Annotated, Literal

import msgspec

from albumforge.media.structs import work_out

SCHEMA: Literal["albumforge.plan"] = "albumforge.plan"
VERSION = 1

ASPECTS = {"16:9": Fraction(16, 9), "9:16": Fraction(9, 16), "1:1": Fraction(1), "4:5": Fraction(4, 5)}
"""Shapes of a canvas, width ÷ height, by the names people know them by."""

SMALLEST_SIDE, LARGEST_SIDE = 64, 8192
"""Pixels that the sides of a film may have."""

SLOWEST_RATE, FASTEST_RATE = 1, 120
"""Frames a second that a film may have."""

LONGEST = 86_400
"""Seconds that a film may last at most, and that may be left out of a clip."""

Codec = Literal["h264", "hevc", "av1"]
"""How the picture of a film is coded."""

Unit = float
"""A fraction of something, usually 0 to 1."""


def nearest_aspect(width: int, height: int) -> str:
    """Return the name in `ASPECTS` of the shape that a canvas of so many pixels is nearest to."""
    return min(ASPECTS, key=lambda name: abs(float(ASPECTS[name]) - width / height))


class _Node(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    pass


class Canvas(_Node, frozen=True, kw_only=True):
    """Size in pixels (both even), frame rate as ``"30/1"``, and the colour behind everything."""

    width: int
    height: int
    fps: str
    background: str = "#0c0d10"

    @property
    def rate(self) -> Fraction:
        """Frames per second."""
        return Fraction(self.fps)


class MediaSource(_Node, frozen=True, kw_only=True):
    """A file the film is made from; `digest` is that of its bytes, sizes are upright and with square pixels."""

    id: str
    path: str
    digest: str
    kind: Literal["photo", "clip", "music"]
    width: int = 0
    height: int = 0
    duration: float | None = None
    captured_at: str | None = None


class Rect(_Node, frozen=True, kw_only=True):
    """A rectangle on the canvas."""

    x: Unit = 0.0
    y: Unit = 0.0
    width: Unit = 1.0
    height: Unit = 1.0


FULL = Rect()


class View(_Node, frozen=True, kw_only=True):
    """What part of a source is seen: its centre, and how much closer than the closest view that still fills the
    rectangle (`zoom` 1). The part always has the rectangle's shape and never leaves the picture."""

    x: Unit = 0.5
    y: Unit = 0.5
    zoom: float = 1.0


class Motion(_Node, frozen=True, kw_only=True):
    """A move of the camera over a whole scene, from one view to another."""

    start: View = View()
    end: View = View()
    ease: Literal["linear", "gentle", "smooth"] = "gentle"


class Backdrop(_Node, tag_field="type", tag="backdrop", frozen=True, kw_only=True):
    """A source enlarged over the whole canvas, blurred (radius in canvas heights) and darkened (factor)."""

    source: str
    blur: Unit = 0.04
    brightness: float = 0.6


class Ground(_Node, tag_field="type", tag="ground", frozen=True, kw_only=True):
    """A background of ours over the whole canvas: an image of the resources, tinted with colours (light to dark)."""

    image: str = "plain"
    colours: tuple[str, ...] = ("#f4f1ea", "#d8d2c4")
    seed: int = 0


class Border(_Node, frozen=True, kw_only=True):
    """What surrounds a picture inside its rectangle.

    `width` is that of the border in parts of the canvas's shorter side (see `borders.insets`); a polaroid has three
    times as much below, a film strip its perforation above and below (or, where it is taller than wide, at both sides),
    a stamp its teeth.
    """

    style: Literal["none", "line", "plain", "polaroid", "film", "stamp"] = "none"
    colour: str = "#ffffff"
    width: Unit = 0.012


class Entrance(_Node, frozen=True, kw_only=True):
    """How a picture comes in after its scene has begun: from frame `start` of the scene on, within `frames` frames."""

    type: Literal["none", "fade", "rise", "drop", "left", "right", "grow"] = "none"
    start: int = 0
    frames: int = 0


class Picture(_Node, tag_field="type", tag="picture", frozen=True, kw_only=True):
    """A photo in a rectangle, with a soft shadow around it (opacity; 0: none).

    `angle` turns rectangle, border and picture clockwise around their middle, in degrees; `mask` is a mask of the
    resources by name ("": the whole rectangle).
    """

    source: str
    rect: Rect = FULL
    motion: Motion = Motion()
    shadow: Unit = 0.0
    angle: float = 0.0
    mask: str = ""
    border: Border = Border()
    entrance: Entrance = Entrance()


class Clip(_Node, tag_field="type", tag="clip", frozen=True, kw_only=True):
    """A moving picture in a rectangle, cropped to its shape, from `start` seconds of the source on; as `Picture`."""

    source: str
    rect: Rect = FULL
    start: float = 0.0
    shadow: Unit = 0.0
    angle: float = 0.0
    mask: str = ""
    border: Border = Border()
    entrance: Entrance = Entrance()


class Sticker(_Node, tag_field="type", tag="sticker", frozen=True, kw_only=True):
    """An animated sticker of the resources by name, its middle at (x, y), its height `size` canvas heights.

    Seen from frame `start` of the scene for `frames` frames (0: to its end), of which the first and last `fade` fade.
    """

    image: str
    x: Unit = 0.5
    y: Unit = 0.5
    size: Unit = 0.15
    angle: float = 0.0
    mirrored: bool = False
    opacity: Unit = 1.0
    start: int = 0
    frames: int = 0
    fade: int = 10


class Particles(_Node, tag_field="type", tag="particles", frozen=True, kw_only=True):
    """Things that drift over the whole canvas during the whole scene. `amount` is how many, 1 being plenty."""

    kind: Literal["snow", "rain", "petals", "leaves", "sparkle", "fireflies"]
    amount: Unit = 0.5
    colour: str = "#ffffff"
    opacity: Unit = 0.9
    seed: int = 0


class Text(_Node, tag_field="type", tag="text", frozen=True, kw_only=True):
    """Lines of text around a point of the canvas.

    `size` is the height of the type in canvas heights; it is seen from frame `start` of the scene for `frames` frames,
    of which the first and last `fade` are its entrance and exit. `shade` is how much what lies behind is darkened, at
    least; more where the lettering would not stand out (0: never). `width` bounds the lines; of vertical text (Chinese,
    columns from right to left) it bounds the height of the columns, in canvas heights. `align` says which part of the
    block stands at `x`; the lines are aligned alike. Line after line comes `stagger` frames later.
    """

    text: str
    role: Literal["title", "subtitle", "caption", "verse", "chapter", "credits"] = "title"
    face: Literal["", "serif", "sans"] = ""
    vertical: bool = False
    align: Literal["left", "centre", "right"] = "centre"
    x: Unit = 0.5
    y: Unit = 0.5
    width: Unit = 0.84
    size: Unit = 0.1
    colour: str = "#ffffff"
    start: int = 0
    frames: int = 90
    fade: int = 12
    shade: Unit = 0.0
    enter: Literal["fade", "rise", "reveal", "write"] = "fade"
    exit: Literal["fade", "rise", "reveal"] = "fade"
    stagger: int = 0


Layer = Backdrop | Ground | Picture | Clip | Sticker | Particles | Text

OVERLAPPING = frozenset({"dissolve", "push", "zoom", "luma"})
"""Transitions during which the scene before is still seen."""


class Transition(_Node, frozen=True, kw_only=True):
    """How a scene comes in: at once (`cut`, no frames), from the background (`fade`), or over the scene before.

    A `push` moves in `direction`; a `luma` opens along the luma map `name` of the resources, or that map reversed.
    """

    type: Literal["cut", "fade", "dissolve", "push", "zoom", "luma"] = "cut"
    frames: int = 0
    name: str = ""
    direction: Literal["left", "right", "up", "down"] = "left"
    reversed: bool = False


class Scene(_Node, frozen=True, kw_only=True):
    """A stretch of film: layers from back to front, seen from frame `start` for `frames` frames.

    It overlaps the scene before by the frames of a transition that shows both. In a document `start` may be left out or
    null; it is then worked out from the scene before, so that scenes can be removed, moved and lengthened by hand. A
    scene with a `chapter` begins a chapter of that name. `why` tells people why it is as it is; nothing depends on it.
    """

    id: str
    start: Annotated[int, msgspec.Meta(description="worked out")]
    frames: int
    layers: tuple[Layer, ...]
    transition: Transition = Transition()
    chapter: str = ""
    why: str = ""


class PieceMusic(_Node, tag_field="type", tag="piece", frozen=True, kw_only=True):
    """A piece of our own, performed for this film: number of bars and tempo (beats a minute) fit its length."""

    name: str
    bars: int
    bpm: float
    seed: int = 0


class FileMusic(_Node, tag_field="type", tag="file", frozen=True, kw_only=True):
    """The user's own music, heard from `start` seconds of the file on.

    Where it is shorter than the film it goes on from `loop_end` at `loop_start` (seconds of the file; both 0: the whole
    of it is repeated). `beats` are those found in it, in seconds of the film: the joins lie on them.
    """

    source: str
    start: float = 0.0
    loop_start: float = 0.0
    loop_end: float = 0.0
    beats: tuple[float, ...] = ()


class ClipAudio(_Node, frozen=True, kw_only=True):
    """The sound of a clip: heard from `at` for `duration`, both in seconds, from `start` seconds of the source on."""

    source: str
    at: float
    duration: float
    start: float = 0.0
    gain_db: float = 0.0


class Audio(_Node, frozen=True, kw_only=True):
    """The one sound track: fades in seconds, `loudness` in LUFS (EBU R128, integrated)."""

    music: PieceMusic | FileMusic | None = None
    clips: tuple[ClipAudio, ...] = ()
    fade_in: float = 0.3
    fade_out: float = 2.5
    loudness: float = -14.0


class Plan(_Node, frozen=True, kw_only=True):
    """A whole film.

    A `draft` is encoded quickly and coarsely. `why` tells people why the film as a whole is as it is: its template,
    music, colours and words; nothing depends on it.
    """

    schema: Literal["albumforge.plan"] = SCHEMA
    version: int = VERSION
    generator: str = "album"
    title: str = ""
    language: Literal["zh", "en"] = "en"
    seed: int = 0
    template: str = ""
    codec: Codec = "h264"
    canvas: Canvas
    sources: tuple[MediaSource, ...]
    scenes: tuple[Scene, ...]
    audio: Audio = Audio()
    fade_out: int = 0
    poster: int = 0
    draft: bool = False
    why: tuple[str, ...] = ()

    @property
    def frames(self) -> int:
        """Length of the film in frames."""
        return self.scenes[-1].start + self.scenes[-1].frames

    @property
    def duration(self) -> float:
        """Length of the film in seconds."""
        return float(self.frames / self.canvas.rate)

    def source(self, source_id: str) -> MediaSource:
        """Return the source of that id."""
        return next(source for source in self.sources if source.id == source_id)


work_out(Plan)


def expected_start(before: Scene, scene: Scene) -> int:
    """Return the frame on which a scene starts, given the scene before it."""
    overlap = scene.transition.frames if scene.transition.type in OVERLAPPING else 0
    return before.start + before.frames - overlap

"""What a template of a film says: its layouts, the slots that pictures are matched to, its pace, type and ornament."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from albumforge.generators.album.info.record import WeatherLabel
from albumforge.media.structs import work_out

Words = Mapping[str, str]
"""The same words by language, ``zh`` and ``en``."""

Shape = Literal["any", "landscape", "portrait", "square", "panorama"]
Faces = Literal["any", "none", "some", "many"]
Arrival = Literal["none", "fade", "rise", "drop", "left", "right", "grow"]
MotionKind = Literal["auto", "toward", "away", "pan", "still"]
TextPlace = Literal["none", "bottom", "top", "left", "right", "below", "vertical-left", "vertical-right", "centre"]


class _Node(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    pass


class BorderStyle(_Node, frozen=True, kw_only=True):
    """See `plan.Border`; a colour ``light``, ``dark`` or ``accent`` is taken from the film's palette."""

    style: Literal["none", "line", "plain", "polaroid", "film", "stamp"] = "none"
    colour: str = "#ffffff"
    width: float = 0.012


class Cell(_Node, frozen=True, kw_only=True):
    """A place for one picture, in fractions of the canvas.

    `fit`: ``cover`` crops the picture to the cell; ``contain`` shrinks the cell to the picture's shape inside it;
    ``auto``, for a cell alone in its layout, covers the whole canvas where little is lost; another picture stands in
    the cell if that is smaller than the canvas, else whole with margins.
    """

    x: float = 0.0
    y: float = 0.0
    width: float = 1.0
    height: float = 1.0
    angle: float = 0.0
    fit: Literal["cover", "contain", "auto"] = "cover"
    border: BorderStyle = BorderStyle()
    mask: str = ""
    shadow: float = 0.0


class Layout(_Node, frozen=True, kw_only=True):
    """Cells for each class of canvas: `wide` (16:9), `tall` (9:16) and `square` (1:1, 4:5); all with the same number.

    `square` and `tall` may be left out where `wide` serves.
    """

    wide: tuple[Cell, ...]
    tall: tuple[Cell, ...] = ()
    square: tuple[Cell, ...] = ()
    over: Literal["blur", "ground", "none"] = "none"


class Wish(_Node, frozen=True, kw_only=True):
    """What picture a cell would like; empty: any."""

    shape: Shape = "any"
    faces: Faces = "any"
    weather: tuple[WeatherLabel, ...] = ()
    colours: tuple[str, ...] = ()


class Slot(_Node, frozen=True, kw_only=True):
    """A shot of the template: pictures for the cells of a layout, for so many beats.

    `transition` into it: ``cut``, ``dissolve``, ``zoom``, ``push-left`` (-right, -up, -down), ``usual`` or
    ``special`` (as the template says), or the name of a luma map. `wishes`: one for all cells, or one for each.
    `arrive`: how the pictures of a layout with several cells come in, one on each beat. `sticker`: a name, or "".
    """

    layout: str = "full"
    beats: int = 4
    wishes: tuple[Wish, ...] = ()
    motion: MotionKind = "auto"
    transition: str = "usual"
    arrive: Arrival = "none"
    sticker: str = ""
    text: TextPlace = "none"
    verse: TextPlace = "none"


class TypeStyle(_Node, frozen=True, kw_only=True):
    """How words look: the face, their size as a factor, where the title stands, how they come in."""

    title: Literal["serif", "sans"] = "serif"
    text: Literal["serif", "sans"] = "sans"
    size: float = 1.0
    place: TextPlace = "centre"
    enter: Literal["fade", "rise", "reveal", "write"] = "fade"
    colour: str = "#ffffff"


class GroundStyle(_Node, frozen=True, kw_only=True):
    """The background of layouts that do not fill the canvas: an image of the resources, tinted light or dark with the
    film's own colours, or with given ones: hex, or ``light``, ``dark`` and ``accent`` of the film's palette."""

    image: str = "plain"
    tone: Literal["light", "dark"] = "dark"
    colours: tuple[str, ...] = ()


class Joins(_Node, frozen=True, kw_only=True):
    """Transitions: the usual one, the special one at chapters, and how long they last in seconds."""

    usual: str = "dissolve"
    special: str = "dissolve"
    seconds: float = 0.6


class Ornament(_Node, frozen=True, kw_only=True):
    """Which stickers and particles a film gets: those that suit the weather and season seen in a picture (`auto`), and
    on at most which share of the shots."""

    particles: Literal["auto", "none"] = "auto"
    stickers: tuple[str, ...] = ()
    share: float = 0.3


class Template(_Node, frozen=True, kw_only=True):
    """A template. `slots` are repeated in order until every picture has its place."""

    name: str
    title: Words
    description: Words
    aspects: tuple[str, ...] = ("16:9", "9:16", "1:1", "4:5")
    moods: tuple[str, ...] = ()
    music: tuple[str, ...] = ()
    beat_seconds: float = 0.75
    layouts: Mapping[str, Layout] = {}
    opening: Slot = Slot(beats=8)
    slots: tuple[Slot, ...]
    closing: Slot = Slot(beats=8)
    type: TypeStyle = TypeStyle()
    ground: GroundStyle = GroundStyle()
    joins: Joins = Joins()
    ornament: Ornament = Ornament()
    chapters: Literal["auto", "day", "place", "none"] = "auto"
    captions: bool = True
    credits: bool = True


work_out(Template)

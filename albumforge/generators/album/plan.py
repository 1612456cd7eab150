"""The plan of a film: one frozen, versioned JSON document from which preview, render and export all read.

Units: times of the film in whole frames, times inside a source in seconds, places on the canvas in fractions of its
width and height, places in a source in fractions of its upright width and height. Same plan, same film.
"""

from __future__ import annotations

import re
import reprlib
from collections.abc import Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Literal

import msgspec

from albumforge.errors import PlanError

SCHEMA: Literal["albumforge.plan"] = "albumforge.plan"
VERSION = 1

# No exponents: as a fraction, 1e999999999 would fill the memory.
RATE = re.compile(r"[0-9]{1,9}([./][0-9]{1,9})?")
"""How a frame rate is written: a whole number, a decimal or a fraction."""

LONGEST = 86_400
"""Seconds that a film may last at most, and that may be left out of a clip."""

Unit = float
"""A fraction of something, usually 0 to 1."""


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


class Picture(_Node, tag_field="type", tag="picture", frozen=True, kw_only=True):
    """A photo in a rectangle, with a soft shadow around it (opacity; 0: none)."""

    source: str
    rect: Rect = FULL
    motion: Motion = Motion()
    shadow: Unit = 0.0


class Clip(_Node, tag_field="type", tag="clip", frozen=True, kw_only=True):
    """A moving picture in a rectangle, cropped to its shape, from `start` seconds of the source on."""

    source: str
    rect: Rect = FULL
    start: float = 0.0
    shadow: Unit = 0.0


class Text(_Node, tag_field="type", tag="text", frozen=True, kw_only=True):
    """Lines of text centred on a point of the canvas.

    `size` is the height of the type in canvas heights; it is seen from frame `start` of the scene for `frames` frames,
    of which the first and last `fade` are fades. `shade` is how much what lies behind is darkened, at least; more where
    the lettering would not stand out (0: never). `width` bounds the lines.
    """

    text: str
    role: Literal["title", "subtitle", "caption"] = "title"
    x: Unit = 0.5
    y: Unit = 0.5
    width: Unit = 0.84
    size: Unit = 0.1
    colour: str = "#ffffff"
    start: int = 0
    frames: int = 90
    fade: int = 12
    shade: Unit = 0.0


Layer = Backdrop | Picture | Clip | Text


class Transition(_Node, frozen=True, kw_only=True):
    """How a scene comes in: a dissolve from the scene before, a fade from the background, or a cut (no frames)."""

    type: Literal["cut", "dissolve", "fade"] = "cut"
    frames: int = 0


class Scene(_Node, frozen=True, kw_only=True):
    """A stretch of film: layers from back to front, seen from frame `start` for `frames` frames.

    It overlaps the scene before by the frames of a dissolve.
    """

    id: str
    start: int
    frames: int
    layers: tuple[Layer, ...]
    transition: Transition = Transition()


class PieceMusic(_Node, tag_field="type", tag="piece", frozen=True, kw_only=True):
    """A piece of our own, performed for this film: number of bars and tempo (beats a minute) fit its length."""

    name: str
    bars: int
    bpm: float
    seed: int = 0


class FileMusic(_Node, tag_field="type", tag="file", frozen=True, kw_only=True):
    """The user's own music; looped where it is too short."""

    source: str


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
    """A whole film."""

    schema: Literal["albumforge.plan"] = SCHEMA
    version: int = VERSION
    generator: str = "album"
    title: str = ""
    language: Literal["zh", "en"] = "en"
    seed: int = 0
    canvas: Canvas
    sources: tuple[MediaSource, ...]
    scenes: tuple[Scene, ...]
    audio: Audio = Audio()
    fade_out: int = 0
    poster: int = 0

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


def dump_plan(plan: Plan) -> str:
    """Return the plan as JSON, indented, keys in the order of the schema."""
    return msgspec.json.format(msgspec.json.encode(plan), indent=1).decode()


def load_plan(document: str) -> Plan:
    """Read a plan and check that it holds together.

    Raises:
        PlanError: the message names the place in the document, such as ``$.scenes[3].frames``.
    """
    try:
        head = msgspec.json.decode(document)
    except (msgspec.DecodeError, UnicodeError) as error:
        raise PlanError(f"The plan is not JSON: {error}.") from error
    except RecursionError as error:
        raise PlanError("The plan is not valid: it is nested too deeply.") from error
    if not isinstance(head, dict) or head.get("schema") != SCHEMA:
        raise PlanError(f'$.schema: must be "{SCHEMA}"; this is not a plan of a film.')
    if head.get("version") != VERSION:
        raise PlanError(
            f"$.version: this plan has version {reprlib.repr(head.get('version'))}; "
            f"this albumforge reads version {VERSION}.",
            hint="Make the plan again with --plan-only.",
        )
    try:
        plan = msgspec.convert(head, Plan)
    except msgspec.ValidationError as error:
        raise PlanError(f"The plan is not valid: {error}.") from error
    check_plan(plan)
    return plan


def check_plan(plan: Plan) -> None:
    """Check what the types cannot say.

    Raises:
        PlanError: the message names the place in the document.
    """
    canvas = plan.canvas
    for name in ("width", "height"):
        value = getattr(canvas, name)
        if not 16 <= value <= 8192 or value % 2:
            raise PlanError(f"$.canvas.{name}: must be an even number of pixels from 16 to 8192, not {value}.")
    try:
        rate = canvas.rate if RATE.fullmatch(canvas.fps) else None
    except ZeroDivisionError:
        rate = None
    if rate is None:
        raise PlanError(f'$.canvas.fps: must be a fraction such as "30000/1001", not {reprlib.repr(canvas.fps)}.')
    if not 1 <= rate <= 240:
        raise PlanError(f"$.canvas.fps: must be from 1 to 240 frames a second, not {canvas.fps}.")
    _colour(canvas.background, "$.canvas.background")
    for number, source in enumerate(plan.sources):
        if source.kind != "music" and (source.width < 1 or source.height < 1):
            raise PlanError(f"$.sources[{number}]: width and height must be at least 1.")
    kinds = {source.id: source.kind for source in plan.sources}
    if len(kinds) != len(plan.sources):
        raise PlanError("$.sources: every id must be there once only.")
    if not plan.scenes:
        raise PlanError("$.scenes: a film has at least one scene.")
    for number, scene in enumerate(plan.scenes):
        _check_scene(scene, f"$.scenes[{number}]", kinds)
    _check_joins(plan.scenes)
    if plan.frames > LONGEST * rate:
        raise PlanError(f"$.scenes: a film lasts at most {LONGEST} seconds.")
    if not 0 <= plan.fade_out <= plan.frames:
        raise PlanError(f"$.fade_out: must be from 0 to {plan.frames}, the frames of the film.")
    if not 0 <= plan.poster < plan.frames:
        raise PlanError(f"$.poster: must be a frame of the film, 0 to {plan.frames - 1}.")
    _check_audio(plan.audio, kinds)


def _check_scene(scene: Scene, at: str, kinds: Mapping[str, str]) -> None:
    if scene.frames < 1:
        raise PlanError(f"{at}.frames: must be at least 1.")
    if not 0 <= scene.transition.frames <= scene.frames:
        raise PlanError(f"{at}.transition.frames: must be from 0 to the {scene.frames} frames of the scene.")
    if (scene.transition.type == "cut") != (scene.transition.frames == 0):
        raise PlanError(f"{at}.transition: a cut has 0 frames, the others have more.")
    for number, layer in enumerate(scene.layers):
        here = f"{at}.layers[{number}]"
        if isinstance(layer, Text):
            _colour(layer.colour, f"{here}.colour")
            if layer.frames < 1 or layer.fade < 0 or not 0.005 <= layer.size <= 1 or not 0.05 <= layer.width <= 1:
                raise PlanError(f"{here}: frames must be at least 1, fade 0 or more, size 0.005 to 1, width 0.05 to 1.")
            if not (-1 <= layer.x <= 2 and -1 <= layer.y <= 2 and 0 <= layer.shade <= 1):
                raise PlanError(f"{here}: x and y must be -1 to 2, shade 0 to 1.")
            continue
        wanted = (
            {"clip"} if isinstance(layer, Clip) else {"photo", "clip"} if isinstance(layer, Backdrop) else {"photo"}
        )
        if kinds.get(layer.source) not in wanted:
            raise PlanError(f"{here}.source: there is no {' or '.join(sorted(wanted))} {layer.source!r} in $.sources.")
        if isinstance(layer, (Picture, Clip)):
            _check_rect(layer.rect, f"{here}.rect")
            if not 0 <= layer.shadow <= 1:
                raise PlanError(f"{here}.shadow: must be 0 to 1.")
        if isinstance(layer, Picture):
            for end in ("start", "end"):
                view = getattr(layer.motion, end)
                if not (1.0 <= view.zoom <= 20.0 and 0 <= view.x <= 1 and 0 <= view.y <= 1):
                    raise PlanError(f"{here}.motion.{end}: x and y must be 0 to 1, zoom 1 to 20.")
        if isinstance(layer, Backdrop) and not (0 <= layer.blur <= 0.5 and 0 <= layer.brightness <= 1):
            raise PlanError(f"{here}: blur must be 0 to 0.5, brightness 0 to 1.")
        if isinstance(layer, Clip) and not 0 <= layer.start <= LONGEST:
            raise PlanError(f"{here}.start: must be 0 to {LONGEST} seconds.")


def _check_rect(rect: Rect, at: str) -> None:
    inside = (
        rect.x >= -1e-6 and rect.y >= -1e-6 and rect.x + rect.width <= 1 + 1e-6 and rect.y + rect.height <= 1 + 1e-6
    )
    if not inside or rect.width < 0.01 or rect.height < 0.01:
        raise PlanError(f"{at}: must lie on the canvas (0 to 1) and be at least 0.01 wide and high.")


def _check_joins(scenes: tuple[Scene, ...]) -> None:
    if len({scene.id for scene in scenes}) != len(scenes):
        raise PlanError("$.scenes: every id must be there once only.")
    if scenes[0].start != 0 or scenes[0].transition.type == "dissolve":
        raise PlanError("$.scenes[0]: starts at frame 0, with a cut or a fade.")
    for number, (before, scene) in enumerate(pairwise(scenes), 1):
        overlap = scene.transition.frames if scene.transition.type == "dissolve" else 0
        expected = before.start + before.frames - overlap
        if scene.start != expected:
            raise PlanError(
                f"$.scenes[{number}].start: must be {expected}, where the scene before ends, less the dissolve."
            )
        if before.transition.frames + overlap > before.frames:
            raise PlanError(f"$.scenes[{number}].transition.frames: the transitions around the scene before overlap.")


def _check_audio(audio: Audio, kinds: Mapping[str, str]) -> None:
    if isinstance(audio.music, FileMusic) and kinds.get(audio.music.source) != "music":
        raise PlanError(f"$.audio.music.source: there is no music {audio.music.source!r} in $.sources.")
    if isinstance(audio.music, PieceMusic) and not (audio.music.bars >= 1 and 20 <= audio.music.bpm <= 400):
        raise PlanError("$.audio.music: bars must be at least 1, bpm 20 to 400.")
    if not -60 <= audio.loudness <= -5:
        raise PlanError("$.audio.loudness: must be -60 to -5 LUFS.")
    for name in ("fade_in", "fade_out"):
        if getattr(audio, name) < 0:
            raise PlanError(f"$.audio.{name}: must be 0 seconds or more.")
    for number, clip in enumerate(audio.clips):
        in_time = 0 <= clip.at <= LONGEST and 0 <= clip.start <= LONGEST and 0 < clip.duration <= LONGEST
        if kinds.get(clip.source) != "clip" or not in_time:
            raise PlanError(f"$.audio.clips[{number}]: must name a clip, with times of 0 to {LONGEST} seconds.")
        if not -60 <= clip.gain_db <= 24:
            raise PlanError(f"$.audio.clips[{number}].gain_db: must be -60 to 24 decibels.")


def _colour(value: str, at: str) -> None:
    if len(value) != 7 or value[0] != "#" or any(c not in "0123456789abcdefABCDEF" for c in value[1:]):
        raise PlanError(f'{at}: must be a colour such as "#0c0d10", not {reprlib.repr(value)}.')

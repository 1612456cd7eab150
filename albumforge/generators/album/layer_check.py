"""What the layers of a scene must hold beyond the types of their fields; `plan_check` checks the rest of a plan."""

from __future__ import annotations

import reprlib
from collections.abc import Mapping, Sequence

from albumforge.errors import PlanError
from albumforge.generators.album.names import GROUNDS, MASKS, STICKERS
from albumforge.generators.album.plan import (
    LONGEST,
    Backdrop,
    Border,
    Clip,
    ClipAudio,
    Entrance,
    Ground,
    Layer,
    MediaSource,
    Particles,
    Picture,
    Rect,
    Scene,
    Sticker,
    Text,
)

LARGEST_STICKER = 0.6
"""Canvas heights; all frames of a sticker are kept at its size."""

MOST_BORDER = 0.1

MOST_FRAMES = 100_000
"""Frames that anything within a scene may wait or last."""


def check_layers(scene: Scene, at: str, sources: Mapping[str, MediaSource]) -> None:
    """Check the layers of the scene at a place of the document.

    Raises:
        PlanError: the message names the place in the document.
    """
    for number, layer in enumerate(scene.layers):
        _check_layer(layer, f"{at}.layers[{number}]", scene, sources)


def _check_layer(layer: Layer, here: str, scene: Scene, sources: Mapping[str, MediaSource]) -> None:
    if isinstance(layer, Text):
        _check_text(layer, here)
    elif isinstance(layer, Sticker):
        _check_sticker(layer, here, scene)
    elif isinstance(layer, Ground):
        _known(layer.image, GROUNDS, f"{here}.image", "background")
        for number, colour in enumerate(layer.colours):
            check_colour(colour, f"{here}.colours[{number}]")
    elif isinstance(layer, Particles):
        check_colour(layer.colour, f"{here}.colour")
        if not (0 <= layer.amount <= 1 and 0 <= layer.opacity <= 1):
            raise PlanError(f"{here}: amount and opacity must be 0 to 1.")
    else:
        _check_media(layer, here, scene, sources)


def _check_text(layer: Text, here: str) -> None:
    check_colour(layer.colour, f"{here}.colour")
    if layer.frames < 1 or layer.fade < 0 or not 0.005 <= layer.size <= 1 or not 0.05 <= layer.width <= 1:
        raise PlanError(f"{here}: frames must be at least 1, fade 0 or more, size 0.005 to 1, width 0.05 to 1.")
    if not (-1 <= layer.x <= 2 and -1 <= layer.y <= 2 and 0 <= layer.shade <= 1):
        raise PlanError(f"{here}: x and y must be -1 to 2, shade 0 to 1.")
    if not 0 <= layer.stagger <= MOST_FRAMES:
        raise PlanError(f"{here}.stagger: must be 0 or more frames, at most {MOST_FRAMES}, not {layer.stagger}.")


def _check_sticker(layer: Sticker, here: str, scene: Scene) -> None:
    _known(layer.image, STICKERS, f"{here}.image", "sticker")
    if not (-1 <= layer.x <= 2 and -1 <= layer.y <= 2):
        raise PlanError(f"{here}: x and y must be -1 to 2.")
    if not 0.01 <= layer.size <= LARGEST_STICKER:
        raise PlanError(f"{here}.size: must be 0.01 to {LARGEST_STICKER} canvas heights, not {layer.size:g}.")
    _check_angle(layer.angle, f"{here}.angle")
    if not 0 <= layer.opacity <= 1:
        raise PlanError(f"{here}.opacity: must be 0 to 1.")
    if not 0 <= layer.start < scene.frames:
        raise PlanError(f"{here}.start: must be a frame of the scene, 0 to {scene.frames - 1}, not {layer.start}.")
    if not 0 <= layer.frames <= MOST_FRAMES or not 0 <= layer.fade <= MOST_FRAMES:
        raise PlanError(f"{here}: frames and fade must be 0 to {MOST_FRAMES}.")


def _check_media(layer: Backdrop | Picture | Clip, here: str, scene: Scene, sources: Mapping[str, MediaSource]) -> None:
    wanted = {"clip"} if isinstance(layer, Clip) else {"photo", "clip"} if isinstance(layer, Backdrop) else {"photo"}
    source = sources.get(layer.source)
    if source is None or source.kind not in wanted:
        raise PlanError(f"{here}.source: there is no {' or '.join(sorted(wanted))} {layer.source!r} in $.sources.")
    if isinstance(layer, Backdrop):
        if not (0 <= layer.blur <= 0.5 and 0 <= layer.brightness <= 1):
            raise PlanError(f"{here}: blur must be 0 to 0.5, brightness 0 to 1.")
        return
    _check_rect(layer.rect, f"{here}.rect")
    if not 0 <= layer.shadow <= 1:
        raise PlanError(f"{here}.shadow: must be 0 to 1.")
    _check_angle(layer.angle, f"{here}.angle")
    if layer.mask:
        _known(layer.mask, MASKS, f"{here}.mask", "mask")
    _check_border(layer.border, f"{here}.border")
    _check_entrance(layer.entrance, f"{here}.entrance", scene)
    if isinstance(layer, Clip):
        check_start(layer, source, f"{here}.start")
        return
    for end in ("start", "end"):
        view = getattr(layer.motion, end)
        if not (1.0 <= view.zoom <= 20.0 and 0 <= view.x <= 1 and 0 <= view.y <= 1):
            raise PlanError(f"{here}.motion.{end}: x and y must be 0 to 1, zoom 1 to 20.")


def _check_angle(angle: float, at: str) -> None:
    if not -180 <= angle <= 180:
        raise PlanError(f"{at}: must be -180 to 180 degrees, not {angle:g}.")


def _check_border(border: Border, at: str) -> None:
    check_colour(border.colour, f"{at}.colour")
    if not 0 <= border.width <= MOST_BORDER:
        raise PlanError(f"{at}.width: must be 0 to {MOST_BORDER} of the canvas's shorter side, not {border.width:g}.")


def _check_entrance(entrance: Entrance, at: str, scene: Scene) -> None:
    if not 0 <= entrance.start < scene.frames:
        raise PlanError(f"{at}.start: must be a frame of the scene, 0 to {scene.frames - 1}, not {entrance.start}.")
    if not 0 <= entrance.frames <= scene.frames:
        raise PlanError(f"{at}.frames: must be 0 to the {scene.frames} frames of the scene, not {entrance.frames}.")


def _known(name: str, names: Sequence[str], at: str, what: str) -> None:
    if name not in names:
        raise PlanError(f"{at}: there is no {what} {reprlib.repr(name)}.", hint=f"There are: {', '.join(names)}.")


def check_start(taken: Clip | ClipAudio, source: MediaSource, at: str) -> None:
    """Check that a clip is entered before its end; some containers do not say how long they are."""
    if not 0 <= taken.start <= LONGEST:
        raise PlanError(f"{at}: must be 0 to {LONGEST} seconds.")
    if source.duration and taken.start >= source.duration:
        raise PlanError(
            f"{at}: must be less than the {source.duration:g} seconds of {source.id!r}, not {taken.start:g}."
        )


def _check_rect(rect: Rect, at: str) -> None:
    inside = (
        rect.x >= -1e-6 and rect.y >= -1e-6 and rect.x + rect.width <= 1 + 1e-6 and rect.y + rect.height <= 1 + 1e-6
    )
    if not inside or rect.width < 0.01 or rect.height < 0.01:
        raise PlanError(f"{at}: must lie on the canvas (0 to 1) and be at least 0.01 wide and high.")


def check_colour(value: str, at: str) -> None:
    """Check that a colour is written as ``#rrggbb``."""
    if len(value) != 7 or value[0] != "#" or any(c not in "0123456789abcdefABCDEF" for c in value[1:]):
        raise PlanError(f'{at}: must be a colour such as "#0c0d10", not {reprlib.repr(value)}.')

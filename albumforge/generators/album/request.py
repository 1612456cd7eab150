"""What a film is asked to be: the options of a request, checked and in canonical form."""

from __future__ import annotations

import math
import re
import reprlib
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

import msgspec

from albumforge.errors import InvalidInput
from albumforge.generators.album.music import PIECES
from albumforge.generators.album.plan import RATE

ASPECTS = {"16:9": Fraction(16, 9), "9:16": Fraction(9, 16), "1:1": Fraction(1), "4:5": Fraction(4, 5)}
SHORT_SIDES = {"480p": 480, "720p": 720, "1080p": 1080, "2160p": 2160}

Language = Literal["zh", "en"]


class FilmRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """Options of an album film; one that is None is decided from the media.

    Attributes:
        title: shown over the opening; "" for none, None to take the folder's name.
        music: ``auto``, the name of a piece of our own, the path of a file, or ``none``.
        aspect: a key of `ASPECTS`; ignored where `resolution` gives both sides.
        resolution: a key of `SHORT_SIDES`, or ``WxH`` in pixels.
        fps: frames a second, as a number or a fraction such as ``30000/1001``.
        seconds_per_photo: from each photo to the next; or
        duration: of the whole film, in seconds.
        seed: whole number; the same seed and files give the same film.
        language: of the words we add.
    """

    title: str | None = None
    music: str = "auto"
    aspect: str = "16:9"
    resolution: str = "1080p"
    fps: str | float | int = 30
    seconds_per_photo: float | None = None
    duration: float | None = None
    seed: int = 0
    language: Language | None = None

    @property
    def rate(self) -> Fraction:
        """Frames a second."""
        return Fraction(str(self.fps))

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the film in pixels, even."""
        if self.resolution in SHORT_SIDES:
            shape, short = ASPECTS[self.aspect], SHORT_SIDES[self.resolution]
            width, height = (short * shape, Fraction(short)) if shape >= 1 else (Fraction(short), short / shape)
            return round(width / 2) * 2, round(height / 2) * 2
        width_text, height_text = self.resolution.lower().split("x")
        return int(width_text), int(height_text)


def read_request(options: Mapping[str, Any]) -> FilmRequest:
    """Read options into a request.

    Raises:
        InvalidInput: an option is unknown or does not fit; the message names it.
    """
    known = FilmRequest.__struct_fields__
    for name in options:
        if name not in known:
            raise InvalidInput(f"There is no option {name!r}.", hint=f"Known: {', '.join(known)}.")
    try:
        request = msgspec.convert({k: v for k, v in options.items() if v is not None}, FilmRequest)
    except msgspec.ValidationError as error:
        raise InvalidInput(f"Option {_field(str(error))}: {str(error).split(' - at ')[0]}.") from error
    _check_size(request)
    _check_times(request)
    _check_music(request.music)
    return request


def _field(error: str) -> str:
    return error.rpartition("$.")[2].rstrip("`") or "of the request"


def _check_size(request: FilmRequest) -> None:
    if request.aspect not in ASPECTS:
        raise InvalidInput(f"Option aspect: must be one of {', '.join(ASPECTS)}, not {reprlib.repr(request.aspect)}.")
    if request.resolution not in SHORT_SIDES:
        parts = request.resolution.lower().split("x")
        if len(parts) != 2 or not all(re.fullmatch("[0-9]{1,6}", part) for part in parts):
            raise InvalidInput(
                f"Option resolution: must be one of {', '.join(SHORT_SIDES)} or WIDTHxHEIGHT, "
                f"not {reprlib.repr(request.resolution)}."
            )
        if any(int(part) % 2 or not 64 <= int(part) <= 8192 for part in parts):
            raise InvalidInput("Option resolution: width and height must be even numbers from 64 to 8192.")


def _check_times(request: FilmRequest) -> None:
    try:
        readable = not isinstance(request.fps, str) or RATE.fullmatch(request.fps)
        rate = request.rate if readable else None
    except (ValueError, ZeroDivisionError):
        rate = None
    if rate is None:
        raise InvalidInput(
            f'Option fps: must be a number or a fraction such as "30000/1001", not {reprlib.repr(request.fps)}.'
        )
    if not 1 <= rate <= 120:
        raise InvalidInput(f"Option fps: must be from 1 to 120 frames a second, not {request.fps}.")
    if request.seconds_per_photo is not None and request.duration is not None:
        raise InvalidInput("Options seconds_per_photo and duration: give one of them.")
    for name, lowest, highest in (("seconds_per_photo", 0.5, 60.0), ("duration", 2.0, 14400.0)):
        value = getattr(request, name)
        if value is not None and not (math.isfinite(value) and lowest <= value <= highest):
            raise InvalidInput(f"Option {name}: must be from {lowest:g} to {highest:g} seconds, not {value:g}.")


def _check_music(music: str) -> None:
    if music in ("auto", "none") or music in PIECES:
        return
    try:
        found = Path(music).expanduser().is_file()
    except (OSError, RuntimeError):  # a name too long; a home that is nobody's
        found = False
    if not found:
        raise InvalidInput(
            f"Option music: {reprlib.repr(music)} is neither a file nor a piece.",
            hint=f"Pieces: {', '.join(PIECES)}; or auto, none.",
        )

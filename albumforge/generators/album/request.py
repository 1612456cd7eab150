"""What a film is asked to be: the options of a request, checked and in canonical form."""

from __future__ import annotations

import math
import re
import reprlib
import unicodedata
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal, get_args

import msgspec

from albumforge.errors import InvalidInput, MediaError
from albumforge.generators.album.music import PIECES
from albumforge.generators.album.plan import FASTEST_RATE, LARGEST_SIDE, RATE, SLOWEST_RATE, SMALLEST_SIDE
from albumforge.media.regular import open_regular

ASPECTS = {"16:9": Fraction(16, 9), "9:16": Fraction(9, 16), "1:1": Fraction(1), "4:5": Fraction(4, 5)}
DEFAULT_ASPECT = "16:9"
SHORT_SIDES = {"480p": 480, "720p": 720, "1080p": 1080, "2160p": 2160}

Language = Literal["zh", "en"]

# SMPTE ST 170 and its multiples; rounded, as people write them, a film would drift against sound and other films.
_NTSC = tuple(Fraction(whole * 1000, 1001) for whole in (24, 30, 48, 60, 120))


class FilmRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """Options of an album film; one that is None is decided from the media.

    Attributes:
        title: shown over the opening; "" for none, None to take the folder's name.
        music: ``auto``, the name of a piece of our own, the path of a file, or ``none``.
        aspect: a key of `ASPECTS`; None for that of `resolution` where it gives both sides, else `DEFAULT_ASPECT`.
        resolution: a key of `SHORT_SIDES`, or ``WxH`` in pixels.
        fps: frames a second, as a number or a fraction such as ``30000/1001``; 23.976, 29.97, 47.952, 59.94 and 119.88
            (and 23.98, 47.95) mean the exact NTSC rates.
        seconds_per_photo: from each photo to the next; or
        duration: of the whole film, in seconds.
        seed: whole number; the same seed and files give the same film.
        language: of the words we add.
    """

    title: str | None = None
    music: str = "auto"
    aspect: str | None = None
    resolution: str = "1080p"
    fps: str | float | int = 30
    seconds_per_photo: float | None = None
    duration: float | None = None
    seed: int = 0
    language: Language | None = None

    @property
    def rate(self) -> Fraction:
        """Frames a second."""
        rate = Fraction(str(self.fps))
        return next((exact for exact in _NTSC if rate in (round(exact, 2), round(exact, 3))), rate)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the film in pixels, even."""
        if self.resolution in SHORT_SIDES:
            shape, short = ASPECTS[self.aspect or DEFAULT_ASPECT], SHORT_SIDES[self.resolution]
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
    given = {name: value for name, value in options.items() if value is not None}
    for name, value in given.items():
        if isinstance(value, str):
            _check_text(name, value)
    languages = get_args(Language)
    if "language" in given and given["language"] not in languages:
        raise InvalidInput(
            f"Option language: must be one of {', '.join(languages)}, not {reprlib.repr(given['language'])}."
        )
    try:
        request = msgspec.convert(given, FilmRequest)
    except msgspec.ValidationError as error:
        raise InvalidInput(f"Option {_field(str(error))}: {str(error).split(' - at ')[0]}.") from error
    _check_size(request)
    _check_times(request)
    _check_music(request.music)
    title = None if request.title is None else _plain(request.title)
    # Once it is checked, an aspect that changes nothing is dropped: equal films have equal requests.
    says_nothing = request.resolution not in SHORT_SIDES or request.aspect == DEFAULT_ASPECT
    return msgspec.structs.replace(request, title=title, aspect=None if says_nothing else request.aspect)


def _field(error: str) -> str:
    return error.rpartition("$.")[2].rstrip("`") or "of the request"


def _check_text(name: str, value: str) -> None:
    try:
        value.encode()
    except UnicodeEncodeError:
        raise InvalidInput(f"Option {name}: {reprlib.repr(value)} is not valid Unicode text.") from None


def _plain(title: str) -> str:
    """Return a title without control characters, which cannot be seen, and without space around it."""
    return "".join(char for char in title if char in "\t\n\r" or unicodedata.category(char) != "Cc").strip()


def _check_size(request: FilmRequest) -> None:
    if request.aspect is not None and request.aspect not in ASPECTS:
        raise InvalidInput(f"Option aspect: must be one of {', '.join(ASPECTS)}, not {reprlib.repr(request.aspect)}.")
    if request.resolution in SHORT_SIDES:
        return
    parts = request.resolution.lower().split("x")
    if len(parts) != 2 or not all(re.fullmatch("[0-9]{1,6}", part) for part in parts):
        raise InvalidInput(
            f"Option resolution: must be one of {', '.join(SHORT_SIDES)} or WIDTHxHEIGHT, "
            f"not {reprlib.repr(request.resolution)}."
        )
    if any(int(part) % 2 or not SMALLEST_SIDE <= int(part) <= LARGEST_SIDE for part in parts):
        raise InvalidInput(
            f"Option resolution: width and height must be even numbers from {SMALLEST_SIDE} to {LARGEST_SIDE}."
        )
    # 854x480 and 1366x768 are called 16:9 too.
    if request.aspect is not None and abs(Fraction(*request.size) / ASPECTS[request.aspect] - 1) > Fraction(1, 100):
        raise InvalidInput(
            f"Options aspect and resolution: {request.resolution} is not {request.aspect}.", hint="Give one of them."
        )


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
    if not SLOWEST_RATE <= rate <= FASTEST_RATE:
        raise InvalidInput(
            f"Option fps: must be from {SLOWEST_RATE} to {FASTEST_RATE} frames a second, not {request.fps}."
        )
    if request.seconds_per_photo is not None and request.duration is not None:
        raise InvalidInput("Options seconds_per_photo and duration: give one of them.")
    for name, lowest, highest in (("seconds_per_photo", 0.5, 60.0), ("duration", 2.0, 14400.0)):
        value = getattr(request, name)
        if value is not None and not (math.isfinite(value) and lowest <= value <= highest):
            raise InvalidInput(f"Option {name}: must be from {lowest:g} to {highest:g} seconds, not {value:g}.")


def _check_music(music: str) -> None:
    if music in ("auto", "none") or music in PIECES:
        return
    pieces = f"Pieces: {', '.join(PIECES)}; or auto, none."
    neither = InvalidInput(f"Option music: {reprlib.repr(music)} is neither a file nor a piece.", hint=pieces)
    try:
        path = Path(music).expanduser()
    except RuntimeError:  # a home that is nobody's
        raise neither from None
    try:
        open_regular(path).close()
    except MediaError as error:
        if not music or isinstance(error.__cause__, (FileNotFoundError, NotADirectoryError)):
            raise neither from None
        raise InvalidInput(f"Option music: {reprlib.repr(music)}: {error.reason}.", hint=pieces) from error

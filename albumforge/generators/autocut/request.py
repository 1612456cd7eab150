"""What a cut is asked to be: the options of a request, checked and in canonical form."""

from __future__ import annotations

import math
import re
import reprlib
from collections.abc import Mapping
from typing import Any, Literal, get_args

import msgspec

from albumforge.backends import FilmOption
from albumforge.errors import InvalidInput
from albumforge.generators.autocut.plan import Subtitles
from albumforge.generators.autocut.plan_check import LARGEST_HEIGHT, SMALLEST_HEIGHT
from albumforge.media.structs import work_out

Strategy = Literal["silence", "speech", "scenes", "highlights"]
"""What decides which parts are kept."""

CHOICES: dict[str, tuple[str, ...]] = {"strategy": get_args(Strategy), "subtitles": get_args(Subtitles)}
"""Options that are one word of a few."""

NUMBERS: dict[str, tuple[float, float]] = {
    "target_seconds": (1.0, 86_400.0),
    "margin_before": (0.0, 5.0),
    "margin_after": (0.0, 5.0),
    "min_silence": (0.05, 60.0),
}
"""Options that are seconds: the least and the most."""

DOCUMENTS = {"edl": "EDL", "dsl": "editing document"}
"""Options that are the text of a document, and what it is called; each is the whole cut."""

SWITCHES = ("extract_audio", "smart")
"""Options that are true or false."""

MOST_PHRASES = 100
LONGEST_TEXT = 200
LONGEST_EDL = 16 * 1024 * 1024

_TRUE, _FALSE = ("true", "1", "yes", "on"), ("false", "0", "no", "off")
_LANGUAGE = re.compile("[a-z]{2,3}")


class CutRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """Options of a cut.

    Attributes:
        title: of the cut; "" for none.
        strategy: what is kept: all but silence, what is spoken, the best part of each scene, or the highlights.
        target_seconds: how long the cut may be with the strategies ``scenes`` and ``highlights``; None for a length
            that suits the video.
        margin_before, margin_after: seconds that stay of the silence around what is kept.
        min_silence: seconds; shorter pauses stay.
        drop_words: words or phrases; every sentence in which one is said is dropped.
        subtitles: of what is said: in the picture, as a track of their own, or none.
        language: ISO 639-1 of what is said, such as ``zh``; None where it is to be found out.
        edl: text of a CMX 3600 edit decision list, whose events are then the cut.
        dsl: text of an editing document, which is executed as it stands.
        height: pixels of the cut, even; None for that of the video.
        extract_audio: keep the sound as a WAV of 16 kHz beside the cut.
        smart: copy what is kept untouched, and encode only around the cuts.
    """

    title: str = ""
    strategy: Strategy = "silence"
    target_seconds: float | None = None
    margin_before: float = 0.1
    margin_after: float = 0.1
    min_silence: float = 0.3
    drop_words: tuple[str, ...] = ()
    subtitles: Subtitles = "soft"
    language: str | None = None
    edl: str | None = None
    dsl: str | None = None
    height: int | None = None
    extract_audio: bool = True
    smart: bool = True


work_out(CutRequest)

OPTIONS = tuple(CutRequest.__struct_fields__)
"""Names of all options."""


def read_request(mapping: Mapping[str, Any]) -> CutRequest:
    """Return the options of a request, checked. Values may be text, as forms send them; "" is not given, but a document
    is never empty.

    Raises:
        InvalidInput: an option is unknown or does not fit; the message names it.
        PlanError: the editing document is not valid; the message names the place in it.
    """
    given: dict[str, Any] = {}
    for name, value in mapping.items():
        if name not in OPTIONS:
            raise InvalidInput(f"There is no option {reprlib.repr(name)}.", hint=f"Options: {', '.join(OPTIONS)}.")
        if name in DOCUMENTS and isinstance(value, str) and not value.strip("\ufeff \t\r\n"):
            raise InvalidInput(
                f"Option {name}: the {DOCUMENTS[name]} is empty.", hint="Leave the option out to have the cut decided."
            )
        if value is None or value == "":
            continue
        given[name] = _read(name, value)
    try:
        request = msgspec.convert(given, CutRequest)
    except msgspec.ValidationError as error:
        name = str(error).rpartition("$.")[2].rstrip("`").partition("[")[0]
        raise InvalidInput(f"Option {name}: does not take {reprlib.repr(given.get(name))}.") from error
    _check(request)
    return request


def plain_request(request: CutRequest) -> dict[str, Any]:
    """Return a request as JSON values, without what is at its default."""
    values: dict[str, Any] = msgspec.to_builtins(request)
    return values


def options() -> tuple[FilmOption, ...]:
    """Return the options that a person fills in, as forms show them."""
    default = CutRequest()
    return tuple(_option(name, getattr(default, name)) for name in OPTIONS if name not in (*DOCUMENTS, "drop_words"))


def _option(name: str, default: Any) -> FilmOption:
    if name in CHOICES:
        return FilmOption(name, "choice", default, CHOICES[name])
    if name in SWITCHES:
        return FilmOption(name, "switch", default)
    if name in NUMBERS:
        return FilmOption(name, "number", default, least=NUMBERS[name][0], most=NUMBERS[name][1])
    if name == "height":
        return FilmOption(name, "whole", default, least=SMALLEST_HEIGHT, most=LARGEST_HEIGHT)
    return FilmOption(name, "text", default)


def _read(name: str, value: Any) -> Any:
    if name in CHOICES:
        word = value.strip().lower() if isinstance(value, str) else value
        if word not in CHOICES[name]:
            raise InvalidInput(f"Option {name}: must be one of {', '.join(CHOICES[name])}, not {reprlib.repr(value)}.")
        return word
    if name in SWITCHES:
        return _switch(name, value)
    if name in NUMBERS:
        return _number(name, value, "a number of seconds")
    if name == "height":
        number = _number(name, value.removesuffix("p") if isinstance(value, str) else value, "a whole number")
        if not number.is_integer():
            raise InvalidInput(f"Option {name}: must be a whole number, not {reprlib.repr(value)}.")
        return int(number)
    if name == "drop_words":
        return _phrases(value)
    if not isinstance(value, str):
        raise InvalidInput(f"Option {name}: must be text, not {reprlib.repr(value)}.")
    return value if name in DOCUMENTS else value.strip()


def _switch(name: str, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    if word not in _TRUE + _FALSE:
        raise InvalidInput(f"Option {name}: must be true or false, not {reprlib.repr(value)}.")
    return word in _TRUE


def _number(name: str, value: Any, what: str) -> float:
    try:
        number = float(value) if not isinstance(value, bool) else math.nan
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number):
        raise InvalidInput(f"Option {name}: must be {what}, not {reprlib.repr(value)}.")
    return number


def _phrases(value: Any) -> tuple[str, ...]:
    """Phrases as a list, or as text with commas or line ends between them."""
    parts = re.split(r"[,，;；\n]", value) if isinstance(value, str) else value
    if not isinstance(parts, list | tuple) or not all(isinstance(part, str) for part in parts):
        raise InvalidInput(f"Option drop_words: must be a list of words, not {reprlib.repr(value)}.")
    phrases = tuple(part.strip() for part in parts if any(char.isalnum() for char in part))
    if len(phrases) > MOST_PHRASES or any(len(phrase) > LONGEST_TEXT for phrase in phrases):
        raise InvalidInput(
            f"Option drop_words: must be at most {MOST_PHRASES} phrases of at most {LONGEST_TEXT} characters."
        )
    return phrases


def _check(request: CutRequest) -> None:
    for name, (least, most) in NUMBERS.items():
        value = getattr(request, name)
        if value is not None and not least <= value <= most:
            raise InvalidInput(f"Option {name}: must be from {least:g} to {most:g} seconds, not {value:g}.")
    height = request.height
    if height is not None and (not SMALLEST_HEIGHT <= height <= LARGEST_HEIGHT or height % 2):
        raise InvalidInput(
            f"Option height: must be an even number from {SMALLEST_HEIGHT} to {LARGEST_HEIGHT}, not {height}."
        )
    if request.language is not None and not _LANGUAGE.fullmatch(request.language):
        raise InvalidInput(f"Option language: must be a code such as en or zh, not {reprlib.repr(request.language)}.")
    if len(request.title) > LONGEST_TEXT:
        raise InvalidInput(f"Option title: must be at most {LONGEST_TEXT} characters.")
    if request.edl is not None and request.dsl is not None:
        raise InvalidInput("Options edl and dsl: give one of them.", hint="Each of them is the whole cut.")
    if request.edl is not None and len(request.edl) > LONGEST_EDL:
        raise InvalidInput(f"Option edl: must be at most {LONGEST_EDL:,} characters.")
    if request.dsl is not None:
        from albumforge.generators.autocut.dsl.document import load_edit  # heavy only where it is needed

        load_edit(request.dsl)

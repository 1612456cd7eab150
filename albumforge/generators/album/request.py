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
from albumforge.generators.album.command.command import Command, read_command
from albumforge.generators.album.info.record import Season
from albumforge.generators.album.music import PIECES
from albumforge.generators.album.plan import ASPECTS, FASTEST_RATE, LARGEST_SIDE, SLOWEST_RATE, SMALLEST_SIDE
from albumforge.generators.album.poem.verse import Language, Mood
from albumforge.media.frame_rate import RATE
from albumforge.media.regular import open_regular
from albumforge.media.structs import work_out

DEFAULT_ASPECT = "16:9"
SHORT_SIDES = {"480p": 480, "720p": 720, "1080p": 1080, "2160p": 2160}

Chapters = Literal["auto", "day", "place", "none"]
Order = Literal["time", "given"]
Codec = Literal["h264", "hevc", "av1"]

CHOICES: dict[str, tuple[str, ...]] = {
    "language": get_args(Language),
    "mood": get_args(Mood),
    "season": get_args(Season),
    "chapters": get_args(Chapters),
    "codec": get_args(Codec),
    "speaks": get_args(Language),
    "order": get_args(Order),
}
"""Options that are one word of a few."""

_EXPECTED = {
    "seconds_per_photo": "a number of seconds",
    "duration": "a number of seconds",
    "fps": 'a number or a fraction such as "30000/1001"',
    "file_captions": "a mapping of paths to words",
    "notes": "a list of sentences",
}
_KINDS = (("int", "a whole number"), ("bool", "true or false"), ("str", "text"))
"""How the type that msgspec names is called for people."""

MOST_PICTURES = 10_000
LONGEST_COMMAND = 2_000

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")

# SMPTE ST 170 and its multiples; rounded, as people write them, a film would drift against sound and other films.
_NTSC = tuple(Fraction(whole * 1000, 1001) for whole in (24, 30, 48, 60, 120))


class FilmRequest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True, omit_defaults=True):
    """Options of an album film; one that is None is decided from the media.

    Attributes:
        title: shown over the opening; "" for none, None to take the folder's name.
        music: ``auto``, the name of a piece of our own, the path of a file, or ``none``.
        aspect: the shape; None for that of `resolution` where it gives both sides, else ``16:9``.
        resolution: the shorter side, or ``WxH`` in pixels, both even.
        fps: frames a second, as a number or a fraction such as ``30000/1001``; 23.976, 29.97, 47.952, 59.94 and 119.88
            (and 23.98, 47.95) mean the exact NTSC rates.
        seconds_per_photo: from each photo to the next, 0.5 to 60; None for what the template and the music say. Not
            together with `duration`.
        duration: of the whole film in seconds, 2 to 14,400, and at most 300 a photo; None for what follows from the
            shots.
        seed: whole number; the same seed and files give the same film.
        language: of the words we add; None for Chinese where the command is Chinese, else that of `speaks`, else
            Chinese where the title is Chinese, else English.
        mood: of the verse and the music; None for what the pictures say.
        season: of the verse; None for what the pictures say.
        template: name or title of one that comes with albumforge, or the path of a YAML file; None for one that suits.
        pictures: show at most so many, photos and clips together; only photos where `clips` is given.
        clips: show at most so many clips; 0 for none, None for as many as suit.
        poem: whether there is verse.
        captions: whether pictures have captions; None for what the template says.
        chapters: where the film is divided; None for what the template says.
        credits: whether the end names what it was made with; None for what the template says.
        codec: of the picture.
        order: of the pictures: that of their moments, or as the files are given.
        file_captions: words for single files, by their paths; shown whatever `captions` says, unless that is False.
        poet: name of the one who writes the verse; None for the built-in one.
        speaks: language of whoever asks, as of the page on which they do.
        notes: what the log should say of how the request was read: words of a command that were not understood.
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
    mood: Mood | None = None
    season: Season | None = None
    template: str | None = None
    pictures: int | None = None
    clips: int | None = None
    poem: bool = True
    captions: bool | None = None
    chapters: Chapters | None = None
    credits: bool | None = None
    codec: Codec = "h264"
    poet: str | None = None
    order: Order = "time"
    file_captions: dict[str, str] = {}
    speaks: Language | None = None
    notes: tuple[str, ...] = ()

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


work_out(FilmRequest)

OPTIONS: tuple[str, ...] = (*FilmRequest.__struct_fields__, "command")
"""All that may be asked for: what a request has, and ``command``, words that stand for other options."""


def read_request(options: Mapping[str, Any]) -> FilmRequest:
    """Read options into a request. Of the option ``command`` it keeps what `merge_command` makes of it.

    Raises:
        InvalidInput: an option is unknown or does not fit; the message names it.
    """
    for name in options:
        if name not in OPTIONS:
            raise InvalidInput(f"There is no option {name!r}.", hint=f"Known: {', '.join(OPTIONS)}.")
    given, notes = merge_command(options)
    if notes:
        given["notes"] = [*given.get("notes", ()), *notes]
    given |= _as_written(given)
    for name, value in given.items():
        if isinstance(value, str):
            _check_text(name, value)
    for name, choices in CHOICES.items():
        if name in given and given[name] not in choices:
            raise InvalidInput(f"Option {name}: must be one of {', '.join(choices)}, not {reprlib.repr(given[name])}.")
    try:
        request = msgspec.convert(given, FilmRequest)
    except msgspec.ValidationError as error:
        raise _misfit(str(error), given) from error
    _check_size(request)
    _check_times(request)
    _check_music(request.music)
    for path, words in request.file_captions.items():
        _check_text("file_captions", path + words)
    for name, least in (("pictures", 1), ("clips", 0)):
        count = getattr(request, name)
        if count is not None and not least <= count <= MOST_PICTURES:
            raise InvalidInput(f"Option {name}: must be from {least} to {MOST_PICTURES:,}, not {count}.")
    _check_template(request.template)
    return _canonical(request)


def _as_written(given: Mapping[str, Any]) -> dict[str, Any]:
    """Options that are words of a few, as we write them, where a person wrote ``Calm``, ``720P`` or 720."""
    said = {name: given[name].strip().lower() for name in CHOICES if isinstance(given.get(name), str)}
    plain: dict[str, Any] = {name: value for name, value in said.items() if value in CHOICES[name]}
    size = given.get("resolution")
    if isinstance(size, int) and not isinstance(size, bool):
        size = f"{size}p" if f"{size}p" in SHORT_SIDES else str(size)
    if isinstance(size, str):
        plain["resolution"] = size.lower() if size.lower() in SHORT_SIDES else size
    return plain


def _check_template(template: str | None) -> None:
    name = (template or "").strip()
    if name in ("", "auto"):
        return
    from albumforge.generators.album.templates.load import load_template  # which checks its music by ours

    load_template(name)


def _canonical(request: FilmRequest) -> FilmRequest:
    """The same request, once it is checked, without what changes nothing: equal films have equal requests."""
    says_nothing = request.resolution not in SHORT_SIDES or request.aspect == DEFAULT_ASPECT
    return msgspec.structs.replace(
        request,
        title=None if request.title is None else _plain(request.title),
        aspect=None if says_nothing else request.aspect,
        template=(request.template or "").strip() or None,
        poet=(request.poet or "").strip() or None,
    )


def merge_command(options: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Put what the option ``command`` asks for in words beside the other options, which win.

    Returns:
        the options without ``command`` and without those that are None; and what its writer should know, a sentence
        each: the words that were not understood, and those that something else overrules. All else was understood.

    Raises:
        InvalidInput: the command is no text, or too long.
    """
    given = {name: value for name, value in options.items() if value is not None}
    command = given.pop("command", "")
    if not isinstance(command, str):
        raise InvalidInput(f"Option command: must be text, not {type(command).__name__}.")
    if len(command) > LONGEST_COMMAND:
        raise InvalidInput(f"Option command: must be at most {LONGEST_COMMAND:,} characters.")
    _check_text("command", command)
    if not command.strip():
        return given, ()
    from albumforge.generators.album.templates.load import template_titles  # which checks its music by ours

    read = read_command(command, templates=template_titles())
    notes, merged = [], dict(given)
    for words, option in read.understood:
        rival = _rival(option, given)
        if not rival:
            merged[option] = read.options[option]
        elif rival != option or given[option] != read.options[option]:
            notes.append(f"Command: “{words}” gives way to the option {rival}.")
    if _is_chinese(command, read) and "language" not in merged:
        merged["language"] = "zh"
    notes += [f"Command: “{words}” gives way to what is said later." for words in read.overridden]
    notes += [f"Command: “{words}” was not understood." for words in read.not_understood]
    return merged, tuple(notes)


def _is_chinese(command: str, read: Command) -> bool:
    """Whether a command is written in Chinese, and does not just name something Chinese in an English sentence."""
    rest = command
    for words, option in read.understood:
        if option in ("title", "template", "music"):
            rest = rest.replace(words, " ")
    return bool(_HAN.search(rest) or (_HAN.search(command) and not re.search("[A-Za-z]", command)))


def _rival(option: str, given: Mapping[str, Any]) -> str:
    """The option given beside the command that decides the same thing, or ""."""
    lengths = {"duration": "seconds_per_photo", "seconds_per_photo": "duration"}
    if option in given:
        return option
    if lengths.get(option) in given:
        return lengths[option]
    both_sides = str(given.get("resolution", "1080p")) not in SHORT_SIDES
    return "resolution" if option == "aspect" and both_sides else ""


def _misfit(error: str, given: Mapping[str, Any]) -> InvalidInput:
    """What msgspec says of a value that does not fit, in people's words."""
    name = error.rpartition("$.")[2].rstrip("`").partition("[")[0]
    expected = _EXPECTED.get(name) or next((said for kind, said in _KINDS if f"`{kind}" in error), "")
    must = f"must be {expected}, not" if expected else "does not take"
    return InvalidInput(f"Option {name}: {must} {reprlib.repr(given.get(name))}.")


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

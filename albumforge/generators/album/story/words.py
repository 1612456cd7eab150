"""The words in a film: captions, verse, chapter cards and credits, each only where there is time to read it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import msgspec

from albumforge.generators.album.lettering.type_place import free_place, placed
from albumforge.generators.album.plan import Rect, Text
from albumforge.generators.album.templates.schema import TextPlace, TypeStyle
from albumforge.media.text import reading_time, typographic

_CAPTION_SIZE = 0.038
_VERSE_SIZE = {"zh": 0.06, "en": 0.052}
_CHAPTER_SIZE = 0.085
_CREDITS_SIZE = 0.038

_HURRIED = 0.75
"""Part of the usual reading time that words get at least, or they are left out."""

_GLANCED = 0.4
"""The same for the credits, which nobody reads to the end."""


class TypeLook(msgspec.Struct, frozen=True):
    """What all words of a film have in common."""

    style: TypeStyle
    language: str
    colour: str
    rate: Fraction
    canvas: tuple[int, int]


def caption_text(
    words: str, places: Sequence[TextPlace], taken: Sequence[Rect], frames: int, look: TypeLook
) -> Text | None:
    """Return a caption for a scene of so many frames, or None where there is no time to read it.

    Args:
        places: by preference; the one that covers least is taken.
        taken: faces and subjects, in fractions of the canvas.
    """
    text = _timed(Text(text=words, role="caption", size=_CAPTION_SIZE), frames, look, late=0.35)
    return text and free_place(text, places, look.canvas, taken)[1]


def verse_text(
    lines: str, places: Sequence[TextPlace], taken: Sequence[Rect], frames: int, look: TypeLook
) -> Text | None:
    """Return a verse for a scene of so many frames: all of it, else its first couplet, else None."""
    size = _VERSE_SIZE[look.language]
    split = lines.split("\n")
    stagger = round((0.3 if look.style.enter == "write" else 0.5) * look.rate)
    for count in dict.fromkeys((len(split), 2)):
        words = "\n".join(split[:count])
        text = Text(text=words, role="verse", size=size, enter=look.style.enter, stagger=stagger)
        timed = _timed(text, frames, look, late=0.4)
        if timed is not None:
            return free_place(timed, places, look.canvas, taken)[1]
    return None


def chapter_texts(title: str, frames: int, look: TypeLook) -> tuple[Text, ...]:
    """Return the words of a chapter card."""
    text = Text(text=title, role="chapter", size=_CHAPTER_SIZE, face=look.style.title, enter=look.style.enter)
    timed = _timed(text, frames, look, late=0.3)
    return () if timed is None else (placed(timed, "centre", look.canvas),)


def credits_texts(lines: Sequence[str], frames: int, look: TypeLook) -> tuple[Text, ...]:
    """Return the words of the closing credits."""
    text = Text(text="\n".join(lines), role="credits", size=_CREDITS_SIZE, face=look.style.text)
    timed = _timed(text, frames, look, late=0.5, hurried=_GLANCED)
    return () if timed is None else (placed(timed, "centre", look.canvas),)


def _timed(text: Text, frames: int, look: TypeLook, *, late: float, hurried: float = _HURRIED) -> Text | None:
    """Return a text seen from `late` seconds into the scene until a little before its end; None where that is too
    short to read it."""
    start = min(round(late * look.rate), frames // 5)
    shown = frames - start - min(round(0.4 * look.rate), frames // 8)
    lines = text.text.count("\n")
    wanted = reading_time(text.text.replace("\n", " ")) + float(lines * text.stagger / look.rate) * 0.5
    if shown < 2 or shown / look.rate < hurried * wanted:
        return None
    return msgspec.structs.replace(
        text,
        text=typographic(text.text, look.language),
        size=round(text.size * look.style.size, 5),
        colour=look.colour,
        start=start,
        frames=shown,
        fade=min(round(0.5 * look.rate), shown // 4),
        shade=0.15,
        face=text.face or look.style.text,
    )

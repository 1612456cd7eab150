"""The words in a film: captions, verse, chapter cards and credits, each only where there is time to read it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

import msgspec

from albumforge.generators.album.lettering.type_art import set_type, stacked
from albumforge.generators.album.lettering.type_place import beside, block_of, free_place, placed, within
from albumforge.generators.album.plan import Clip, Layer, Picture, Text
from albumforge.generators.album.poem.verse import Language
from albumforge.generators.album.story.brief import Brief
from albumforge.generators.album.story.reading import verse_time
from albumforge.generators.album.story.visible import Busy, overlap
from albumforge.generators.album.templates.schema import TextPlace, TypeStyle
from albumforge.media.text import reading_time, typographic

_CAPTION_SIZE = 0.038
_VERSE_SIZE: dict[Language, float] = {"zh": 0.06, "en": 0.052}
_CHAPTER_SIZE = 0.085
_CREDITS_SIZE = 0.038

_HURRIED = 0.75
"""Part of the usual reading time that words get at least, or they are left out."""

_CLOSING_TITLE_SIZE = 0.07

_QUATRAIN = 4
"""Lines."""

_DOT = " · "
"""Between the parts of a chapter's name."""

_TOUCHES = 0.06
"""Part of a block of words that may lie on a picture while it is set for the ground."""

_GLANCED = 0.4
"""The same for the credits, which nobody reads to the end."""


_STAY = 4.0
"""Times the usual reading time that a caption stays at most."""

_VERSE_FADES = 1.0
"""Seconds that verse stays beyond the time to read it: its entrance and exit. It goes before its picture does."""

_ENDLESS = 120
"""Seconds in which any verse can be read."""


class TypeLook(msgspec.Struct, frozen=True):
    """What all words of a film have in common."""

    style: TypeStyle
    language: Language
    colour: str
    rate: Fraction
    canvas: tuple[int, int]

    @classmethod
    def of(cls, brief: Brief) -> TypeLook:
        """Return that of a film."""
        style = brief.template.type
        colour = brief.palette.named(style.colour)
        return cls(style, brief.language, colour, brief.request.rate, brief.canvas)


_BROKEN = 2
"""Times as many lines as a verse has that it is set in at most."""


def verse_places(wished: TextPlace, language: Language) -> tuple[TextPlace, ...]:
    """Return where verse may stand, by preference; first where the template wishes it."""
    usual: tuple[TextPlace, ...] = ("bottom", "left", "right", "top")
    if language == "zh":
        usual = ("vertical-right", "vertical-left", "bottom", "top")
        columns: dict[TextPlace, TextPlace] = {"left": "vertical-left", "right": "vertical-right"}
        wished = columns.get(wished, wished)
    return usual if wished == "none" else (wished, *(place for place in usual if place != wished))


def caption_places(wished: TextPlace) -> tuple[TextPlace, ...]:
    """Return where a caption may stand, by preference; below a framed picture and in the middle there is one place."""
    if wished in ("below", "centre"):
        return (wished,)
    return tuple(dict.fromkeys((wished, "bottom", "top")))


def caption_text(
    words: str, places: Sequence[TextPlace], busy: Busy, frames: int, look: TypeLook, *, hurried: float = _HURRIED
) -> Text | None:
    """Return a caption for a scene of so many frames, or None where there is no time to read it, or only room on a
    face.

    Args:
        places: by preference; the one that covers least is taken.
        busy: what is seen on the canvas.
        hurried: part of the usual reading time that is enough.
    """
    text = Text(text=words, role="caption", size=_CAPTION_SIZE)
    timed = _timed(text, frames, look, late=0.35, hurried=hurried, lasting=True)
    return timed and _clear_place(timed, places, busy, look)


def verse_text(lines: str, places: Sequence[TextPlace], busy: Busy, frames: int | None, look: TypeLook) -> Text | None:
    """Return a verse for a scene of so many frames (None: as many as it takes): all of it, else its first couplet; None
    where there is no time to read that, or only room on a face."""
    split = lines.split("\n")
    stagger = round((0.3 if look.style.enter == "write" else 0.5) * look.rate)
    for count in dict.fromkeys((len(split), 2)):
        words = "\n".join(split[:count])
        text = Text(text=words, role="verse", size=_VERSE_SIZE[look.language], enter=look.style.enter, stagger=stagger)
        room = _ENDLESS * round(look.rate) if frames is None else frames
        timed = _timed(text, room, look, late=0.4, lasting=True)
        found = timed and _clear_place(timed, places, busy, look)
        if found is not None:
            return found
    return None


def _clear_place(text: Text, places: Sequence[TextPlace], busy: Busy, look: TypeLook) -> Text | None:
    """Return a text where it covers no face: beside the pictures where there is room, else at that of the places where
    it covers least, best of these where it lies across no picture's edge; None where it would cover a face anywhere, or
    a verse would lie across an edge."""
    if busy.pictures and text.role == "verse":
        fitting = [beside(form, busy.pictures, look.canvas) for form in _forms(text, look.language)]
        narrow = [one for one in fitting if one is not None and _keeps_lines(one, look)]
        aside = [one for one in narrow if not busy.covers_face(block_of(one, look.canvas))]
        if aside:
            return max(aside, key=lambda one: one.size)
    found = [(place, placed(text, place, look.canvas)) for place in places]
    clear = [(place, at) for place, at in found if not busy.covers_face(block_of(at, look.canvas))]
    whole = [place for place, at in clear if not busy.crossed(block_of(at, look.canvas))]
    if clear and not whole:
        for picture in busy.pictures:
            on_it = within(placed(text, "bottom", look.canvas), picture, look.canvas)
            block = on_it and block_of(on_it, look.canvas)
            if on_it and block and not busy.covers_face(block) and not busy.crossed(block):
                return on_it
        if text.role == "verse":
            return None  # half on the paper and half on the picture it is read badly
    usable = whole or [place for place, _ in clear]
    return free_place(text, usable, look.canvas, busy.all)[1] if usable else None


def _keeps_lines(verse: Text, look: TypeLook) -> bool:
    """Whether none but a few lines of a verse are broken; in scraps, its rhyme is lost."""
    lines = verse.text.count("\n") + 1
    return verse.vertical or len(set_type(verse, look.canvas).baselines) <= _BROKEN * lines


def _forms(text: Text, language: Language) -> tuple[Text, ...]:
    """Return a verse as it is and, of a Chinese quatrain, with two lines in one: so it takes half the height."""
    lines = text.text.split("\n")
    if language != "zh" or len(lines) != _QUATRAIN:
        return (text,)
    couplets = "\n".join("\u3000".join(lines[at : at + 2]) for at in (0, 2))
    return text, msgspec.structs.replace(text, text=couplets)


def chapter_texts(title: str, frames: int, look: TypeLook) -> tuple[Text, ...]:
    """Return the words of a chapter card."""
    text = Text(text=title, role="chapter", size=_CHAPTER_SIZE, face=look.style.title, enter=look.style.enter)
    timed = _timed(text, frames, look, late=0.3)
    if timed is None:
        return ()
    found = placed(timed, "centre", look.canvas)
    if _DOT in timed.text and len(set_type(found, look.canvas).baselines) > 1:
        # A dot stands between two things on one line; on two it is not needed.
        found = placed(msgspec.structs.replace(timed, text=timed.text.replace(_DOT, "\n")), "centre", look.canvas)
    return (found,)


def credits_texts(title: str, lines: Sequence[str], frames: int, look: TypeLook) -> tuple[Text, ...]:
    """Return the words of the closing credits: the film's title, and below it the last of the lines, as many as there
    is time to glance at."""
    for first in range(len(lines)):
        text = Text(text="\n".join(lines[first:]), role="credits", size=_CREDITS_SIZE, face=look.style.text)
        small = _timed(text, frames, look, late=0.8, hurried=_GLANCED)
        if small is None:
            continue
        heading = Text(text=title, role="chapter", size=_CLOSING_TITLE_SIZE, face=look.style.title)
        large = _timed(heading, frames, look, late=0.4, hurried=_GLANCED) if title else None
        if large is None:
            return (placed(small, "centre", look.canvas),)
        # The shade of the first is behind both.
        below = msgspec.structs.replace(small, shade=0.0)
        return stacked([placed(text, "centre", look.canvas) for text in (large, below)], 0.5, look.canvas)
    return ()


def on_light(texts: Sequence[Text], layers: Sequence[Layer], dark: str, canvas: tuple[int, int]) -> tuple[Text, ...]:
    """Return the texts in dark lettering, without a shade, where they stand on light ground rather than on a picture.

    Args:
        layers: of the scene, which has a light background.
        dark: colour of the lettering.
    """
    pictures = [layer.rect for layer in layers if isinstance(layer, Picture | Clip)]

    def free(text: Text) -> bool:
        block = block_of(text, canvas)
        return sum(overlap(rect, block) for rect in pictures) <= _TOUCHES

    return tuple(msgspec.structs.replace(text, colour=dark, shade=0.0) if free(text) else text for text in texts)


def _timed(
    text: Text, frames: int, look: TypeLook, *, late: float, hurried: float = _HURRIED, lasting: bool = False
) -> Text | None:
    """Return a text seen from `late` seconds into the scene until a little before its end; None where that is too
    short to read it.

    Args:
        hurried: part of the usual time that is enough.
        lasting: whether it goes before a very long scene ends: words that stay and stay are in the picture's way.
    """
    start = min(round(late * look.rate), frames // 5)
    shown = frames - start - min(round(0.4 * look.rate), frames // 8)
    lines = text.text.count("\n")
    verse = text.role == "verse"
    reading = verse_time(text.text) if verse else reading_time(text.text.replace("\n", " "))
    wanted = reading + float(lines * text.stagger / look.rate) * 0.5
    if shown < 2 or shown / look.rate < hurried * wanted:
        return None
    if lasting:
        shown = min(shown, math.ceil((wanted + _VERSE_FADES if verse else _STAY * wanted) * look.rate))
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

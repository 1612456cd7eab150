"""Words in the picture of a cut: when they are seen, and how they look.

What is said stands in the middle below, a remark to the left above it, a heading in the middle of the picture.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from albumforge.generators.autocut.plan import CutPlan, CutText
from albumforge.media.blend import Sprite, make_sprite, overlay
from albumforge.media.planes import Planes
from albumforge.media.text import Style, TextImage, draw_text, shadow

_FADE_SECONDS = 0.2  # in which remarks and headings come and go; what is said is there at once
_MARGIN = 0.06  # of the height, kept free at the rim


@dataclass(frozen=True)
class _Look:
    style: Style
    size: float  # of the height of the picture; of an upright one, of its width
    width: float  # of the picture, at most
    lines: int


_LOOKS = {
    "subtitle": _Look(Style(face="sans", weight=500, line_spacing=1.3), 0.05, 0.86, 2),
    "caption": _Look(Style(face="sans", weight=400, line_spacing=1.35, align="left"), 0.045, 0.6, 3),
    "title": _Look(Style(face="serif", weight=400, tracking=0.04, han_tracking=0.14, line_spacing=1.35), 0.1, 0.8, 3),
}


@dataclass(frozen=True)
class Word:
    """Words that are seen from frame `start` of a cut to `end`, without it."""

    start: int
    end: int
    text: CutText


class Words:
    """All words in the picture of a cut; every method may be called from any thread.

    Args:
        texts: those that are shown in the picture.
        width, height: of the picture.
        language: of the cut, ISO 639-1 or "".
    """

    def __init__(self, texts: Sequence[CutText], fps: Fraction, width: int, height: int, language: str) -> None:
        self._fps, self._canvas, self._language = fps, (width, height), language
        found = [Word(round(text.start * fps), max(1, round(text.end * fps)), text) for text in texts]
        self.all = tuple(sorted((word for word in found if word.end > word.start), key=lambda word: word.start))
        self._sprites: dict[Word, Sprite | None] = {}
        self._drawing = threading.Lock()

    def __len__(self) -> int:
        return len(self.all)

    def within(self, first: int, last: int) -> list[Word]:
        """Return the words that are seen somewhere from frame `first` to `last` (without it)."""
        return [word for word in self.all if word.start < last and word.end > first]

    def without(self, first: int, last: int) -> list[tuple[int, int]]:
        """Return the stretches of frames `first` to `last` in which there are no words."""
        free, at = [], first
        for word in self.within(first, last):
            if word.start > at:
                free.append((at, word.start))
            at = max(at, word.end)
        return [*free, (at, last)] if at < last else free

    def described(self, first: int, last: int) -> list[Any]:
        """Return what those frames show of words, for a key."""
        return [
            [word.start - first, word.end - first, word.text.text, word.text.kind, self._language]
            for word in self.within(first, last)
        ]

    def draw(self, words: Sequence[Word], n: int, planes: Planes) -> None:
        """Lay those of the words that are seen at frame n over it."""
        for word in words:
            if not word.start <= n < word.end:
                continue
            sprite = self._sprite(word)
            if sprite is not None:
                overlay(planes, sprite, self._opacity(word, n))

    def _opacity(self, word: Word, n: int) -> float:
        if word.text.kind == "subtitle":
            return 1.0
        fade = min(_FADE_SECONDS * float(self._fps), (word.end - word.start) / 2)
        return min(1.0, (n - word.start + 0.5) / fade, (word.end - n - 0.5) / fade)

    def _sprite(self, word: Word) -> Sprite | None:
        with self._drawing:
            if word not in self._sprites:
                self._sprites[word] = _drawn(word.text, self._canvas, self._language)
            return self._sprites[word]


def words_of(plan: CutPlan, width: int, height: int) -> Words:
    """Return the words that are in the picture of a cut of that size."""
    shown = [text for text in plan.texts if text.kind != "subtitle" or plan.subtitles == "burned"]
    return Words(shown, plan.source.rate, width, height, plan.language)


def _drawn(text: CutText, canvas: tuple[int, int], language: str) -> Sprite | None:
    width, height = canvas
    look = _LOOKS[text.kind]
    size = max(10.0, look.size * min(height, width * 3 / 4))
    style = replace(look.style, size=size, language=language)
    image = draw_text(text.text, style, max_width=look.width * width, max_lines=look.lines)
    if not image.rgba.size or not image.rgba[..., 3].any():
        return None
    picture = shadow(image.rgba, max(1.0, size * 0.06), (0, max(1, round(size * 0.03))), 0.8, grow=size * 0.05)
    picture = shadow(picture, max(1.0, size * 0.3), (0, 0), 0.35)
    pad = (picture.shape[0] - image.rgba.shape[0]) // 2
    x, y = _corner(text, image, canvas)
    return make_sprite(picture, x - pad, y - pad, canvas)


def _corner(text: CutText, image: TextImage, canvas: tuple[int, int]) -> tuple[int, int]:
    """Return where the top left corner of the lettering stands, in whole pixels."""
    width, height = canvas
    tall, wide = image.rgba.shape[:2]
    margin = _MARGIN * min(width, height)
    if text.kind == "title":
        return round((width - wide) / 2), round((height - tall) / 2)
    if text.kind == "caption":
        # Room for two lines of what is said stays free below.
        below = margin + 3.2 * _LOOKS["subtitle"].size * min(height, width * 3 / 4)
        return math.ceil(margin - image.ink[0]), round(height - below - image.ink[3])
    return round((width - wide) / 2), round(height - margin - image.ink[3])

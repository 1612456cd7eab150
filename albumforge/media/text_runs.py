"""What text is made of: whole characters as readers see them, each with its script and the face that can show it."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import regex

from albumforge.media.emoji import has_colour_emoji
from albumforge.media.fonts import OTHER_SCRIPTS, covers, face

Kind = Literal["latin", "han", "emoji"]
Region = Literal["sc", "tc", "hk", "jp", "kr"]

_HAN = regex.compile(
    r"[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Bopomofo}"
    r"\u2e80-\u303f\u30fb\u30fc\ufe30-\ufe4f\uff01-\uff60\uffe0-\uffe6]"
)
_EMOJI = regex.compile(
    r"(?!.*\ufe0e)(?:\p{Emoji_Presentation}|\p{Regional_Indicator}|\p{Extended_Pictographic}[\ufe0f\u200d\U0001f3fb-\U0001f3ff]"
    r"|.\ufe0f?\u20e3)"
)
_NEUTRAL_CATEGORIES = frozenset("PSZ")
_INVISIBLES_KEPT = frozenset("\u200c\u200d")
_TAGS = range(0xE0020, 0xE0080)
_QUOTES = {"“": "”", "‘": "’"}


@dataclass(frozen=True, slots=True)
class Cluster:
    """One character as a reader sees it: a letter with its accents, an emoji sequence, a sign.

    Attributes:
        text: its code points.
        kind: "latin" for all that is set like Latin, "han" for what is set in squares, "emoji".
        face: name of the face that shows it; "" for an emoji that comes in colour.
    """

    text: str
    kind: Kind
    face: str

    @property
    def is_space(self) -> bool:
        """Whether a line may end here and the character vanish; a no-break space is none."""
        return self.text.isspace() and self.text not in "\u00a0\u202f\u2007"


def clean(text: str) -> str:
    """Return `text` as it can be drawn: composed (NFC), lines ended by a line feed, nothing that controls.

    Dropped are control characters, marks of direction, soft hyphens, private and unassigned code points. Joiners stay,
    for emoji and the scripts that need them, and so do the tags that spell a flag.
    """
    text = unicodedata.normalize("NFC", text)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    kept = []
    for char in text.replace("\t", " ").replace("\v", "\n").replace("\f", "\n"):
        category = unicodedata.category(char)
        keep = category[0] != "C" or char == "\n" or char in _INVISIBLES_KEPT or ord(char) in _TAGS
        if keep:
            kept.append(char)
    return "".join(kept)


def region_of(text: str, language: str = "") -> Region:
    """Return whose forms of Chinese characters `text` wants.

    Args:
        text: kana tell Japanese and Hangul tells Korean where the language does not.
        language: BCP 47 tag, or "".
    """
    tag = language.lower()
    if tag.startswith("ja"):
        return "jp"
    if tag.startswith("ko"):
        return "kr"
    if tag.startswith("zh"):
        parts = set(tag.split("-"))
        if "hk" in parts or "mo" in parts:
            return "hk"
        return "tc" if parts & {"tw", "hant"} else "sc"
    if regex.search(r"[\p{Script=Hiragana}\p{Script=Katakana}]", text):
        return "jp"
    return "kr" if regex.search(r"\p{Script=Hangul}", text) else "sc"


def clusters(text: str, latin_face: str, region: Region) -> list[Cluster]:
    """Return one line of clean `text` as clusters; what no face can show is left out, so that no box is ever drawn.

    Args:
        text: clean, without line feeds.
        latin_face: "serif", "sans" or their italics.
        region: chooses the face of Chinese characters.
    """
    parts = regex.findall(r"\X", text)
    kinds = _kinds(parts)
    found: list[Cluster] = []
    for part, kind in zip(parts, kinds, strict=True):
        name = _face_for(part, kind, latin_face, f"han-{region}", found[-1].face if found else "")
        if name is not None:
            found.append(Cluster(part, kind, name))
    return _with_spaces_released(found, latin_face)


def _with_spaces_released(found: Sequence[Cluster], latin_face: str) -> list[Cluster]:
    """Return `found` with the spaces behind the last word of a script of its own given back to the Latin face.

    In a run from right to left they would stand on the wrong side of it.
    """
    result = list(found)
    following = ""
    for i in range(len(result) - 1, -1, -1):
        cluster = result[i]
        if cluster.is_space and cluster.face in OTHER_SCRIPTS and cluster.face != following:
            result[i] = replace(cluster, face=latin_face)
        following = result[i].face
    return result


def _kinds(parts: Sequence[str]) -> list[Kind]:
    """Return the kind of each part; quotation marks and signs take that of the text around them."""
    strong = [_strong(part) for part in parts]
    resolved: list[Kind | None] = list(strong)
    for opening, closing in _pairs(parts):
        around = _nearest(strong, opening, -1) or _nearest(strong, closing, 1) or _nearest(strong, opening, 1)
        resolved[opening] = resolved[closing] = around
    for i, kind in enumerate(resolved):
        if kind is None:
            resolved[i] = _nearest(resolved, i, -1) or _nearest(resolved, i, 1)
    return [kind or "latin" for kind in resolved]


def _strong(part: str) -> Kind | None:
    """Return the kind that `part` has by itself, None where its neighbours decide."""
    if _EMOJI.match(part):
        return "emoji"
    if _HAN.match(part):
        return "han"
    return None if unicodedata.category(part[0])[0] in _NEUTRAL_CATEGORIES else "latin"


def _nearest(kinds: Sequence[Kind | None], start: int, step: int) -> Kind | None:
    i = start + step
    while 0 <= i < len(kinds):
        if kinds[i] in ("latin", "han"):
            return kinds[i]
        i += step
    return None


def _pairs(parts: Sequence[str]) -> list[tuple[int, int]]:
    """Return the positions of quotation marks that belong together; an apostrophe is none."""
    pairs: list[tuple[int, int]] = []
    opened: list[int] = []
    for i, part in enumerate(parts):
        if part in _QUOTES:
            opened.append(i)
        elif part in _QUOTES.values() and opened and _QUOTES[parts[opened[-1]]] == part:
            pairs.append((opened.pop(), i))
    return pairs


def _face_for(part: str, kind: Kind, latin_face: str, han_face: str, previous: str) -> str | None:
    """Return the first face that shows `part` ("" for colour emoji), None where none does.

    A face for a script of its own also sets the spaces and signs that follow it, so that its words stay one run.
    """
    if kind == "emoji" and has_colour_emoji(part):
        return ""
    first: tuple[str, ...] = (latin_face,) if kind == "latin" else (han_face,) if kind == "han" else ("emoji",)
    if previous in OTHER_SCRIPTS and unicodedata.category(part[0])[0] in "ZM":
        first = (previous, *first)
    plain = latin_face.removesuffix("-italic")
    chain = (*first, latin_face, plain, han_face, "sans", "noto", "symbols", "emoji", *OTHER_SCRIPTS)
    return next((name for name in chain if covers(face(name, 400, 16), part)), None)

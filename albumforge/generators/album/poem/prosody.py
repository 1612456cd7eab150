"""Tones of Chinese verse in modern pronunciation.

First and second tone are level (平), third and fourth oblique (仄), as in Standard Mandarin; a neutral tone counts
as the character's full tone. 一 and 不 count as they are said alone.
"""

from __future__ import annotations

from collections.abc import Mapping

from pypinyin import Style, lazy_pinyin, pinyin

LEVEL, OBLIQUE = "平", "仄"

_ALONE = {"一": "yi1", "不": "bu4"}
_NONE: Mapping[str, str] = {}


def readings(line: str, say: Mapping[str, str] = _NONE) -> tuple[str, ...]:
    """Return the syllable of each character, such as ``shan1``: by the phrases it stands in.

    Args:
        say: syllables of characters that are to be read otherwise here.
    """
    found = lazy_pinyin(line, style=Style.TONE3, neutral_tone_with_five=True)
    if len(found) != len(line):
        raise ValueError(f"{line}: holds something that is not a Chinese character")
    fixed = {**_ALONE, **say}
    return tuple(fixed.get(char) or _full_tone(char, syllable) for char, syllable in zip(line, found, strict=True))


def _full_tone(char: str, syllable: str) -> str:
    if not syllable.endswith("5"):
        return syllable
    known = pinyin(char, style=Style.TONE3, heteronym=True, neutral_tone_with_five=True)[0]
    return next((other for other in known if not other.endswith("5")), syllable)


def tone_pattern(line: str, say: Mapping[str, str] = _NONE) -> str:
    """Return 平 or 仄 for each character."""
    return "".join(LEVEL if syllable[-1] in "12" else OBLIQUE for syllable in readings(line, say))

"""Numbers and lengths of time as people write them, in English and Chinese: 45, forty-five, 四十五, 一分半, 1:30."""

from __future__ import annotations

import re

_ONES = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen"),
    *("fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = {
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fourty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
_WORDS = {**{word: number for number, word in enumerate(_ONES, 1)}, **_TENS, "a": 1, "an": 1}
_ENGLISH_WORD = "|".join(sorted((word for word in _WORDS if len(word) > 2), key=len, reverse=True))
_DIGITS = {char: number for number, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "兩": 2}

DIGITS = r"\d{1,6}(?:\.\d{1,3})?"
ENGLISH = (
    rf"(?:{DIGITS}|(?:(?:{_ENGLISH_WORD}|a)[ -]hundred(?:[ -]and)?(?:[ -](?:{_ENGLISH_WORD})){{0,2}}"
    rf"|(?:{_ENGLISH_WORD})(?:[ -](?:{_ENGLISH_WORD}))?))"
)
"""Pattern of a number in English words or digits."""
CHINESE = rf"(?:{DIGITS}|[零〇一二两兩三四五六七八九十百]{{1,8}})"
"""Pattern of a number in Chinese numerals or digits."""

_HALF = r"(?:[ -]and[ -]a[ -]half)?"
_MINUTE, _SECOND, _HOUR = r"(?:minutes?|mins?)", r"(?:seconds?|secs?|s)", r"(?:hours?|hrs?)"
# A minus is no dash.
_START, _END = r"(?<![A-Za-z0-9.:])(?<![\s(][-−])(?<!^[-−])(?<!minus )", r"(?![A-Za-z0-9])"
_LATIN = (
    r"half[ -](?:a[ -])?minute",
    r"half[ -](?:an[ -])?hour",
    rf"(?:{ENGLISH}|an?){_HALF}[ -]{{0,2}}{_HOUR}{_HALF}(?:(?:,? and|,)? {ENGLISH} {_MINUTE})?",
    rf"(?:{ENGLISH}|an?){_HALF}[ -]{{0,2}}{_MINUTE}{_HALF}(?:(?:,? and|,)? {{0,2}}{ENGLISH}[ -]{{0,2}}{_SECOND})?",
    r"\d{1,3} ?m ?[0-5]?\d ?s",
    rf"{ENGLISH}{_HALF}[ -]{{0,2}}{_SECOND}",
    r"(?:\d{1,2}:)?\d{1,2}:[0-5]\d(?! ?[ap]\.?m)",
)
_HAN = (
    r"半分[钟鐘]?",
    r"半个?小时",
    rf"{CHINESE} ?个?半?小时(?:{CHINESE} ?分[钟鐘]?)?",
    rf"{CHINESE} ?(?:分[钟鐘]半|分半[钟鐘]?|个?半分[钟鐘])",
    rf"{CHINESE} ?分[钟鐘]?(?: ?{CHINESE} ?秒[钟鐘]?)?",
    rf"{CHINESE} ?秒[钟鐘]?半?",
)
LENGTH = rf"(?:{_START}(?:{'|'.join(_LATIN)}){_END}|(?<![\d.:])(?:{'|'.join(_HAN)}))"
"""Pattern of a length of time."""

_AMOUNT = re.compile(
    rf"(?P<number>{CHINESE}|{ENGLISH}|an?|half(?:[ -]an?)?|半)?"
    r"(?P<half>(?:[ -]and[ -]a[ -]half)|(?: ?个?半))?[ -]{0,2}个?"
    r"(?P<unit>hours?|hrs?|小时|minutes?|mins?|m(?![a-z])|分[钟鐘]?|seconds?|secs?|s(?![a-z])|秒[钟鐘]?)"
    r"(?P<after>[ -]and[ -]a[ -]half|半)?",
    re.IGNORECASE,
)


def number(text: str) -> float | None:
    """Return the number that a text which fits `ENGLISH` or `CHINESE` stands for; None where it is none."""
    text = text.strip().lower()
    if re.fullmatch(DIGITS, text):
        return float(text)
    return _chinese(text) if text and (text[0] in _DIGITS or text[0] in "十百") else _english(text)


def seconds(text: str) -> float | None:
    """Return the seconds that a text which fits `LENGTH` stands for; None where it makes no sense."""
    text = text.strip()
    if ":" in text:
        total = 0.0
        for part in text.split(":"):
            total = total * 60 + float(part)
        return total
    total = 0.0
    for match in _AMOUNT.finditer(text):
        unit = {"h": 3600.0, "小": 3600.0, "m": 60.0, "分": 60.0}.get(match["unit"][0].lower(), 1.0)
        written = (match["number"] or "").lower()
        value = 0.5 if written.startswith(("half", "半")) else number(written)
        if value is None:
            value = 0.5 if match["half"] else None
        elif match["half"]:
            value += 0.5
        if value is None:
            return None
        total += (value + (0.5 if match["after"] else 0.0)) * unit
    return total or None


def _english(text: str) -> float | None:
    words = [word for word in re.split(r"[ -]", text) if word not in ("and", "")]
    total = 0
    for place, word in enumerate(words):
        if word == "hundred" and place == 1 and total < 10:
            total *= 100
        elif (
            word in _WORDS and (place == 0 or "hundred" in words[:place] or total % 10 == 0) and word not in ("a", "an")
        ):
            if total % 100 and _WORDS[word] >= 10:
                return None
            total += _WORDS[word]
        elif word in ("a", "an") and place == 0:
            total = 1
        else:
            return None
    return float(total) if words else None


def _chinese(text: str) -> float | None:
    total = current = 0
    for char in text:
        if char in _DIGITS:
            current = current * 10 + _DIGITS[char]
        elif char == "十":
            total, current = total + (current or 1) * 10, 0
        elif char == "百":
            total, current = total + (current or 1) * 100, 0
        else:
            return None
    return float(total + current)

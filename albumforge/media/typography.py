"""Rules of good type that need no font: quotation marks and dashes, time to read, contrast."""

from __future__ import annotations

import regex

_QUOTES = {
    "": "“”‘’",
    "en": "“”‘’",
    "zh": "“”‘’",
    "ko": "“”‘’",
    "ja": "「」『』",
    "de": "„“‚‘",
    "cs": "„“‚‘",
    "sk": "„“‚‘",
    "pl": "„”‚’",
    "hu": "„”»«",
    "ro": "„”«»",
    "fr": "«»“”",
    "es": "«»“”",
    "it": "«»“”",
    "pt": "“”‘’",
    "ru": "«»„“",
    "uk": "«»„“",
    "sv": "””’’",
    "fi": "””’’",
    "da": "”“’‘",
    "nb": "«»‘’",
}
_NARROW_SPACE = "\u202f"
_ASIAN_DASHES = ((regex.compile(r"(?<!-)-{2,3}(?!-)"), "——"),)
_LATIN_DASHES = (
    (regex.compile(r"(?<!-)---(?!-)"), "—"),
    (regex.compile(r"(?<!-)--(?!-)"), "–"),
    (regex.compile(r"(?<=\S) - (?=\S)"), " – "),
    (regex.compile(r"(?<![\d-])(\d{4})-(\d{4})(?![\d-])"), r"\1–\2"),
)
_SQUARE = regex.compile(r"[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]")
_SINGLE_OPENS = regex.compile(r"(?:^|[\s(\[{<\u2014\u2013/\-\"“„«「『（《\p{Script=Han}：，。；！？、])$")


def typographic(text: str, language: str = "") -> str:
    """Return `text` with the quotation marks, apostrophes, dashes and ellipses that printers use.

    Args:
        text: as typed, "straight" quotes and all; what is already right stays.
        language: BCP 47 tag; it decides the quotation marks, "" for English ones.
    """
    base = language.lower().split("-")[0]
    asian = base in ("zh", "ja", "ko") or (not base and bool(regex.search(r"\p{Script=Han}", text)))
    text = regex.sub(r"\.{3,6}|。{3,}", "……" if asian and base != "ko" else "…", text)
    text = _dashes(text, asian)
    text = regex.sub(r"(?<=\p{L})'(?=\p{L})", "’", text)
    text = regex.sub(r"(?<![\p{L}\p{N}])'(?=\d\ds?\b)", "’", text)
    return _quotes(text, tuple(_QUOTES.get(base, _QUOTES[""])), spaced=base == "fr")


def _dashes(text: str, asian: bool) -> str:
    rules = _ASIAN_DASHES if asian else _LATIN_DASHES
    for pattern, dash in rules:
        text = pattern.sub(dash, text)
    return text


def _quotes(text: str, marks: tuple[str, ...], *, spaced: bool) -> str:
    """Return `text` with each straight quotation mark turned into one of `marks` (outer pair, inner pair)."""
    outer_open, outer_close, inner_open, inner_close = marks
    if spaced:
        outer_open, outer_close = outer_open + _NARROW_SPACE, _NARROW_SPACE + outer_close
    result: list[str] = []
    in_double = in_single = False
    for i, char in enumerate(text):
        following = text[i + 1 : i + 2]
        if char == '"':
            if not in_double and i and text[i - 1].isdigit():
                result.append("″")
                continue
            result.append(outer_close if in_double else outer_open)
            in_double = not in_double
        elif char == "'":
            opens = (
                not in_single and bool(_SINGLE_OPENS.search(text[:i])) and not following.isspace() and following != ""
            )
            result.append(inner_open if opens else inner_close if in_single else "’")
            in_single = opens
        else:
            result.append(char)
    return "".join(result)


def reading_time(text: str) -> float:
    """Return the seconds it takes to read `text` on a screen: 4 Chinese characters or 14 others a second, plus one."""
    characters = [char for char in text if not char.isspace()]
    squares = sum(bool(_SQUARE.match(char)) for char in characters)
    letters = len(" ".join(text.split())) - squares
    return 1 + squares / 4 + letters / 14 if characters else 0.0


def contrast_ratio(rgb_a: tuple[int, int, int], rgb_b: tuple[int, int, int]) -> float:
    """Return the contrast of two sRGB colours (0 to 255), 1 to 21, as WCAG 2.2 defines "contrast ratio".

    (L1 + 0.05) / (L2 + 0.05), L1 being the lighter one's relative luminance.
    https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
    """
    lighter, darker = sorted((_luminance(rgb_a), _luminance(rgb_b)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(rgb: tuple[int, int, int]) -> float:
    """Return the relative luminance, 0 to 1 (https://www.w3.org/TR/WCAG22/#dfn-relative-luminance)."""
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in (c / 255 for c in rgb)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue

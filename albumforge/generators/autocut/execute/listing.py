"""What players list of a cut: its labels as chapters, and what is said as a track of subtitles."""

from __future__ import annotations

from albumforge.generators.autocut.plan import CutPlan
from albumforge.media.timed_text import Chapter, Subtitle

_LANGUAGES = {
    "ar": "ara", "bg": "bul", "ca": "cat", "cs": "cze", "da": "dan", "de": "ger", "el": "gre", "en": "eng",
    "es": "spa", "et": "est", "fa": "per", "fi": "fin", "fr": "fre", "he": "heb", "hi": "hin", "hr": "hrv",
    "hu": "hun", "id": "ind", "it": "ita", "ja": "jpn", "ko": "kor", "lt": "lit", "lv": "lav", "ms": "may",
    "nl": "dut", "no": "nor", "pl": "pol", "pt": "por", "ro": "rum", "ru": "rus", "sk": "slo", "sl": "slv",
    "sr": "srp", "sv": "swe", "ta": "tam", "th": "tha", "tr": "tur", "uk": "ukr", "ur": "urd", "vi": "vie",
    "yue": "yue", "zh": "chi",
}  # fmt: skip
"""ISO 639-1 to 639-2."""


def language_of(plan: CutPlan) -> str:
    """Return what is said in a cut as ISO 639-2, ``und`` where that is not known."""
    return _LANGUAGES.get(plan.language.split("-")[0].lower(), "und")


def chapters(plan: CutPlan) -> tuple[Chapter, ...]:
    """Return the chapters of a cut, none where it has fewer than two.

    One begins with each piece whose label is another than that before; the first at 0.
    """
    found: list[tuple[float, str]] = []
    for start, piece in zip(plan.starts, plan.pieces, strict=True):
        if piece.label and (not found or found[-1][1] != piece.label):
            found.append((float(start / plan.source.rate), piece.label))
    if len(found) < 2:
        return ()
    if found[0][0] > 0:
        found.insert(0, (0.0, plan.title or found[0][1]))
    return tuple(Chapter(start, title) for start, title in found)


def subtitles(plan: CutPlan) -> tuple[Subtitle, ...]:
    """Return what is said as a track, where the plan wants one."""
    if plan.subtitles != "soft":
        return ()
    return tuple(Subtitle(text.start, text.end, text.text) for text in plan.texts if text.kind == "subtitle")

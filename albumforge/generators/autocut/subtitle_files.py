"""What is said in a cut as a file of subtitles: SubRip or WebVTT."""

from __future__ import annotations

import re

import pysubs2

from albumforge.generators.autocut.plan import CutPlan


def srt_of(plan: CutPlan) -> str:
    """Return the subtitles of a cut as SubRip; "" without any."""
    return _written(plan, "srt")


def vtt_of(plan: CutPlan) -> str:
    """Return the subtitles of a cut as WebVTT; only its heading without any."""
    return _written(plan, "vtt")


def _written(plan: CutPlan, kind: str) -> str:
    file = pysubs2.SSAFile()
    for text in plan.texts:
        if text.kind == "subtitle":
            event = pysubs2.SSAEvent(start=round(text.start * 1000), end=round(text.end * 1000))
            event.text = _plain(text.text, kind)
            file.append(event)
    return str(file.to_string(kind))


def _plain(text: str, kind: str) -> str:
    """Return a text in the language of pysubs2's events, in which nothing is a command to that or to the format."""
    text = text.replace("\\", "\u29f5").replace("{", "(").replace("}", ")")
    if kind == "vtt":
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    else:  # SubRip has no way to write these plainly
        text = re.sub("<(?=[a-zA-Z/])", "\u2039", text).replace("-->", "\u2192")
    lines = (line.strip() for line in text.splitlines())
    return "\\N".join(line for line in lines if line)

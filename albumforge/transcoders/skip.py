"""Which videos need no transcode, and why: the skip rules of a preset."""

from __future__ import annotations

from fnmatch import fnmatchcase

from albumforge.transcoding import SkipRules, VideoFacts


def reason_to_skip(facts: VideoFacts, rules: SkipRules, codec: str, relative: str) -> str:
    """Return why a video needs no transcode, a sentence with the figures, or "" where it needs one.

    Args:
        facts: what is known of the video.
        rules: of the preset.
        codec: what the preset would make.
        relative: the video's path below the folder that is scanned, with ``/`` between its parts.
    """
    for pattern in rules.paths:
        if _matches(relative, pattern):
            return f"Its path matches {pattern}."
    if facts.codec in ((codec,) if rules.codecs is None else rules.codecs):
        return f"It is {facts.codec} already."
    if facts.bitrate_k < rules.bitrate_below_k:
        return f"{facts.bitrate_k:,} kbit/s is below the {rules.bitrate_below_k:,} of the preset."
    megabytes = facts.size / 1e6
    if megabytes < rules.size_below_mb:
        return f"{_megabytes(megabytes)} MB is below the {_megabytes(rules.size_below_mb)} of the preset."
    return ""


def _matches(relative: str, pattern: str) -> bool:
    """Whether a path, or its end below any folder, is what a pattern says; upper and lower case alike."""
    path, pattern = relative.casefold(), pattern.casefold()
    # A slash before both, so that `*/proxies/*` also means a folder at the top.
    return fnmatchcase(path, pattern) or fnmatchcase(f"/{path}", pattern)


def _megabytes(number: float) -> str:
    """Return megabytes with one decimal where they are few; rounded down, so that less never looks the same."""
    return f"{int(number):,}" if number >= 100 else f"{int(number * 10) / 10:g}"

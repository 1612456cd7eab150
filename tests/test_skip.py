"""Videos that need no transcode are skipped, each with its reason."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from albumforge.transcoders.skip import reason_to_skip
from albumforge.transcoding import SkipRules, VideoFacts


def facts(**fields: Any) -> VideoFacts:
    made = {"codec": "h264", "bitrate_k": 4100, "size": 60_000_000, **fields}
    return VideoFacts(
        path=Path("/films/a.mp4"),
        mtime_ns=0,
        container="mp4",
        fps=Fraction(25),
        width=96,
        height=64,
        duration=1.0,
        **made,
    )


@pytest.mark.parametrize(
    ("rules", "fields", "expected"),
    [
        ({}, {}, ""),
        ({}, {"codec": "hevc"}, "It is hevc already."),
        ({"codecs": ()}, {"codec": "hevc"}, ""),
        ({"codecs": ("av1", "h264")}, {}, "It is h264 already."),
        ({"codecs": ("av1",)}, {"codec": "hevc"}, ""),
        ({"bitrate_below_k": 5000}, {}, "4,100 kbit/s is below the 5,000 of the preset."),
        ({"bitrate_below_k": 4100}, {}, ""),
        ({"size_below_mb": 60}, {}, ""),
        ({"size_below_mb": 60.5}, {}, "60 MB is below the 60.5 of the preset."),
        ({"size_below_mb": 100}, {"size": 99_999_999}, "99.9 MB is below the 100 of the preset."),
        ({"paths": ("*/proxies/*",)}, {}, "Its path matches */proxies/*."),
        ({"paths": ("*.TMP.mp4", "sub/*")}, {}, ""),
    ],
)
def test_rules(rules: dict[str, Any], fields: dict[str, Any], expected: str) -> None:
    assert reason_to_skip(facts(**fields), SkipRules(**rules), "hevc", "day/Proxies/a.mp4") == expected


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("*/proxies/*", "proxies/a.mp4", True),
        ("*/proxies/*", "a/proxies/b/c.mp4", True),
        ("*/proxies/*", "proxies.mp4", False),
        ("*.tmp.mp4", "a/b.TMP.mp4", True),
        ("trailers/*", "Trailers/a.mp4", True),
        ("trailers/*", "a/trailers/b.mp4", False),
        ("*[1]*", "a[1].mp4", True),
        ("a?.mp4", "a1.mp4", True),
    ],
)
def test_patterns(pattern: str, path: str, matches: bool) -> None:
    assert bool(reason_to_skip(facts(), SkipRules(paths=(pattern,)), "hevc", path)) is matches

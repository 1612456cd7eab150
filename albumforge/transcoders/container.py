"""Which container a result is written to, and what containers can hold."""

from __future__ import annotations

from albumforge.transcoding import Preset, VideoFacts

FORMATS = {".mkv": "matroska", ".mp4": "mp4", ".mov": "mov"}
"""FFmpeg's muxer of each suffix that a result may have."""

_KEPT = {".mp4": ".mp4", ".m4v": ".mp4", ".mov": ".mov", ".qt": ".mov", ".mkv": ".mkv"}
_ISO = "mov,mp4,m4a,3gp,3g2,mj2"
"""FFmpeg's name of the demuxer of MP4 and MOV."""


def suffix_for(preset: Preset, facts: VideoFacts) -> str:
    """Return the suffix of the result's name: ``.mkv``, ``.mp4`` or ``.mov``.

    For the container ``auto`` that is the source's own where it is MP4, MOV or Matroska, by its content: a file that is
    only called so does not count. All others become Matroska, which holds the most kinds of streams.
    """
    if preset.container != "auto":
        return f".{preset.container}"
    suffix = _KEPT.get(facts.path.suffix.lower(), "")
    if facts.container == _ISO:
        # H.264, HEVC, AV1 and VP9 all have a place in MP4, and spheres have; MOV has none for AV1, VP9 and spheres.
        fits = preset.video.codec in ("h264", "hevc") and facts.vr_by != "metadata"
        return ".mov" if suffix == ".mov" and fits else ".mp4"
    return ".mkv"

"""The encoders of each backend."""

from __future__ import annotations

from functools import cache

from albumforge.media.encode import trial_encode
from albumforge.transcoding import Encoder

ENCODERS: dict[str, dict[str, tuple[str, ...]]] = {
    "software": {"h264": ("libx264",), "hevc": ("libx265",), "av1": ("libsvtav1",), "vp9": ("libvpx-vp9",)},
}
"""Backend → codec → FFmpeg's names of encoders, the best first."""


@cache
def tried(backend: str) -> tuple[Encoder, ...]:
    """Return the encoders of a backend, tried."""
    return tuple(
        Encoder(codec, name, ten_bit=True, problem=trial_encode(name))
        for codec, names in ENCODERS[backend].items()
        for name in names
    )

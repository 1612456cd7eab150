"""Transcodes of small videos, and how near a result is to its source."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from albumforge.context import Context
from albumforge.transcoders.software import SoftwareTranscoder
from albumforge.transcoders.verify import Verified, verify
from albumforge.transcoding import Picture, Preset, Sound, Transcoded


def preset(codec: Any = "h264", *, audio: Sound | None = None, **fields: Any) -> Preset:
    """Return a quick preset; fields of `Picture` and of `Preset` by their names."""
    own = {name: fields.pop(name) for name in list(fields) if name in Preset.__struct_fields__}
    picture = Picture(codec, **{"crf": 24.0, "speed": "ultrafast", **fields})
    return Preset("test", picture, audio or Sound(), **{"min_saving": None, **own})


def transcoded(source: Path, output: Path, wanted: Preset, context: Context | None = None) -> Transcoded:
    """Transcode in software with two threads."""
    return SoftwareTranscoder().transcode(source, output, wanted, threads=2, context=context or Context())


def proven(source: Path, output: Path, wanted: Preset) -> tuple[Transcoded, Verified]:
    """Transcode, and verify the result."""
    made = transcoded(source, output, wanted)
    found = verify(output, source, wanted, context=Context(), threads=2)
    assert found.frames == made.frames
    return made, found


def lumas(path: Path) -> list[NDArray[np.uint8]]:
    """Return the luma of each picture, 8 bit."""
    with av.open(str(path)) as media:
        return [frame.reformat(format="gray").to_ndarray() for frame in media.decode(video=0)]


def times(path: Path) -> list[float]:
    """Return when each picture begins, in seconds."""
    with av.open(str(path)) as media:
        return [float(frame.time or 0.0) for frame in media.decode(video=0)]


def likeness(one: Path, other: Path) -> float:
    """Return the PSNR in dB of the worst picture of two videos of the same number of pictures and size."""
    pairs = list(zip(lumas(one), lumas(other), strict=True))
    errors = [float(((a.astype(np.float64) - b) ** 2).mean()) for a, b in pairs]
    return float(10 * np.log10(255**2 / max(1e-9, *errors)))


def streams(path: Path) -> list[tuple[str, str, str]]:
    """Return kind, codec and language of each stream."""
    with av.open(str(path)) as media:
        return [
            (
                "attachment" if stream.disposition & av.stream.Disposition.attached_pic else stream.type,
                "" if stream.codec_context is None else stream.codec_context.codec.canonical_name,
                {"und": ""}.get(stream.metadata.get("language", ""), stream.metadata.get("language", "")),
            )
            for stream in media.streams
        ]

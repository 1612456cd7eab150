"""A transcoder for albumforge: the software encoders, with a few processors left for others."""

from __future__ import annotations

import os
from pathlib import Path
from typing import ClassVar

from albumforge.backends import API_VERSION
from albumforge.context import Context
from albumforge.transcoders.software import SoftwareTranscoder
from albumforge.transcoding import Encoder, Preset, Transcoded

LEFT = 1
"""Processors that are left for others."""


class Example:
    """Encodes as the built-in transcoder `software` does; put an encoder of your own in its place."""

    name: ClassVar[str] = "example"
    api_version: ClassVar[int] = API_VERSION

    def __init__(self) -> None:
        self._software = SoftwareTranscoder()

    def encoders(self) -> tuple[Encoder, ...]:
        """Return what this backend can encode with, tried by really encoding a small picture."""
        return self._software.encoders()

    def transcode(self, source: Path, output: Path, preset: Preset, *, threads: int, context: Context) -> Transcoded:
        """Encode a video, at `output`; what is there is written over. The source is only read."""
        most = max(1, (os.cpu_count() or 1) - LEFT)
        return self._software.transcode(source, output, preset, threads=min(threads or most, most), context=context)

"""What all transcoders have in common; each says only which encoders it tries."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from albumforge.backends import API_VERSION
from albumforge.context import Context
from albumforge.transcoders.encoders import tried
from albumforge.transcoders.run import transcode
from albumforge.transcoding import Encoder, Preset, Transcoded


class Backend:
    """A transcoder; see `albumforge.transcoding.Transcoder`."""

    name: ClassVar[str]
    api_version: ClassVar[int] = API_VERSION

    def encoders(self) -> tuple[Encoder, ...]:
        """Return what this backend can encode with, as `Transcoder.encoders`."""
        return tried(self.name)

    def transcode(self, source: Path, output: Path, preset: Preset, *, threads: int, context: Context) -> Transcoded:
        """Encode a video, at `output`, as `Transcoder.transcode`."""
        return transcode(source, output, preset, threads=threads, context=context)

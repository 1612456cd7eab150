"""A transcoder that runs the system's ffmpeg as a child process: what its build can encode with, albumforge can."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from albumforge.backends import API_VERSION
from albumforge.context import Context
from albumforge.transcoding import Encoder, Preset, Transcoded


class FFmpegTranscoder:
    """Encodes with the system's ffmpeg; what that cannot do is done in software, and the result says why."""

    name: ClassVar[str] = "ffmpeg"
    api_version: ClassVar[int] = API_VERSION

    def encoders(self) -> tuple[Encoder, ...]:
        """Return what the program can encode with here, tried; see `albumforge.transcoding.Transcoder`."""
        from albumforge_transcoder_ffmpeg.trial import encoders_of, names, program

        return tuple(tried.encoder for tried in encoders_of(program(), names()))

    def transcode(self, source: Path, output: Path, preset: Preset, *, threads: int, context: Context) -> Transcoded:
        """Encode a video, at `output`; see `albumforge.transcoding.Transcoder`."""
        from albumforge.transcoders.software import SoftwareTranscoder
        from albumforge_transcoder_ffmpeg.run import NotHere, encode

        context.check()
        try:
            return encode(source, output, preset, threads=threads, context=context)
        except NotHere as reason:
            why = str(reason)
        except BaseException:
            with contextlib.suppress(OSError):
                output.unlink()
            raise
        context.log(f"ffmpeg does not transcode this one: {why}.")
        made = SoftwareTranscoder().transcode(source, output, preset, threads=threads, context=context)
        return replace(made, fallback=f"ffmpeg cannot encode it here, {made.encoder} did: {why}.")

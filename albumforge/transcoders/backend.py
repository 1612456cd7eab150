"""The protocol of transcoders, as the built-in ones keep it: FFmpeg is loaded once there is something to do."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from albumforge.backends import API_VERSION, Share
from albumforge.context import Context
from albumforge.transcoding import Encoder, Preset, Transcoded


class Backend:
    """A transcoder; see `albumforge.transcoding.Transcoder`.

    Where none of its own encoders works here, or takes a video, software does it, and the result says why.
    """

    name: ClassVar[str]
    api_version: ClassVar[int] = API_VERSION

    def encoders(self) -> tuple[Encoder, ...]:
        """Return what this backend can encode with, as `Transcoder.encoders`."""
        from albumforge.transcoders.trial import encoders_of

        return encoders_of(self.name)

    def transcode(self, source: Path, output: Path, preset: Preset, *, threads: int, context: Context) -> Transcoded:
        """Encode a video, at `output`, as `Transcoder.transcode`."""
        from albumforge.transcoders.engine import transcode_with
        from albumforge.transcoders.run import one_pass

        return transcode_with(self.name, source, output, preset, threads, context, one_pass)

    def transcode_shared(
        self,
        source: Path,
        output: Path,
        preset: Preset,
        *,
        threads: int,
        segment_threads: int,
        context: Context,
        cache: Path,
        share: Share,
        seconds: float,
    ) -> Transcoded:
        """Encode a video together with other workers, as `SharingTranscoder.transcode_shared`."""
        from albumforge.transcoders.engine import transcode_with
        from albumforge.transcoders.shared_run import Sharing, shared

        sharing = Sharing(cache, share, seconds, segment_threads)
        return transcode_with(self.name, source, output, preset, threads, context, shared(sharing), cache)

    def help_transcode(self, mark: str, *, cache: Path, threads: int, share: Share, context: Context) -> int:
        """Encode segments of another worker's video, as `SharingTranscoder.help_transcode`."""
        from albumforge.transcoders.segment_run import help_with

        return help_with(mark, cache=cache, threads=threads, share=share, context=context)

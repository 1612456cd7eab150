"""What all transcoders have in common; each says only which encoders it tries."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from albumforge.backends import API_VERSION, Share
from albumforge.context import Context
from albumforge.errors import Unavailable
from albumforge.transcoders.encoders import ENCODERS, Spec
from albumforge.transcoders.facts import video_facts
from albumforge.transcoders.look import look_at
from albumforge.transcoders.run import Fill, Order, one_pass, run
from albumforge.transcoders.segment_run import help_with
from albumforge.transcoders.shape import takes_ten_bit
from albumforge.transcoders.shared_run import Sharing, shared
from albumforge.transcoders.target import find_crf
from albumforge.transcoders.trial import encoders_of
from albumforge.transcoding import Encoder, Preset, Transcoded

SOFTWARE = "software"


class Backend:
    """A transcoder; see `albumforge.transcoding.Transcoder`.

    Where none of its own encoders works here, or takes a video, software does it, and the result says why.
    """

    name: ClassVar[str]
    api_version: ClassVar[int] = API_VERSION

    def encoders(self) -> tuple[Encoder, ...]:
        """Return what this backend can encode with, as `Transcoder.encoders`."""
        return encoders_of(self.name)

    def transcode(self, source: Path, output: Path, preset: Preset, *, threads: int, context: Context) -> Transcoded:
        """Encode a video, at `output`, as `Transcoder.transcode`."""
        return self._transcode(source, output, preset, threads, context, one_pass)

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
        sharing = Sharing(cache, share, seconds, segment_threads)
        return self._transcode(source, output, preset, threads, context, shared(sharing))

    def help_transcode(self, mark: str, *, cache: Path, threads: int, share: Share, context: Context) -> int:
        """Encode segments of another worker's video, as `SharingTranscoder.help_transcode`."""
        return help_with(mark, cache=cache, threads=threads, share=share, context=context)

    def _transcode(
        self, source: Path, output: Path, preset: Preset, threads: int, context: Context, fill: Fill
    ) -> Transcoded:
        look = look_at(source)
        ten = takes_ten_bit(look, preset.video)
        spec, why = self._choose(preset.video.codec, ten=ten)
        order = Order(source, output, preset, spec, preset.video.crf, threads, look)
        try:
            made = _made(order, context, fill)
        except Unavailable as error:
            if self.name == SOFTWARE or why:
                raise
            # The driver takes small pictures, and not these.
            spec, why = _software(preset.video.codec, ten=ten), error.message
            made = _made(replace(order, spec=spec), context, fill)
        fallback = f"{self.name} cannot encode it here, {spec.name} did: {why.rstrip('.')}." if why else ""
        return replace(made, fallback=fallback)

    def _choose(self, codec: str, *, ten: bool) -> tuple[Spec, str]:
        """Return the encoder to use, and why it is none of this backend's, or "".

        Raises:
            Unavailable: there is none, not even in software.
        """
        if self.name == SOFTWARE:
            return _software(codec, ten=ten), ""
        spec, problem = _best(self.name, codec, ten=ten)
        return (spec, "") if spec is not None else (_software(codec, ten=ten), problem)


def _made(order: Order, context: Context, fill: Fill) -> Transcoded:
    """Encode a video; where the preset has a target, first find the rate factor that reaches it."""
    if order.preset.video.target is None:
        return run(order, context, fill)
    target, facts = order.preset.video.target, video_facts(order.source)
    crf, score = find_crf(order.source, facts, order.preset, order.spec.name, threads=order.threads, context=context)
    made = run(replace(order, crf=crf), context, fill)
    notes = made.notes
    if score < target.score:
        notes += (
            f"The target of {target.score:g} ({target.metric}) was not reached: {score:.4g} with the best factor.",
        )
    return replace(made, score=score, notes=notes)


def _software(codec: str, *, ten: bool) -> Spec:
    spec, problem = _best(SOFTWARE, codec, ten=ten)
    if spec is None:
        raise Unavailable(f"No encoder for {codec} works here: {problem}.", hint="Choose a preset with another codec.")
    return spec


def _best(backend: str, codec: str, *, ten: bool) -> tuple[Spec | None, str]:
    """Return the first encoder of a backend that works for a codec, None where there is none; and why there is none."""
    specs = {spec.name: spec for spec in ENCODERS[backend]}
    problems = []
    for encoder in encoders_of(backend):
        if encoder.codec != codec:
            continue
        if not encoder.problem and (encoder.ten_bit or not ten):
            return specs[encoder.name], ""
        problems.append(f"{encoder.name}: {encoder.problem or 'it does not take 10 bit'}")
    return None, "; ".join(problems) or f"it has no encoder for {codec}"

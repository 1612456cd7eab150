"""Transcodes with the encoders of a backend, and with those of software where none of them can."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from albumforge.context import Context
from albumforge.errors import Unavailable
from albumforge.transcoders.encoders import ENCODERS, Spec
from albumforge.transcoders.factor_memory import Factor, remember, remembered
from albumforge.transcoders.facts import video_facts
from albumforge.transcoders.look import look_at
from albumforge.transcoders.run import Fill, Order, run
from albumforge.transcoders.shape import takes_ten_bit
from albumforge.transcoders.target import find_crf
from albumforge.transcoders.trial import encoders_of
from albumforge.transcoding import Preset, Transcoded

SOFTWARE = "software"


def transcode_with(
    backend: str,
    source: Path,
    output: Path,
    preset: Preset,
    threads: int,
    context: Context,
    fill: Fill,
    cache: Path | None = None,
) -> Transcoded:
    """Encode a video as `albumforge.transcoding.Transcoder.transcode`.

    Args:
        backend: name of the transcoder whose encoders come first.
        fill: does the pass over the pictures.
        cache: where a rate factor that was found is remembered; None: it is not.
    """
    look = look_at(source)
    ten = takes_ten_bit(look, preset.video)
    spec, why = _choose(backend, preset.video.codec, ten=ten)
    order = Order(source, output, preset, spec, preset.video.crf, threads, look)
    try:
        made = _made(order, context, fill, cache)
    except Unavailable as error:
        if backend == SOFTWARE or why:
            raise
        # The driver takes small pictures, and not these.
        spec, why = _software(preset.video.codec, ten=ten), error.message
        made = _made(replace(order, spec=spec), context, fill, cache)
    fallback = f"{backend} cannot encode it here, {spec.name} did: {why.rstrip('.')}." if why else ""
    return replace(made, fallback=fallback)


def _choose(backend: str, codec: str, *, ten: bool) -> tuple[Spec, str]:
    """Return the encoder to use, and why it is none of this backend's, or "".

    Raises:
        Unavailable: there is none, not even in software.
    """
    if backend == SOFTWARE:
        return _software(codec, ten=ten), ""
    spec, problem = _best(backend, codec, ten=ten)
    return (spec, "") if spec is not None else (_software(codec, ten=ten), problem)


def _made(order: Order, context: Context, fill: Fill, cache: Path | None) -> Transcoded:
    """Encode a video; where the preset has a target, first find the rate factor that reaches it."""
    if order.preset.video.target is None:
        return run(order, context, fill)
    target, factor = order.preset.video.target, _factor(order, context, cache)
    made = run(replace(order, crf=factor.crf), context, fill)
    notes = made.notes
    if factor.score < target.score:
        wanted = f"{target.score:g} ({target.metric})"
        notes += (f"The target of {wanted} was not reached: {factor.score:.4g} with the best factor.",)
    return replace(made, score=factor.score, notes=notes)


def _factor(order: Order, context: Context, cache: Path | None) -> Factor:
    known = order.source, order.preset.video, order.spec.name
    found = None if cache is None else remembered(cache, *known)
    if found is None:
        facts, threads = video_facts(order.source), order.threads
        found = Factor(*find_crf(order.source, facts, order.preset, order.spec.name, threads=threads, context=context))
        if cache is not None:
            remember(cache, *known, found)
    return found


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

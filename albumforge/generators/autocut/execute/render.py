"""Make the film of a cut's plan: copy what can be copied, encode the rest, cut the sound, join and check the whole."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from albumforge.backends import Film
from albumforge.context import Context
from albumforge.errors import InTheWay, MediaError
from albumforge.generators.autocut.execute.frames import Studio
from albumforge.generators.autocut.execute.listing import chapters, language_of, subtitles
from albumforge.generators.autocut.execute.making import Run, make_parts, prepared
from albumforge.generators.autocut.execute.segments import Cutter, Segment
from albumforge.generators.autocut.execute.shape import shape_of
from albumforge.generators.autocut.execute.smart import decide
from albumforge.generators.autocut.execute.takes import takes_of
from albumforge.generators.autocut.execute.words import words_of
from albumforge.generators.autocut.plan import CutPlan
from albumforge.media.assemble import Part
from albumforge.media.coding import VideoCoding
from albumforge.media.digest import file_digest
from albumforge.media.finish import finish
from albumforge.media.mark import check_film_place, same_file
from albumforge.media.parameter_sets import Configuration, read_configuration
from albumforge.media.probe import open_media, video_stream
from albumforge.media.publish import published
from albumforge.media.trace import Trace

_FINER = 2
"""By how much the rate factor is lower where encoded frames stand beside those of the source."""


def execute(
    plan: CutPlan,
    output: Path,
    *,
    cache: Path,
    threads: int,
    context: Context,
    trace: Trace,
    smart: bool = True,
    coding: VideoCoding | None = None,
) -> Film:
    """Make the film of a plan at `output`, published only when it is whole and was checked.

    Args:
        cache: folder of finished segments and sound, shared between films; what is there is not made again.
        threads: how many segments to encode at once.
        trace: is told each action.
        smart: copy what can be copied; else everything is encoded.
        coding: of what is encoded.

    Raises:
        MediaError: the source is missing, cannot be decoded, or is no longer what the plan was made from.
        StorageError: output or cache cannot be written.
        InTheWay: `output` is the source, or a film that was not made here.
        Cancelled: the context asked to stop; nothing is left at `output`.
    """
    coding = coding or VideoCoding()
    _check_places(plan, output)
    context.progress("render", 0.0)
    with trace.action("create_timeline", f"Created timeline: {plan.title or Path(plan.source.path).stem}"):
        _check_source(plan)
        shape = shape_of(plan)
        takes = takes_of(plan)
        words = words_of(plan, shape.width, shape.height)
        decision = decide(plan, shape, takes, words, smart, context)
    trace.note("smart_render", decision.said(plan.frames))
    if decision.match is not None:
        coding = replace(coding, crf=coding.crf - _FINER)
    segments = Cutter(plan.source.digest, takes, words, shape, coding, decision.match).cut(decision.copied)
    run = prepared(plan, cache, coding, decision, Studio(takes, words, shape), segments, context)
    rendered = len(run.todo)
    sound = make_parts(run, threads, trace)
    listed = len(words) + len(subtitles(plan))
    if listed:
        trace.note("render_subtitles", f"Rendered {listed} subtitle segments")
    with trace.action("export_mp4", f"Exported to {output.name}"):
        _publish(run, segments, sound, output)
    context.progress("render", 1.0)
    encoded = sum(segment.run is None for segment in segments)
    return Film(
        path=output,
        poster=None,
        width=shape.width,
        height=shape.height,
        frames=plan.frames,
        duration=plan.duration,
        rendered_segments=rendered,
        cached_segments=encoded - rendered,
    )


def _check_places(plan: CutPlan, output: Path) -> None:
    if output.absolute() == Path(plan.source.path) or same_file(output, Path(plan.source.path)):
        raise InTheWay(f"{output} is the video itself.", hint="Choose another name for the cut.")
    check_film_place(output)


def _check_source(plan: CutPlan) -> None:
    path = Path(plan.source.path)
    if not path.is_file():
        raise MediaError(path, "it is not there any more", hint="Put it back, or make the plan again.")
    if file_digest(path) != plan.source.digest:
        raise MediaError(path, "it is not what it was when the plan was made", hint="Make the plan again.")


def _publish(run: Run, segments: tuple[Segment, ...], sound: Path | None, output: Path) -> None:
    """Join the parts of a cut, check the whole, and let it appear."""
    plan, shape = run.plan, run.studio.shape
    parts: list[Part] = [segment.run or run.place(segment) for segment in segments]
    with published(output) as temporary:
        finish(
            parts,
            sound,
            temporary,
            film=output,
            size=(shape.width, shape.height),
            fps=shape.fps,
            frames=plan.frames,
            context=run.context,
            configuration=_configuration(run, parts),
            title=plan.title,
            chapters=chapters(plan),
            subtitles=subtitles(plan),
            language=language_of(plan),
        )
        _check_places(plan, output)  # once more: there was all the time of the rendering


def _configuration(run: Run, parts: list[Part]) -> bytes | None:
    """Return the record of parameter sets for what is copied and what is encoded."""
    own: Configuration | None = run.decision.configuration
    files = [part for part in parts if isinstance(part, Path)]
    if own is None or not files:
        return None if own is None else own.record()
    with open_media(files[0], decoding=False) as container:
        encoded = read_configuration(video_stream(files[0], container).codec_context.extradata)
    if encoded is None:
        raise MediaError(files[0], "this segment has no parameter sets")
    return own.joined(encoded).record()

"""Tell the film: from the pictures, what is known of them and the template to scenes, and so to the plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec.structs import replace

from albumforge.backends import Poet, Skipped
from albumforge.context import Context
from albumforge.generators.album.filelist import Source
from albumforge.generators.album.info.record import PictureInfo
from albumforge.generators.album.matching.choose import Chosen, choose
from albumforge.generators.album.plan import Audio, Canvas, Clip, ClipAudio, MediaSource, Plan, Scene, Text
from albumforge.generators.album.request import FilmRequest
from albumforge.generators.album.story.asked import as_asked
from albumforge.generators.album.story.brief import Brief
from albumforge.generators.album.story.casting import cast
from albumforge.generators.album.story.chapters import chapters_of
from albumforge.generators.album.story.film_reasons import film_reasons
from albumforge.generators.album.story.limits import check_length, long_enough, well_ended
from albumforge.generators.album.story.mood import mood_of
from albumforge.generators.album.story.opening_picture import led_by_title, well_opened
from albumforge.generators.album.story.palette import palette_of
from albumforge.generators.album.story.pick import pick_template
from albumforge.generators.album.story.room import room
from albumforge.generators.album.story.scenes import SceneMaker
from albumforge.generators.album.story.scoring import Score, score
from albumforge.generators.album.story.script import longest_clip, script
from albumforge.generators.album.story.stanzas import into_shots, write_stanzas
from albumforge.generators.album.story.titles import default_title, film_language
from albumforge.generators.album.templates.schema import Template

_FADE_IN, _FADE_OUT = 0.3, 2.5
"""Seconds of the sound."""

_CLOSING_FADE = 1.2
"""Seconds of the picture."""


def tell(
    found: Sequence[Source],
    infos: Mapping[str, PictureInfo],
    request: FilmRequest,
    roots: Sequence[Path],
    *,
    poets: Mapping[str, Poet],
    context: Context,
) -> tuple[Plan, tuple[Skipped, ...]]:
    """Return the plan of a film of these files, and the files for which it has no room.

    Args:
        found: in the order of the story.
        infos: by digest, for each of them.
        roots: what the user named; a single folder gives the film its title.
        poets: by name.
        context: gets the stages ``poem`` and ``templates``.

    Raises:
        InvalidInput: an option does not fit.
        MediaError: the music or a clip cannot be used.
        Cancelled: the context asked to stop.
    """
    brief, left_out = _brief(found, infos, request, roots, context)
    context.progress("templates", 0.0)
    shots = script(well_ended(well_opened(cast(brief, context), brief), brief), brief)
    context.progress("poem", 0.0)
    entries = into_shots(shots, write_stanzas(shots, brief, poets, context), brief)
    context.progress("templates", 0.6)
    scored = score(entries, brief, context)
    scenes = SceneMaker(brief, entries, scored, context).scenes()
    context.progress("templates", 1.0)
    return _plan(brief, scored, scenes), left_out


def _brief(
    found: Sequence[Source],
    infos: Mapping[str, PictureInfo],
    request: FilmRequest,
    roots: Sequence[Path],
    context: Context,
) -> tuple[Brief, tuple[Skipped, ...]]:
    title = request.title if request.title is not None else default_title(roots)
    language = request.language or request.speaks or film_language(title)
    if request.season is not None:
        infos = {digest: replace(info, season=request.season) for digest, info in infos.items()}
    template = pick_template(request, [infos[source.digest] for source in found])
    seen, over = long_enough(found, template)
    wanted, unwanted = as_asked(seen, infos, request, context)
    chosen = _chosen(wanted, infos, request, template, context)
    in_time = chosen.kept
    check_length(in_time, request)
    sources = in_time if request.order == "given" else led_by_title(in_time, infos, title, request.size)
    kept = [infos[source.digest] for source in sources]
    brief = Brief(
        request=request,
        template=template,
        title=title,
        language=language,
        mood=request.mood or mood_of(kept, template.moods),
        sources=sources,
        media=tuple(_media_source(source, f"s{number}") for number, source in enumerate(sources, 1)),
        infos=infos,
        palette=palette_of(kept),
        chapters=tuple(chapters_of(sources, infos, request.chapters or template.chapters, language)),
        prologue=sources[0] is not in_time[0],
    )
    return brief, (*chosen.left_out, *unwanted, *over)


def _chosen(
    found: Sequence[Source],
    infos: Mapping[str, PictureInfo],
    request: FilmRequest,
    template: Template,
    context: Context,
) -> Chosen:
    """Return as many of the files as are asked for and as the film has room for; more where these are clips too short
    to fill it."""
    together = request.pictures if request.clips is None else None
    limits = (len(found), together, room(template, request))
    count = min(limit for limit in limits if limit is not None)
    while True:
        chosen = choose(found, infos, count, context=context)
        longest = sum(longest_clip(source, template) for source in chosen.kept)
        if count == len(found) or request.duration is None or longest >= request.duration:
            return chosen
        count = min(len(found), max(count + 1, count * 5 // 4))


def _media_source(source: Source, source_id: str) -> MediaSource:
    return MediaSource(
        id=source_id,
        path=str(source.path.absolute()),
        digest=source.digest,
        kind=source.kind,
        width=source.width,
        height=source.height,
        duration=source.duration,
        captured_at=source.captured_at.isoformat() if source.captured_at else None,
    )


def _plan(brief: Brief, scored: Score, scenes: Sequence[Scene]) -> Plan:
    request, (width, height) = brief.request, brief.canvas
    frames = scenes[-1].start + scenes[-1].frames
    return Plan(
        title=brief.title,
        language=brief.language,
        seed=request.seed,
        template=brief.template.name,
        codec=request.codec or "h264",
        canvas=Canvas(
            width=width,
            height=height,
            fps=f"{request.rate.numerator}/{request.rate.denominator}",
            background=brief.palette.dark_edge,
        ),
        sources=(*brief.media, *([scored.source] if scored.source else [])),
        scenes=tuple(scenes),
        audio=Audio(
            music=scored.music,
            clips=_clip_sounds(scenes, brief),
            fade_in=_FADE_IN,
            fade_out=min(_FADE_OUT, float(frames / request.rate) / 4),
        ),
        fade_out=min(frames // 4, round(_CLOSING_FADE * request.rate)),
        poster=min(_poster(scenes[0]), frames - 1),
        why=film_reasons(brief, scored, scenes),
    )


def _poster(opening: Scene) -> int:
    """Return the frame on which the title is seen best, or the middle of the opening."""
    texts = [layer for layer in opening.layers if isinstance(layer, Text)]
    return texts[0].start + texts[0].frames // 2 if texts else opening.frames // 2


def _clip_sounds(scenes: Sequence[Scene], brief: Brief) -> tuple[ClipAudio, ...]:
    rate = brief.request.rate
    with_sound = {media.id for media, source in zip(brief.media, brief.sources, strict=True) if source.has_sound}
    return tuple(
        ClipAudio(
            source=layer.source,
            at=float(scene.start / rate),
            duration=float(scene.frames / rate),
            start=layer.start,
        )
        for scene in scenes
        for layer in scene.layers
        if isinstance(layer, Clip) and layer.source in with_sound
    )

"""Albums made by a seed, and films told of them: sources and records that need no files."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from picture_records import record

from albumforge.backends import Skipped
from albumforge.context import Context
from albumforge.generators.album.filelist import Source
from albumforge.generators.album.info.record import PictureInfo, Place
from albumforge.generators.album.plan import OVERLAPPING, Clip, MediaSource, Picture, Plan
from albumforge.generators.album.plan_check import check_plan
from albumforge.generators.album.request import read_request
from albumforge.generators.album.story.brief import Brief
from albumforge.generators.album.story.chapters import Chapter
from albumforge.generators.album.story.mood import mood_of
from albumforge.generators.album.story.palette import palette_of
from albumforge.generators.album.story.story import tell
from albumforge.generators.album.story.titles import film_language
from albumforge.generators.album.templates.load import built_in

MORNING = datetime(2024, 5, 17, 9, 30)  # noqa: DTZ001
SIZES = ((4000, 3000), (4000, 3000), (4000, 2600), (3000, 4000), (2400, 4000), (3000, 3000), (9000, 3000), (640, 480))
KYOTO = Place(town="Kyoto", region="", country_code="JP", country_en="Japan", country_zh="日本")
NARA = Place(town="Nara", region="", country_code="JP", country_en="Japan", country_zh="日本")
COLOURS = ("#3060a0", "#c06020", "#40a040", "#808080", "#e0d0a0", "#203040")

Album = tuple[list[Source], dict[str, PictureInfo]]


def picture(name: str, chance: random.Random, at: datetime | None, *, place: Place | None = None) -> PictureInfo:
    """Return a record of a picture of any shape, light and content."""
    width, height = chance.choice(SIZES)
    faces = []
    for _ in range(chance.choice((0, 0, 0, 1, 1, 2, 5))):
        size = chance.uniform(0.04, 0.2)
        faces.append((chance.uniform(0, 1 - size), chance.uniform(0, 1 - size), size, size))
    return record(
        name,
        width=width,
        height=height,
        faces=tuple(faces),
        subject=(chance.uniform(0, 0.5), chance.uniform(0, 0.5), chance.uniform(0.1, 0.5), chance.uniform(0.1, 0.5)),
        colours=("#3060a0", *chance.sample(COLOURS[1:], 2))
        if chance.random() < 0.6
        else tuple(chance.sample(COLOURS, 3)),
        weather=chance.choice(("shine", "cloudy", "rain", "snow", "night", "sunrise", "fog", "indoor")),
        probability=chance.uniform(0.4, 1.0),
        season=chance.choice((None, "spring", "summer", "autumn", "winter")),
        part_of_day=chance.choice((None, "dawn", "morning", "noon", "afternoon", "evening", "night")),
        captured_at=at,
        place=place,
        caption=chance.choice(("", "", "", "Tea", "By the old bridge, where we waited for the rain to end")),
    )


def source_of(info: PictureInfo, name: str, duration: float | None = None, *, sound: bool = False) -> Source:
    """Return the file that a record is of: a photo, or a clip of so many seconds."""
    return Source(
        path=Path(f"/media/{name}"),
        kind="photo" if duration is None else "clip",
        digest=info.digest,
        width=info.width,
        height=info.height,
        captured_at=info.captured_at,
        duration=duration,
        has_sound=sound,
    )


def album(count: int, seed: int = 0, *, clips: float = 0.1, hours: float | None = 2.0, places: bool = True) -> Album:
    """Return an album.

    Args:
        clips: share of them.
        hours: between moments, on average; None: nothing tells when they were taken.
    """
    chance = random.Random(seed)
    sources, infos, at = [], {}, MORNING
    for number in range(count):
        at += timedelta(hours=chance.choice((0.002, 1, 2)) * (hours or 0))
        place = chance.choice((KYOTO, NARA)) if places and hours and number // 8 % 2 else None
        name = f"{seed}-{number}"
        info = picture(name, chance, at if hours else None, place=place)
        clip = chance.uniform(0.4, 30) if chance.random() < clips else None
        sources.append(source_of(info, f"IMG_{name}", clip, sound=chance.random() < 0.5))
        infos[info.digest] = info
    return sources, infos


def plain_album(count: int, size: tuple[int, int] = (4000, 2600), *, hours: float = 5.0) -> Album:
    """Return an album of pictures of one shape, without faces, words, places or differences of light."""
    infos = [
        record(f"plain{number}", width=size[0], height=size[1], captured_at=MORNING + timedelta(hours=hours * number))
        for number in range(count)
    ]
    return [source_of(info, f"IMG_{number}.jpg") for number, info in enumerate(infos)], {
        info.digest: info for info in infos
    }


def clip_album(lengths: Sequence[float]) -> Album:
    """Return an album of clips of so many seconds, with sound."""
    infos = [
        record(f"clip{number}", width=1920, height=1080, captured_at=MORNING + timedelta(hours=number))
        for number in range(len(lengths))
    ]
    sources = [
        source_of(info, f"MVI_{number}.mp4", length, sound=True)
        for number, (info, length) in enumerate(zip(infos, lengths, strict=True))
    ]
    return sources, {info.digest: info for info in infos}


def told(pictures: Album, **options: Any) -> Plan:
    """Return the plan of a film, checked."""
    return told_whole(pictures, **options)[0]


def told_whole(pictures: Album, **options: Any) -> tuple[Plan, tuple[Skipped, ...]]:
    """Return the plan of a film, checked, and what it left out."""
    request = read_request({"title": "", "template": "clean", **options})
    plan, left_out = tell(*pictures, request, [], poets={}, context=Context())
    check_plan(plan)
    return plan, left_out


def shown(plan: Plan) -> list[str]:
    """Return the sources of all pictures and clips of a film, in the order in which they come."""
    return [layer.source for scene in plan.scenes for layer in scene.layers if isinstance(layer, Picture | Clip)]


def joins_of(plan: Plan) -> list[int]:
    """Return the frames on which a scene gives way to the next: the middle of each transition."""
    return [
        scene.start + (scene.transition.frames - scene.transition.frames // 2)
        if scene.transition.type in OVERLAPPING
        else scene.start
        for scene in plan.scenes[1:]
    ]


def media_of(sources: Sequence[Source]) -> tuple[MediaSource, ...]:
    """Return files as a plan names them."""
    return tuple(
        MediaSource(
            id=f"s{number}",
            path=str(source.path),
            digest=source.digest,
            kind=source.kind,
            width=source.width,
            height=source.height,
            duration=source.duration,
            captured_at=source.captured_at.isoformat() if source.captured_at else None,
        )
        for number, source in enumerate(sources, 1)
    )


def brief_of(
    pictures: Album, *, template: str = "clean", chapters: Sequence[Chapter] | None = None, **options: Any
) -> Brief:
    """Return the brief of a film of all pictures of an album."""
    sources, infos = pictures
    request = read_request({"title": "", **options})
    look = built_in(template)
    return Brief(
        request=request,
        template=look,
        title=request.title or "",
        language=request.language or film_language(request.title or ""),
        mood=request.mood or mood_of(list(infos.values()), look.moods),
        sources=tuple(sources),
        media=media_of(sources),
        infos=infos,
        palette=palette_of(infos.values()),
        chapters=tuple(chapters or [Chapter(0, len(sources), "")]),
    )

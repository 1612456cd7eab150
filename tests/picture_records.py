"""Records of pictures for tests that need no picture."""

from __future__ import annotations

import hashlib
from datetime import datetime

from albumforge.generators.album.info.record import PictureInfo, Place, ThemeColour, Weather
from albumforge.media.places import Box, Face


def record(
    name: str = "a",
    *,
    width: int = 4000,
    height: int = 3000,
    faces: tuple[tuple[float, float, float, float], ...] = (),
    subject: tuple[float, float, float, float] = (0.25, 0.25, 0.5, 0.5),
    colours: tuple[str, ...] = ("#3060a0",),
    weather: str = "shine",
    probability: float = 0.9,
    season: str | None = None,
    part_of_day: str | None = None,
    captured_at: datetime | None = None,
    place: Place | None = None,
    caption: str = "",
    captioned: bool = False,
    sharpness: float = 0.8,
    fingerprint: str | None = None,
) -> PictureInfo:
    """Return a record; its digest and fingerprint are of the name."""
    digest = hashlib.sha256(name.encode()).hexdigest()
    return PictureInfo(
        digest=f"sha256-{digest}",
        width=width,
        height=height,
        colours=tuple(ThemeColour(hex=code, share=1 / len(colours), name_en="blue", name_zh="蓝") for code in colours),
        weather=Weather(label=weather, probability=probability),  # type: ignore[arg-type]
        brightness=0.5,
        contrast=0.2,
        sharpness=sharpness,
        exposure=1.0,
        faces=tuple(Face(box=box(*face), confidence=0.99) for face in faces),
        subject=box(*subject),
        fingerprint=fingerprint or digest[:16],
        captured_at=captured_at,
        season=season,  # type: ignore[arg-type]
        part_of_day=part_of_day,  # type: ignore[arg-type]
        place=place,
        caption=caption,
        captioned=captioned,
    )


def box(x: float, y: float, width: float, height: float) -> Box:
    """Return a box."""
    return Box(x=x, y=y, width=width, height=height)

"""Matching problems for tests, from records made by a seed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np

from albumforge.generators.album.filelist import Source
from albumforge.generators.album.info.record import PictureInfo, ThemeColour, Weather
from albumforge.generators.album.matching.cost_calculate import MatchPicture, Place, Problem
from albumforge.generators.album.templates.schema import Wish
from albumforge.media.places import Box, Face

MORNING = datetime(2026, 5, 1, 9)  # noqa: DTZ001
CENTRE = Box(x=0.3, y=0.3, width=0.4, height=0.4)
SHAPES = ((16 / 9, 1.0), (0.8, 0.4), (0.8, 0.4), (1.5, 0.5))


def info(
    number: int = 0,
    *,
    size: tuple[int, int] = (4000, 3000),
    colours: tuple[str, ...] = ("#808080",),
    weather: str = "shine",
    faces: tuple[Box, ...] = (),
    subject: Box = CENTRE,
    at: datetime | None = MORNING,
    bits: int | None = None,
    sharpness: float = 0.8,
    exposure: float = 0.9,
    brightness: float = 0.5,
) -> PictureInfo:
    """A record of a picture; without `bits` its fingerprint is like no other's."""
    if bits is None:
        bits = int.from_bytes(np.random.default_rng(number + 1).bytes(21), "big")
    return PictureInfo(
        digest=f"{number:064x}",
        width=size[0],
        height=size[1],
        colours=tuple(ThemeColour(hex=code, share=1 / len(colours), name_en="", name_zh="") for code in colours),
        weather=Weather(label=weather, probability=0.9),  # type: ignore[arg-type]
        brightness=brightness,
        contrast=0.2,
        sharpness=sharpness,
        exposure=exposure,
        faces=tuple(Face(box=box, confidence=0.9) for box in faces),
        subject=subject,
        fingerprint=f"{bits:043x}"[-43:],
        captured_at=at,
    )


def source(record: PictureInfo, name: str, kind: str = "photo") -> Source:
    """The file that a record is of."""
    return Source(
        path=Path("/pictures") / name,
        kind=kind,  # type: ignore[arg-type]
        digest=record.digest,
        width=record.width,
        height=record.height,
        captured_at=record.captured_at,
    )


def film_problem(size: int, seed: int) -> Problem:
    """A film of chapters of about 15 pictures, of moments that share a colour."""
    chance = np.random.default_rng(seed)
    pictures, places = [], []
    at = MORNING
    tone = chance.integers(30, 220, 3)
    for number in range(size):
        if chance.random() < 0.3:
            tone = chance.integers(30, 220, 3)
            at += timedelta(hours=1.5)
        at += timedelta(minutes=2)
        colours = tuple(
            "#" + bytes(np.clip(tone + chance.integers(-25, 25, 3), 0, 255).tolist()).hex() for _ in range(3)
        )
        wide = chance.random() < 0.6
        record = info(
            number,
            size=(4000, 3000) if wide else (3000, 4000),
            colours=colours,
            weather=str(chance.choice(("shine", "rain", "cloudy"))),
            at=at,
        )
        pictures.append(MatchPicture(record, chapter=number // 15))
        shape, area = SHAPES[number % 4]
        wish = Wish(weather=("rain",)) if chance.random() < 0.2 else Wish()
        places.append(Place(shape, area, "auto", wish, number // 15, 3 * (number // 4) + (0, 1, 1, 2)[number % 4]))
    return Problem.build(pictures, places)


def loose_problem(size: int, seed: int) -> Problem:
    """A problem without any structure but that scenes have two cells: the hardest there is."""
    chance = np.random.default_rng(seed)
    follow, together = chance.random((size, size)), chance.random((size, size))
    together = together + together.T
    np.fill_diagonal(follow, 0.0)
    np.fill_diagonal(together, 0.0)
    steps = np.arange(size - 1)
    empty = replace(film_problem(1, 0), bands=())
    return replace(
        empty,
        linear=chance.random((size, size)),
        follow=follow,
        together=together,
        join=np.ones(size - 1),
        bands=(np.where(steps % 3 == 0, 1.0, 0.0),) if size > 1 else (),
    )

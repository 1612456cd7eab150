"""Matching problems like those of real films: synthetic picture records with chapters, moments, colours and faces."""

from __future__ import annotations

import colorsys
from datetime import datetime, timedelta

import numpy as np

from albumforge.generators.album.info.record import PictureInfo, ThemeColour, Weather
from albumforge.generators.album.matching.cost_calculate import MatchPicture, Place, Problem, Weights
from albumforge.generators.album.templates.schema import Wish
from albumforge.media.places import Box, Face

_SIZES = ((4032, 3024), (3024, 4032), (6000, 4000), (4000, 6000), (3000, 3000), (8000, 2600), (1280, 960))
_SIZE_SHARES = (0.4, 0.25, 0.14, 0.08, 0.05, 0.03, 0.05)
_LABELS = ("shine", "cloudy", "sunrise", "rain", "indoor", "night")
_LAYOUTS = (((16 / 9, 1.0),), ((0.85, 0.4), (0.85, 0.4)), ((0.6, 0.27),) * 3, ((1.5, 0.5),))


def film_problem(size: int, seed: int) -> Problem:
    """Return the problem of a film of so many pictures, in one to four chapters by turns of the seed."""
    chance = np.random.default_rng(seed)
    chapters = 1 + seed % 4
    chapter_of = np.sort(chance.integers(0, chapters, size))
    pictures = film_pictures(chapter_of, chance)
    return Problem.build(pictures, _places(chapter_of, chance))


def free_problem(size: int, seed: int) -> Problem:
    """Return the problem of a film whose pictures may stand in any order within a chapter, so that colours decide."""
    problem = film_problem(size, seed)
    return Problem.build(problem.pictures, problem.places, weights=Weights(order=0.05, back=0.1, flow=3.0))


def film_pictures(chapter_of: np.ndarray, chance: np.random.Generator) -> list[MatchPicture]:
    """Return pictures of chapters of a day each, in moments of a few pictures that share their light."""
    pictures: list[MatchPicture] = []
    bits = 0
    for number, chapter in enumerate(chapter_of):
        new_chapter = number == 0 or chapter != chapter_of[number - 1]
        new_moment = new_chapter or chance.random() < 0.3
        if new_chapter:
            at = datetime(2026, 5, 1, 7) + timedelta(days=int(chapter))  # noqa: DTZ001
        elif new_moment:
            at += timedelta(minutes=float(chance.uniform(30, 150)))
        else:
            at += timedelta(seconds=float(chance.uniform(4, 240)))
        if new_moment:
            hue, light = float(chance.random()), float(chance.uniform(0.25, 0.8))
            label = str(chance.choice(_LABELS))
        double = not new_moment and chance.random() < 0.15
        bits = bits ^ 5 if double else int.from_bytes(chance.bytes(8), "big")
        pictures.append(MatchPicture(_info(number, hue, light, label, bits, at, chance), chapter=int(chapter)))
    return pictures


def _info(
    number: int, hue: float, light: float, label: str, bits: int, at: datetime, chance: np.random.Generator
) -> PictureInfo:
    width, height = _SIZES[chance.choice(len(_SIZES), p=_SIZE_SHARES)]
    shares = np.sort(chance.dirichlet((4, 3, 2, 1)))[::-1]
    colours = []
    for share in shares:
        tone = colorsys.hls_to_rgb(
            (hue + chance.normal(0, 0.07)) % 1, float(np.clip(light + chance.normal(0, 0.15), 0, 1)), 0.4
        )
        code = "#" + "".join(f"{round(255 * value):02x}" for value in tone)
        colours.append(ThemeColour(hex=code, share=float(share), name_en="", name_zh=""))
    faces = []
    for _ in range(int(chance.choice(5, p=(0.5, 0.2, 0.15, 0.1, 0.05)))):
        tall = float(chance.uniform(0.06, 0.3))
        left, top = float(chance.uniform(0.05, 0.9 - tall)), float(chance.uniform(0.1, 0.8 - tall))
        faces.append(Face(box=Box(x=left, y=top, width=tall * height / width * 0.8, height=tall), confidence=0.95))
    spans = [(one.box.x, one.box.y, one.box.x + one.box.width, one.box.y + one.box.height) for one in faces]
    left, top, right, bottom = (0.3, 0.3, 0.75, 0.8)
    if spans:
        left, top = min(span[0] for span in spans), min(span[1] for span in spans)
        right, bottom = max(span[2] for span in spans), max(span[3] for span in spans)
    subject = Box(x=left, y=top, width=min(1.0, right) - left, height=bottom - top)
    return PictureInfo(
        digest=f"{number:064x}", width=width, height=height, colours=tuple(colours),
        weather=Weather(label=label, probability=float(chance.uniform(0.55, 0.99))), brightness=light, contrast=0.2,
        sharpness=float(chance.uniform(0.2, 1)), exposure=float(chance.uniform(0.5, 1)), faces=tuple(faces),
        subject=subject, fingerprint=f"{bits:016x}", captured_at=at,
    )  # fmt: skip


def _places(chapter_of: np.ndarray, chance: np.random.Generator) -> list[Place]:
    places: list[Place] = []
    scene = 0
    while len(places) < len(chapter_of):
        chapter = int(chapter_of[len(places)])
        layout = _LAYOUTS[chance.choice(len(_LAYOUTS), p=(0.6, 0.2, 0.1, 0.1))]
        room = int((chapter_of[len(places) :] == chapter).sum())
        if len(layout) > room:
            layout = _LAYOUTS[0]
        wish = _wish(chance)
        fit = "auto" if len(layout) == 1 else "cover"
        places += [Place(shape, area, fit, wish, chapter, scene) for shape, area in layout]
        scene += 1
    return places


def _wish(chance: np.random.Generator) -> Wish:
    kind = chance.choice(5, p=(0.5, 0.15, 0.15, 0.1, 0.1))
    if kind == 1:
        return Wish(weather=(str(chance.choice(_LABELS)),))
    if kind == 2:
        return Wish(faces=str(chance.choice(("some", "many", "none"))))
    if kind == 3:
        tone = "".join(f"{int(value):02x}" for value in chance.integers(40, 230, 3))
        return Wish(colours=(f"#{tone}",))
    return Wish(shape=str(chance.choice(("landscape", "portrait")))) if kind == 4 else Wish()


def loose_problem(size: int, seed: int) -> Problem:
    """Return costs of pure chance; every third place shares a scene with the next. Nothing is harder."""
    chance = np.random.default_rng(seed)
    follow, together = chance.random((size, size)), chance.random((size, size))
    together = together + together.T
    np.fill_diagonal(follow, 0.0)
    np.fill_diagonal(together, 0.0)
    pairs = np.where(np.arange(size - 1) % 3 == 0, 1.0, 0.0)
    return Problem(
        linear=chance.random((size, size)), follow=follow, together=together, join=np.ones(size - 1), bands=(pairs,)
    )

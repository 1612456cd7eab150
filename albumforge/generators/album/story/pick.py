"""Pick the template of a film: the one asked for, else the one that suits its pictures and mood best."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from albumforge.generators.album.info.record import PictureInfo
from albumforge.generators.album.plan import nearest_aspect
from albumforge.generators.album.request import FilmRequest
from albumforge.generators.album.templates.load import built_in, load_template, template_names
from albumforge.generators.album.templates.schema import Template, Wish


def pick_template(request: FilmRequest, infos: Sequence[PictureInfo]) -> Template:
    """Return the template of a request; without one, the built-in one that suits best (see `suitability`).

    Raises:
        InvalidInput: the template asked for does not exist or does not hold together.
    """
    if request.template is not None and request.template != "auto":
        return load_template(request.template)
    templates = [built_in(name) for name in template_names()]
    chance = np.random.default_rng(request.seed)
    scores = [suitability(template, request, infos) + 0.3 * chance.random() for template in templates]
    return templates[int(np.argmax(scores))]


def suitability(template: Template, request: FilmRequest, infos: Sequence[PictureInfo]) -> float:
    """Return how well a template suits: 1 each for the aspect, the mood and the music asked for, and up to 1 for what
    its slots wish of weather, season and faces and these pictures have."""
    aspect = nearest_aspect(*request.size)
    score = 0.0 if aspect in template.aspects else -3.0
    if request.mood is not None:
        score += 1.0 if request.mood in template.moods else -0.5
    if request.music in template.music:
        score += 0.5
    wishes = [wish for slot in template.slots for wish in slot.wishes]
    return score + _wishes_met(wishes, infos)


def _wishes_met(wishes: Sequence[Wish], infos: Sequence[PictureInfo]) -> float:
    """Return the mean share of the pictures that wishes for weather and faces could be met with."""
    shares = []
    for wish in wishes:
        if wish.weather:
            shares.append(sum(info.weather.label in wish.weather for info in infos) / max(1, len(infos)))
        if wish.faces in ("some", "many"):
            shares.append(sum(bool(info.faces) for info in infos) / max(1, len(infos)))
    return sum(shares) / len(shares) if shares else 0.25

"""A film's plan: looked at, edited, forgotten again."""

from __future__ import annotations

import json
from typing import Any

from albumforge.http.call import Call
from albumforge.http.problems import well
from albumforge.http.routes import Route
from albumforge.http.schemas import MOVIE, NUMBER, TEXT, WHOLE, answer_of, many, table
from albumforge.http.shapes import movie_shape

MAX_PLAN = 16 << 20
"""Bytes; a plan of 2,000 photos has about two million."""


def plan(call: Call) -> dict[str, Any]:
    """Return the plan that the film was, or will be, made from."""
    return well(plan=json.loads(call.forge.movies.plan_text(call.work_id, user=call.user)))


def set_plan(call: Call) -> dict[str, Any]:
    """Keep an edited plan; the next start renders it."""
    call.forge.movies.get(call.work_id, user=call.user, owner=True)
    movie = call.forge.movies.set_plan(call.work_id, call.json_text(MAX_PLAN), user=call.user)
    return well(movie=movie_shape(call, movie))


def forget_plan(call: Call) -> dict[str, Any]:
    """Forget an edited plan; the next start plans anew."""
    movie = call.forge.movies.forget_plan(call.work_id, user=call.user)
    return well(movie=movie_shape(call, movie))


def fits(call: Call) -> dict[str, Any]:
    """Return how many pictures a film shows at most, before it is planned."""
    return well(fits=call.forge.movies.fits(call.work_id, user=call.user))


def scenes(call: Call) -> dict[str, Any]:
    """Return what the plan shows, scene by scene."""
    return well(scenes=call.forge.movies.scenes(call.work_id, user=call.user))


_SCENE = table(
    id=TEXT,
    start=NUMBER,
    seconds=NUMBER,
    files=many(WHOLE),
    texts=many(table(role=TEXT, text=TEXT)),
    why={},
)
_PLAN = {"type": "object", "description": "docs/plan.md says what stands in it"}

ROUTES = (
    Route("/movie/{work_id}/plan", ("GET",), plan, "The plan of a film.", "影集的方案", answers=answer_of(plan=_PLAN)),
    Route(
        "/movie/{work_id}/plan",
        ("PUT",),
        set_plan,
        "Keep an edited plan; the next start renders it.",
        "保存修改后的方案",
        body=_PLAN,
        answers=answer_of(movie=MOVIE),
        changes=True,
    ),
    Route(
        "/movie/{work_id}/plan",
        ("DELETE",),
        forget_plan,
        "Forget an edited plan; the next start plans anew.",
        "放弃修改后的方案",
        answers=answer_of(movie=MOVIE),
        changes=True,
    ),
    Route(
        "/movie/{work_id}/fits",
        ("GET",),
        fits,
        "How many pictures a film shows at most, before it is planned.",
        "影集最多展示的图片数量",
        answers=answer_of(fits={"type": ["object", "null"]}),
    ),
    Route(
        "/movie/{work_id}/scenes",
        ("GET",),
        scenes,
        "What the plan shows, scene by scene.",
        "方案中的各个场景",
        answers=answer_of(scenes=many(_SCENE)),
    ),
)

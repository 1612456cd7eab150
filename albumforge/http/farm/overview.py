"""The log of the farm, and how it stands as a whole."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import bottle

from albumforge.http.call import Call
from albumforge.http.farm.answers import said
from albumforge.http.farm.parameters import DETAILS, Given, filters, listing
from albumforge.http.farm.shapes import LOG, answer_of, clock, log_shape, page_of, pagination
from albumforge.http.routes import Param, Route
from albumforge.http.schemas import NUMBER, TEXT, WHOLE, nullable, table
from albumforge.services.farm.logs import LEVELS, SORTS
from albumforge.services.farm.report import Because
from albumforge.services.farm.states import CANCELLED, TOLD


def logs(call: Call) -> bottle.HTTPResponse:
    """List the log."""
    given = Given(call)
    page = call.forge.farm.logs.list(
        given.asked(SORTS, newest_first=True),
        levels=given.choices("log_level", LEVELS),
        begin=given.moment("start_time"),
        end=given.moment("end_time", end=True),
    )
    paths = call.forge.farm.videos.paths({line.video_id for line in page.items}) if given.flag("details") else None
    lines = [log_shape(call, line, paths) for line in page.items]
    return said("获取成功", {"logs": lines, "pagination": pagination(page)})


def farm(call: Call) -> bottle.HTTPResponse:
    """Say how the farm stands; with details, also what came of the videos, and how it is set up."""
    given, found = Given(call), call.forge.farm.summary()
    since, details = given.moment("since"), bool(given.flag("details"))
    return said(
        "获取成功",
        {
            "videos": {status.name.lower(): count for status, count in found.videos.items()},
            "bytes_before": found.before,
            "bytes_after": found.after,
            "bytes_saved": found.saved,
            "originals_kept": found.kept.count,
            "bytes_kept": found.kept.size,
            "next_deletion": None if found.kept.until is None else clock(found.kept.until),
            "workers": found.workers,
            "tasks_running": found.running,
            "tasks_verifying": found.verifying,
            "fps": round(found.fps, 2),
            **(_details(call, since) if details else {}),
        },
    )


def _details(call: Call, since: datetime | None) -> dict[str, Any]:
    farm, settings = call.forge.farm, call.forge.settings
    came, left = farm.report(since), farm.seconds_left()
    return {
        "seconds_left": None if left is None else round(left),
        "codecs": farm.codecs(),
        "roots": [str(root) for root in settings.farm_roots],
        "preset": settings.farm_preset,
        "dest": None if settings.farm_dest is None else str(settings.farm_dest),
        "keep_days": settings.farm_keep_days,
        "report": {
            "done": came.done,
            "bytes_before": came.before,
            "bytes_after": came.after,
            **{name: _because(call, reasons) for name, reasons in came.others.items()},
        },
    }


def _because(call: Call, because: Because) -> dict[str, Any]:
    told = []
    for one in because.reasons:
        words = one.said if one.said == CANCELLED else call.words(one.said)
        told.append({"reason": one.of_all(words), "example": words, "count": one.count})
    return {"count": because.count, "reasons": told}


_MOMENT = {"type": "string", "format": "date-time"}

ROUTES = (
    Route(
        "/api/v1/logs",
        ("GET",),
        logs,
        "The log of the farm.",
        "日志列表",
        params=(
            *listing(SORTS),
            *filters("log_level", "Only lines of this level.", "日志级别", {"type": "integer", "enum": list(LEVELS)}),
            Param("start_time", "Only lines from this moment on.", "起始时间", _MOMENT),
            Param("end_time", "Only lines up to this moment.", "结束时间", _MOMENT),
            DETAILS,
        ),
        answers=page_of("logs", LOG),
        family="farm",
    ),
    Route(
        "/api/v1/farm",
        ("GET",),
        farm,
        "How the farm stands: videos by status, bytes saved, workers.",
        "转码集群概况",
        params=(
            DETAILS,
            Param("since", "With details: what came of the videos from this moment on.", "统计起始时间", _MOMENT),
        ),
        answers=answer_of(
            table(
                videos=table(**{status.name.lower(): WHOLE for status in TOLD}),
                bytes_before=WHOLE,
                bytes_after=WHOLE,
                bytes_saved=WHOLE,
                originals_kept=WHOLE,
                bytes_kept=WHOLE,
                next_deletion=nullable(TEXT),
                workers=table(online=WHOLE, offline=WHOLE, set_aside=WHOLE),
                tasks_running=WHOLE,
                tasks_verifying=WHOLE,
                fps=NUMBER,
            )
        ),
        family="farm",
    ),
)

"""What the page shows of a cutting job beyond the documented routes: its options, notes, frames; edits checked."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import bottle

from albumforge.errors import NotFound
from albumforge.http.call import Call
from albumforge.http.job_shapes import DETAILS, job_details
from albumforge.http.jobs import job_of
from albumforge.http.media import FOREVER
from albumforge.http.ranges import open_inside, send
from albumforge.http.routes import Param, Route
from albumforge.http.schemas import FLAG, TEXT, Schema, many, table
from albumforge.services.job_exports import TIMELINE
from albumforge.services.job_files import NO_FILE
from albumforge.services.job_frames import WIDTHS
from albumforge.services.job_states import DOCUMENTS, Job

_MAX_DOCUMENT = 64 << 20
"""Bytes of a body with an editing document."""

_LAST = 999_999_999
"""Milliseconds into a video."""


def about(call: Call) -> dict[str, Any]:
    """Say what a job was asked for and what is remarked of its cut."""
    job = job_of(call)
    options = {name: value for name, value in job.request.items() if name not in DOCUMENTS}
    given = next((name for name in DOCUMENTS if name in job.request), "")
    notes = [call.words(note) for note in _notes(job)]
    return {**job_details(call, job), "options": options, "given": given, "notes": notes}


def _notes(job: Job) -> list[str]:
    """What its plan remarks, and its editing document."""
    found: list[str] = []
    for name in ("editing_dsl.json", "plan.json"):
        with contextlib.suppress(OSError, ValueError, TypeError, KeyError):
            notes = json.loads((job.folder / "output" / name).read_bytes())["notes"]
            found += [note for note in notes if isinstance(note, str)]
    return list(dict.fromkeys(found))


def check(call: Call) -> dict[str, Any]:
    """Check an editing document or options without rendering."""
    job_of(call)
    call.forge.jobs.check(call.args["job_id"], call.json(_MAX_DOCUMENT), user=call.user)
    return {"ok": True}


def frame(call: Call) -> bottle.HTTPResponse:
    """Send a small picture of what the video shows at a time."""
    seconds = call.number("at", 0, 0, _LAST) / 1000
    path = call.forge.jobs.frame(call.args["job_id"], seconds, call.number("w", WIDTHS[0], 1, 10_000), user=call.user)
    return send(call.environ, open_inside(path.parent, path.name), "image/jpeg", cache=FOREVER)


_CHANGES: Schema = {"type": "object", "description": "as for render: dsl as text, or options"}


def export(call: Call) -> bottle.HTTPResponse:
    """Send the cut as a timeline for editing programs."""
    if call.args["filename"] != TIMELINE:
        raise NotFound(NO_FILE)
    path = call.forge.jobs.export(call.args["job_id"], user=call.user)
    return send(call.environ, open_inside(path.parent, path.name), "application/json", save_as=TIMELINE)


_AT: Schema = {"type": "integer", "minimum": 0, "maximum": _LAST}
_WIDTH: Schema = {"type": "integer", "minimum": 1, "maximum": 10_000}

ROUTES = (
    Route(
        "/api/jobs/{job_id}/about",
        ("GET",),
        about,
        "What a cutting job was asked for, and what is remarked of its cut.",
        "剪辑任务的选项和备注",
        answers=table(
            **DETAILS["properties"], options={"type": "object"}, given={"enum": ["", *DOCUMENTS]}, notes=many(TEXT)
        ),
        family="job",
    ),
    Route(
        "/api/jobs/{job_id}/check",
        ("POST",),
        check,
        "Check an editing document, or options, without rendering.",
        "检查剪辑文档或选项，不渲染",
        body=_CHANGES,
        answers=table(ok=FLAG),
        changes=True,
        family="job",
    ),
    Route(
        "/api/jobs/{job_id}/export/{filename}",
        ("GET",),
        export,
        "The cut as a timeline for editing programs: timeline.otio (OpenTimelineIO).",
        "供剪辑软件使用的时间线：timeline.otio（OpenTimelineIO）",
        answers="application/json",
        family="job",
    ),
    Route(
        "/api/jobs/{job_id}/frame",
        ("GET",),
        frame,
        "A small picture of what the video shows at a time.",
        "视频某一时刻的小图",
        params=(
            Param("at", "Milliseconds into the video.", "毫秒", _AT),
            Param(
                "w", "Pixels it may be wide.", "最大宽度（像素）", {"type": "integer", "minimum": 1, "maximum": 10_000}
            ),
        ),
        answers="image/jpeg",
        family="job",
    ),
)

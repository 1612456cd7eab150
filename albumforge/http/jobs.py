"""Cutting jobs: listed, looked at, rendered again, cancelled, deleted."""

from __future__ import annotations

from typing import Any

import bottle

from albumforge.http.call import Call
from albumforge.http.job_shapes import (
    ARTIFACTS,
    DETAILS,
    HEAD,
    JOB,
    TRACE,
    artifacts_shape,
    job_details,
    job_head,
    job_shape,
)
from albumforge.http.routes import Param, Route
from albumforge.http.schemas import TEXT, WHOLE, many, table
from albumforge.http.sse import HEARTBEAT, LANGUAGE, stream
from albumforge.services.job_files import trace
from albumforge.services.job_states import Job

DELETED = "Job 已删除"

_SHOWN, _MOST = 50, 1000
_MAX_DOCUMENT = 64 << 20
"""Bytes of a body with an editing document."""
_STOP_SECONDS = 3.0
"""How long it is waited for a worker to stop, before the job is told as it stands."""


def listed(call: Call) -> dict[str, Any]:
    """List one's jobs, newest first."""
    found = call.forge.jobs.list(user=call.user, limit=call.number("limit", _SHOWN, 1, _MOST))
    shapes = [job_details(call, job) if call.flag("details") else job_head(job) for job in found]
    return {"total": call.forge.jobs.count(user=call.user), "jobs": shapes}


def job(call: Call) -> dict[str, Any]:
    """Say how a job stands, with its files."""
    return job_shape(call, job_of(call))


def delete(call: Call) -> dict[str, Any]:
    """Delete a job with all its files."""
    call.forge.jobs.delete(call.args["job_id"], user=call.user)
    return {"job_id": call.args["job_id"], "message": DELETED}


def artifacts(call: Call) -> dict[str, Any]:
    """List the files of a job."""
    return artifacts_shape(job_of(call))


def traced(call: Call) -> dict[str, Any]:
    """Return what a job has done so far, in the words of its record unless another language is asked for by name."""
    found = trace(job_of(call))
    if call.params.get("lang") and call.chinese:
        for action in found["actions"]:
            action["detail"] = call.words(action["detail"])
    return found


def render(call: Call) -> dict[str, Any]:
    """Render a job again: with an edited document, other options, or as it was."""
    job_of(call)
    body = call.json(_MAX_DOCUMENT)
    changes = {"dsl": body} if "schema" in body or "actions" in body else body
    return job_shape(call, call.forge.jobs.render(call.args["job_id"], changes, user=call.user))


def cancel(call: Call) -> dict[str, Any]:
    """Stop a job."""
    call.forge.jobs.cancel(call.args["job_id"], user=call.user)
    return job_shape(call, call.forge.jobs.wait(call.args["job_id"], _STOP_SECONDS))


def events(call: Call) -> bottle.HTTPResponse:
    """Tell of a job until it is done."""
    jobs = call.forge.jobs.events(call.args["job_id"], user=call.user, heartbeat=HEARTBEAT)
    return stream(call, jobs, lambda one: ("job", job_details(call, one)))


def job_of(call: Call) -> Job:
    """Return the job that the path names."""
    return call.forge.jobs.get(call.args["job_id"], user=call.user)


_PATH = "/api/jobs/{job_id}"
_CHANGES = {
    "type": "object",
    "description": "an editing document; or options, such as dsl, edl, strategy, subtitles; or nothing",
}

ROUTES = (
    Route(
        "/api/jobs/",
        ("GET",),
        listed,
        "List one's cutting jobs, newest first.",
        "剪辑任务列表",
        params=(
            Param("limit", "Jobs to list.", "数量", {"type": "integer", "minimum": 1, "maximum": _MOST}),
            Param("details", "Whether to say more of each.", "是否返回更多字段", {"enum": ["0", "1"]}),
        ),
        answers=table(total=WHOLE, jobs=many({"anyOf": [HEAD, DETAILS]})),
        family="job",
    ),
    Route(_PATH, ("GET",), job, "How a cutting job stands, with its files.", "剪辑任务状态", answers=JOB, family="job"),
    Route(
        _PATH,
        ("DELETE",),
        delete,
        "Delete a cutting job with all its files.",
        "删除剪辑任务",
        answers=table(job_id=TEXT, message=TEXT),
        changes=True,
        family="job",
    ),
    Route(
        f"{_PATH}/artifacts",
        ("GET",),
        artifacts,
        "The files of a cutting job.",
        "剪辑任务的文件",
        answers=ARTIFACTS,
        family="job",
    ),
    Route(
        f"{_PATH}/trace",
        ("GET",),
        traced,
        "What a cutting job has done so far, with the time that each action took.",
        "剪辑任务的执行记录",
        LANGUAGE,
        answers=TRACE,
        family="job",
    ),
    Route(
        f"{_PATH}/render",
        ("POST",),
        render,
        "Render a cutting job again: with an edited document, other options, or as it was.",
        "按修改后的剪辑文档重新渲染",
        body=_CHANGES,
        answers=JOB,
        changes=True,
        family="job",
    ),
    Route(
        f"{_PATH}/cancel",
        ("POST",),
        cancel,
        "Stop a cutting job.",
        "取消剪辑任务",
        answers=JOB,
        changes=True,
        family="job",
    ),
    Route(
        f"{_PATH}/events",
        ("GET",),
        events,
        "A cutting job as it changes, until it is done: Server-Sent Events named job.",
        "剪辑任务状态变化（Server-Sent Events）",
        params=LANGUAGE,
        answers="text/event-stream",
        family="job",
    ),
)

"""Cutting jobs as their routes tell them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from albumforge.http.call import Call
from albumforge.http.schemas import FLAG, NUMBER, TEXT, WHOLE, Schema, many, nullable, table
from albumforge.services.job_files import artifacts, trace_summary
from albumforge.services.job_states import CATEGORIES, Artifact, Job
from albumforge.services.works import CUT_STAGES


def job_head(job: Job) -> dict[str, Any]:
    """Return what the list says of a job."""
    return {
        "job_id": job.work_id,
        "status": job.state,
        "progress": int(job.progress * 100),
        "created_at": clock(job.created),
        "updated_at": clock(job.updated),
    }


def job_shape(call: Call, job: Job) -> dict[str, Any]:
    """Return a whole job."""
    return {
        **job_head(job),
        "error": call.words(job.error) or None,
        "artifacts": artifacts_shape(job),
        "trace_summary": trace_summary(job),
    }


def job_details(call: Call, job: Job) -> dict[str, Any]:
    """Return what pages show of a job that is being done."""
    return {
        **job_head(job),
        "error": call.words(job.error) or None,
        "video": job.label,
        "strategy": job.strategy,
        "stage": job.stage,
        "seconds_left": job.seconds_left,
        "duration": job.duration,
        "size": job.size,
        "cut": job.film.is_file(),
    }


def artifacts_shape(job: Job) -> dict[str, list[dict[str, Any]]]:
    """Return the files of a job by category."""
    return {category: [_artifact(job, one) for one in files] for category, files in artifacts(job).items()}


def _artifact(job: Job, file: Artifact) -> dict[str, Any]:
    path = f"{job.work_id}/{file.category}/{file.name}"
    return {"name": file.name, "path": path, "size": file.size, "modified": clock(file.modified)}


def clock(moment: datetime) -> str:
    """Return a moment as the routes of jobs write it, in the server's zone."""
    return moment.astimezone().strftime("%Y-%m-%dT%H:%M:%S")


_STATUS: Schema = {"type": "string", "enum": ["created", "processing", "completed", "failed"]}
_CLOCK: Schema = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$"}
_HEAD: dict[str, Schema] = {
    "job_id": TEXT,
    "status": _STATUS,
    "progress": {"type": "integer", "minimum": 0, "maximum": 100},
    "created_at": _CLOCK,
    "updated_at": _CLOCK,
}
_SUMMARY: dict[str, Schema] = dict.fromkeys(("total_actions", "successful", "failed", "total_time_ms"), WHOLE)

ARTIFACTS = table(**dict.fromkeys(CATEGORIES, many(table(name=TEXT, path=TEXT, size=WHOLE, modified=_CLOCK))))
TRACE = table(**_SUMMARY, actions=many(table(action=TEXT, detail=TEXT, ok=FLAG, took_ms=WHOLE)))
HEAD = table(**_HEAD)
JOB = table(**_HEAD, error=nullable(TEXT), artifacts=ARTIFACTS, trace_summary=table(**_SUMMARY))
DETAILS = table(
    **_HEAD,
    error=nullable(TEXT),
    video=TEXT,
    strategy=TEXT,
    stage={"type": "string", "enum": ["", *CUT_STAGES]},
    seconds_left=nullable(NUMBER),
    duration=nullable(NUMBER),
    size=WHOLE,
    cut=FLAG,
)

"""The farm's workers, tasks, videos and log as their routes tell them, and the schemas of that."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from albumforge.http.call import Call
from albumforge.http.schemas import FLAG, NUMBER, TEXT, WHOLE, Schema, many, nullable, table
from albumforge.services.farm.activity import Activity
from albumforge.services.farm.paging import Page
from albumforge.services.farm.states import CANCELLED, LogLine, Task, Video, Worker


def worker_shape(worker: Worker, details: bool = False) -> dict[str, Any]:
    """Return a worker; with `details`, more than is documented."""
    shape = {
        "worker_id": worker.id,
        "worker_name": worker.name,
        "worker_type": int(worker.kind),
        "support_vr": int(worker.vr),
        "status": int(worker.online),
    }
    if details:
        shape |= {
            "seen": clock(worker.seen),
            "since": clock(worker.since),
            "action": worker.action,
            "failures": worker.failures,
            "set_aside": worker.set_aside,
        }
    return shape


def activity_shape(call: Call, doing: Activity) -> dict[str, Any]:
    """Return what a worker does."""
    task = None if doing.task is None else task_shape(call, doing.task, details=True)
    return {"task": task, "last_error": call.words(doing.last_error) or None}


def task_shape(call: Call, task: Task, details: bool = False, *, error: bool = False) -> dict[str, Any]:
    """Return a task; `error`: with its message."""
    shape = {
        "task_id": str(task.id),
        "video_path": task.video_path,
        "dest_path": task.dest,
        "worker_id": task.worker_id,
        "worker_name": task.worker_name,
        "progress": float(task.progress),
        "status": int(task.status),
        "elapsed_time": task.elapsed,
        "remaining_time": task.remaining,
    }
    if error or details:
        shape["error_message"] = task.error if task.error == CANCELLED else call.words(task.error)
    if details:
        shape |= {
            "video_id": task.video_id,
            "verifying": task.verifying,
            "note": call.words(task.note),
            "fps": task.fps,
            "start_time": clock(task.started),
            "end_time": None if task.ended is None else clock(task.ended),
            "source_size": task.source_size,
            "result_size": task.result_size,
        }
    return shape


def video_shape(call: Call, video: Video, details: bool = False) -> dict[str, Any]:
    """Return a video."""
    shape = {
        "id": video.id,
        "video_path": video.path,
        "codec": video.codec,
        "bitrate_k": video.bitrate_k,
        "video_size": round(video.size / 1e6, 2),
        "fps": float(video.fps),
        "resolution": {"width": video.width, "height": video.height},
        "is_vr": int(video.vr),
        "transcode_status": int(video.status),
        "transcode_task_id": video.task_id or 0,
        "update_time": clock(video.updated),
    }
    if details:
        shape |= {
            "priority": video.priority,
            "attempts": video.attempts,
            "size": video.size,
            "duration": video.duration,
            "dest_path": video.dest,
            "result_size": video.result_size,
            "gone": video.gone,
            "error_message": video.error if video.error == CANCELLED else call.words(video.error),
        }
    return shape


def log_shape(call: Call, line: LogLine, paths: dict[int, str] | None = None) -> dict[str, Any]:
    """Return a line of the log; with `paths` of videos by number, which one it is about."""
    more = {} if paths is None else {"video_path": paths.get(line.video_id or 0)}
    return {
        **more,
        "id": line.id,
        "task_id": line.task_id or 0,
        "log_time": clock(line.time),
        "log_level": line.level,
        "log_message": call.words(line.message),
    }


def pagination(page: Page[Any]) -> dict[str, Any]:
    """Return where a page stands in its list."""
    return {
        "total": page.total,
        "pages": page.pages,
        "current_page": page.page,
        "per_page": page.per_page,
        "has_next": page.has_next,
        "has_prev": page.has_prev,
    }


def clock(moment: datetime) -> str:
    """Return a moment in ISO form, in the server's zone, to the second."""
    return moment.astimezone().isoformat(timespec="seconds")


NUMBERED: Schema = {"type": "integer", "minimum": 0, "maximum": 2**31 - 1}
_01: Schema = {"type": "integer", "enum": [0, 1]}
WORKER_FIELDS: dict[str, Schema] = {
    "worker_name": TEXT,
    "worker_type": {"type": "integer", "enum": [0, 1, 2, 3]},
    "support_vr": _01,
}
WORKER = table(worker_id=WHOLE, **WORKER_FIELDS, status=_01)
_TASK: dict[str, Schema] = {
    "task_id": TEXT,
    "video_path": TEXT,
    "dest_path": TEXT,
    "worker_id": WHOLE,
    "worker_name": TEXT,
    "progress": {"type": "number", "minimum": 0, "maximum": 100},
    "status": {"type": "integer", "enum": [0, 1, 2, 3]},
    "elapsed_time": WHOLE,
    "remaining_time": nullable(WHOLE),
}
TASK = table(**_TASK)
ONE_TASK = table(**_TASK, error_message=TEXT)
VIDEO = table(
    id=WHOLE,
    video_path=TEXT,
    codec=TEXT,
    bitrate_k=WHOLE,
    video_size=NUMBER,
    fps=NUMBER,
    resolution=table(width=WHOLE, height=WHOLE),
    is_vr=_01,
    transcode_status={"type": "integer", "enum": [0, 1, 2, 3, 4]},
    transcode_task_id=WHOLE,
    update_time=TEXT,
)
LOG = table(id=WHOLE, task_id=WHOLE, log_time=TEXT, log_level=WHOLE, log_message=TEXT)
PAGINATION = table(total=WHOLE, pages=WHOLE, current_page=WHOLE, per_page=WHOLE, has_next=FLAG, has_prev=FLAG)


def answer_of(data: Schema | None = None, code: int = 200) -> Schema:
    """Return the schema of an answer that went well."""
    said: dict[str, Schema] = {"code": {"type": "integer", "const": code}, "message": TEXT}
    return table(**said, data=data) if data is not None else table(**said)


def body_of(*needed: str, **fields: Schema) -> Schema:
    """Return the schema of a body with these fields; others are of no account.

    Args:
        needed: fields that must be there.
    """
    return {
        "type": "object",
        "properties": fields,
        "required": sorted(needed),
        "propertyNames": {"pattern": "^[A-Za-z_]*$"},
        "additionalProperties": {"type": ["boolean", "integer", "null"]},
    }


def page_of(name: str, schema: Schema) -> Schema:
    """Return the schema of the answer of a list that tells its pages."""
    return answer_of(table(**{name: many(schema), "pagination": PAGINATION}))

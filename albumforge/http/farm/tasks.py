"""Tasks of the farm: asked for by workers, reported on, listed, cancelled."""

from __future__ import annotations

import json

import bottle

from albumforge.http.call import Call
from albumforge.http.farm.answers import said
from albumforge.http.farm.parameters import DETAILS, Body, Given, filters, listing, named
from albumforge.http.farm.shapes import (
    NUMBERED,
    ONE_TASK,
    TASK,
    WORKER_FIELDS,
    answer_of,
    body_of,
    pagination,
    task_shape,
)
from albumforge.http.problems import Problem
from albumforge.http.routes import Route
from albumforge.http.schemas import NUMBER, TEXT, WHOLE, Schema, many, nullable, table
from albumforge.services.farm.states import Outcome, TaskStatus, WorkerType
from albumforge.services.farm.store import LONGEST_LINE
from albumforge.services.farm.tasks import SORTS, Report
from albumforge.services.walk import LONGEST_PATH

_FINISH_SECONDS = 3.0
"""How long it is waited for a completed task to be verified, before its worker is answered."""
_LONGEST_SECONDS = 2**31 - 1
LONGEST_ERROR = 40_000
"""Characters that are read of why a task failed; fewer are kept."""
_STATUSES = tuple(int(status) for status in TaskStatus)
_OUTCOMES = {outcome.value: outcome for outcome in Outcome if outcome is not Outcome.CANCELLED}


def claim(call: Call) -> bottle.HTTPResponse:
    """Give a worker its next video."""
    body = Body(call, "worker_id", "worker_type", "support_vr", "dest_path")
    body.choice("worker_type", tuple(WorkerType))
    vr, number = bool(body.choice("support_vr", (0, 1))), body.whole("worker_id") or 0
    claimed = call.forge.farm.claims.claim(number, vr=vr, dest=body.text("dest_path", LONGEST_PATH))
    return said("任务创建成功", {"task_id": str(claimed.task_id), "video_path": claimed.video_path}, code=201)


def listed(call: Call) -> bottle.HTTPResponse:
    """List the tasks."""
    given = Given(call)
    asked, statuses = given.asked(SORTS, newest_first=True), given.choices("status", _STATUSES)
    details = bool(given.flag("details"))
    page = call.forge.farm.tasks.list(asked, statuses=statuses)
    beside = {"pagination": pagination(page)} if details else None
    return said("获取成功", [task_shape(call, task, details) for task in page.items], beside=beside)


def one(call: Call) -> bottle.HTTPResponse:
    """Say how a task stands."""
    task = call.forge.farm.tasks.get(named(call, "task_id"))
    return said("获取成功", task_shape(call, task, bool(Given(call).flag("details")), error=True))


def order(call: Call) -> bottle.HTTPResponse:
    """Say all that a worker has to know of its task."""
    found = call.forge.farm.tasks.order(named(call, "task_id"))
    return said(
        "获取成功",
        {
            "task_id": str(found.task_id),
            "worker_id": found.worker_id,
            "video_path": found.video_path,
            "dest_path": found.dest,
            "part_path": found.part,
            "preset": json.loads(found.preset_json),
            "source_size": found.source_size,
            "source_mtime_ns": found.source_mtime_ns,
        },
    )


def report(call: Call) -> bottle.HTTPResponse:
    """Take what a worker says of its task."""
    farm, number = call.forge.farm, named(call, "task_id")
    farm.tasks.get(number)
    body = Body(call, "worker_id", "status")
    outcome = body.text("outcome", 20)
    if outcome and outcome not in _OUTCOMES:
        raise Problem("invalid", f"outcome: must be one of {', '.join(_OUTCOMES)}, not {outcome!r}.")
    status = TaskStatus(body.choice("status", _STATUSES))
    farm.tasks.report(
        number,
        body.whole("worker_id") or 0,
        Report(
            status=status,
            progress=body.number("progress", 0, 100),
            error=body.text("error_message", LONGEST_ERROR),
            elapsed=body.whole("elapsed_time", 0, _LONGEST_SECONDS),
            remaining=body.whole("remaining_time", 0, _LONGEST_SECONDS),
            fps=body.number("fps", 0, 1e6),
            note=body.text("message", LONGEST_LINE),
            outcome=_OUTCOMES.get(outcome),
        ),
    )
    if status is TaskStatus.COMPLETED:
        farm.finishing.wait(number, _FINISH_SECONDS)
    return said("任务已更新")


def cancel(call: Call) -> bottle.HTTPResponse:
    """Cancel a task."""
    task = call.forge.farm.tasks.cancel(named(call, "task_id"))
    return said("任务已取消", task_shape(call, task, error=True))


_PATH = "/api/v1/tasks"
_SECONDS = nullable({"type": "integer", "minimum": 0, "maximum": _LONGEST_SECONDS})
_TEXT = r"^[^\x00]*$"
_FIELDS: dict[str, Schema] = {
    "worker_id": NUMBERED,
    "progress": {"type": "number", "minimum": 0, "maximum": 100},
    "elapsed_time": _SECONDS,
    "remaining_time": _SECONDS,
    "fps": {"type": "number", "minimum": 0, "maximum": 1e6},
    "message": {"type": "string", "maxLength": LONGEST_LINE, "pattern": _TEXT},
    "outcome": {"type": "string", "enum": list(_OUTCOMES)},
}
_WHY: Schema = {"type": "string", "maxLength": LONGEST_ERROR, "pattern": _TEXT}
_GOES_ON = body_of(
    "worker_id",
    "status",
    **_FIELDS,
    status={"type": "integer", "enum": [status for status in _STATUSES if status != TaskStatus.FAILED]},
    error_message=nullable(_WHY),
)
_FAILS = body_of(
    "worker_id",
    "status",
    "error_message",
    **_FIELDS,
    status={"type": "integer", "const": int(TaskStatus.FAILED)},
    error_message={**_WHY, "pattern": r"^[^\x00]*[^\s\x00][^\x00]*$"},
)
_REPORT: Schema = {"anyOf": [_GOES_ON, _FAILS]}

ROUTES = (
    Route(
        _PATH,
        ("POST",),
        claim,
        "Ask for a task: the next video that this worker can do.",
        "领取任务",
        body=body_of(
            "worker_id",
            "worker_type",
            "support_vr",
            "dest_path",
            worker_id=NUMBERED,
            worker_type=WORKER_FIELDS["worker_type"],
            support_vr=WORKER_FIELDS["support_vr"],
            dest_path={"type": "string", "maxLength": LONGEST_PATH, "pattern": _TEXT},
        ),
        answers=answer_of(table(task_id=TEXT, video_path=TEXT), 201),
        status=201,
        changes=True,
        for_workers=True,
        family="farm",
    ),
    Route(
        _PATH,
        ("GET",),
        listed,
        "List the tasks of the farm.",
        "任务列表",
        params=(
            *listing(SORTS),
            *filters("status", "Only tasks that stand so.", "任务状态", {"type": "integer", "enum": list(_STATUSES)}),
            DETAILS,
        ),
        answers=answer_of(many(TASK)),
        family="farm",
    ),
    Route(
        f"{_PATH}/{{task_id}}",
        ("GET",),
        one,
        "How a task of the farm stands.",
        "任务详情",
        params=(DETAILS,),
        answers=answer_of(ONE_TASK),
        for_workers=True,
        family="farm",
    ),
    Route(
        f"{_PATH}/{{task_id}}",
        ("PATCH",),
        report,
        "Report on a task: progress, completion, failure.",
        "上报任务进度",
        body=_REPORT,
        answers=answer_of(),
        changes=True,
        for_workers=True,
        family="farm",
    ),
    Route(
        f"{_PATH}/{{task_id}}/order",
        ("GET",),
        order,
        "All that a worker has to know of its task: where it writes, and the preset.",
        "任务的完整说明（输出位置和预设）",
        answers=answer_of(
            table(
                task_id=TEXT,
                worker_id=WHOLE,
                video_path=TEXT,
                dest_path=TEXT,
                part_path=TEXT,
                preset={"type": "object"},
                source_size=WHOLE,
                source_mtime_ns=NUMBER,
            )
        ),
        for_workers=True,
        family="farm",
    ),
    Route(
        f"{_PATH}/{{task_id}}/cancel",
        ("POST",),
        cancel,
        "Cancel a task; its worker learns of it by its next report.",
        "取消任务",
        answers=answer_of(ONE_TASK),
        changes=True,
        family="farm",
    ),
)

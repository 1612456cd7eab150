"""Workers of the farm: registered, alive, told to go."""

from __future__ import annotations

import bottle

from albumforge.http.call import Call
from albumforge.http.farm.answers import said
from albumforge.http.farm.parameters import DETAILS, Body, Given, listing, named
from albumforge.http.farm.shapes import (
    NUMBERED,
    WORKER,
    WORKER_FIELDS,
    activity_shape,
    answer_of,
    body_of,
    worker_shape,
)
from albumforge.http.problems import Problem
from albumforge.http.routes import Route
from albumforge.http.schemas import WHOLE, many, nullable, table
from albumforge.services.farm.states import Action, WorkerType
from albumforge.services.farm.workers import LONGEST_NAME, NAME, Described

_ORDERS = tuple(action.value for action in Action)


def register(call: Call) -> bottle.HTTPResponse:
    """Register a worker."""
    worker = call.forge.farm.workers.register(_described(call))
    return said("注册成功", {"worker_id": worker.id}, code=201)


def listed(call: Call) -> bottle.HTTPResponse:
    """List the workers."""
    given = Given(call)
    asked, details = given.asked({}), bool(given.flag("details"))
    workers = call.forge.farm.workers.list(asked.page, asked.per_page)
    shapes = [worker_shape(worker, details) for worker in workers]
    if details:
        doing = call.forge.farm.activities(workers)
        for shape in shapes:
            shape |= activity_shape(call, doing[shape["worker_id"]])
    return said("获取成功", shapes)


def one(call: Call) -> bottle.HTTPResponse:
    """Say how a worker stands."""
    worker = call.forge.farm.workers.get(named(call, "worker_id"))
    return said("获取成功", worker_shape(worker, bool(Given(call).flag("details"))))


def change(call: Call) -> bottle.HTTPResponse:
    """Describe a worker anew."""
    call.forge.farm.workers.get(named(call, "worker_id"))
    call.forge.farm.workers.change(named(call, "worker_id"), _described(call))
    return said("更新成功")


def remove(call: Call) -> bottle.HTTPResponse:
    """Forget a worker."""
    call.forge.farm.workers.remove(named(call, "worker_id"))
    return said("删除成功")


def heartbeat(call: Call) -> bottle.HTTPResponse:
    """Note that a worker lives, or that it ends; answer its standing order."""
    body = Body(call, "worker_name", "worker_id")
    number = body.whole("worker_id") or 0
    name = body.text("worker_name", LONGEST_NAME)
    if body.flag("leaving"):
        call.forge.farm.workers.sign_off(number, name)
        return said("已下线", {"action": None})
    action = call.forge.farm.workers.heartbeat(number, name)
    return said("心跳成功", {"action": action})


def order(call: Call) -> bottle.HTTPResponse:
    """Tell a worker to go."""
    call.forge.farm.workers.get(named(call, "worker_id"))
    action = call.json().get("action")
    if action not in _ORDERS:
        raise Problem("invalid", "The action must be offline or shutdown.")
    call.forge.farm.workers.order(named(call, "worker_id"), Action(action))
    return said("下线指令已发送")


def take_back(call: Call) -> bottle.HTTPResponse:
    """Take back that a worker is to go."""
    call.forge.farm.workers.order(named(call, "worker_id"), None)
    return said("下线指令已取消")


def resume(call: Call) -> bottle.HTTPResponse:
    """Let a worker that was set aside have tasks again."""
    worker = call.forge.farm.workers.resume(named(call, "worker_id"))
    return said("已恢复", worker_shape(worker, details=True))


def _described(call: Call) -> Described:
    body = Body(call, "worker_name", "worker_type", "support_vr")
    return Described(
        name=body.text("worker_name", LONGEST_NAME),
        kind=WorkerType(body.choice("worker_type", tuple(WorkerType))),
        vr=bool(body.choice("support_vr", (0, 1))),
    )


_PATH = "/api/v1/workers"
_NAME = {"type": "string", "minLength": 1, "maxLength": LONGEST_NAME, "pattern": f"^{NAME}$"}
_DESCRIBED = body_of(*WORKER_FIELDS, **{**WORKER_FIELDS, "worker_name": _NAME})

ROUTES = (
    Route(
        _PATH,
        ("POST",),
        register,
        "Register a worker of the farm.",
        "注册 Worker",
        body=_DESCRIBED,
        answers=answer_of(table(worker_id=WHOLE), 201),
        status=201,
        changes=True,
        for_workers=True,
        family="farm",
    ),
    Route(
        _PATH,
        ("GET",),
        listed,
        "List the workers of the farm.",
        "Worker 列表",
        params=(*listing({}), DETAILS),
        answers=answer_of(many(WORKER)),
        family="farm",
    ),
    Route(
        f"{_PATH}/heartbeat",
        ("POST",),
        heartbeat,
        "Say that a worker lives; the answer has its standing order.",
        "Worker 心跳",
        body=body_of(
            "worker_name",
            "worker_id",
            worker_name=_NAME,
            worker_id=NUMBERED,
            leaving=nullable({"type": "boolean"}),
        ),
        answers=answer_of(table(action=nullable({"enum": list(_ORDERS)}))),
        changes=True,
        for_workers=True,
        family="farm",
    ),
    Route(
        f"{_PATH}/{{worker_id}}",
        ("GET",),
        one,
        "How a worker of the farm stands.",
        "Worker 详情",
        params=(DETAILS,),
        answers=answer_of(WORKER),
        family="farm",
    ),
    Route(
        f"{_PATH}/{{worker_id}}",
        ("PUT",),
        change,
        "Describe a worker of the farm anew.",
        "修改 Worker",
        body=_DESCRIBED,
        answers=answer_of(),
        changes=True,
        family="farm",
    ),
    Route(
        f"{_PATH}/{{worker_id}}",
        ("DELETE",),
        remove,
        "Forget a worker of the farm; its task fails.",
        "删除 Worker",
        answers=answer_of(),
        changes=True,
        for_workers=True,
        family="farm",
    ),
    Route(
        f"{_PATH}/{{worker_id}}/offline",
        ("POST",),
        order,
        "Tell a worker to finish its task and go; or to power its machine off, too.",
        "下发下线指令",
        body=body_of("action", action={"type": "string", "enum": list(_ORDERS)}),
        answers=answer_of(),
        changes=True,
        family="farm",
    ),
    Route(
        f"{_PATH}/{{worker_id}}/offline",
        ("DELETE",),
        take_back,
        "Take back that a worker is to go.",
        "取消下线指令",
        answers=answer_of(),
        changes=True,
        family="farm",
    ),
    Route(
        f"{_PATH}/{{worker_id}}/resume",
        ("POST",),
        resume,
        "Let a worker that was set aside have tasks again.",
        "恢复被暂停的 Worker",
        answers=answer_of(WORKER),
        changes=True,
        family="farm",
    ),
)

"""Private blocks that their owners still have to upload, and what they say of them."""

from __future__ import annotations

from typing import Any

import bottle

from albumforge.http.call import Call
from albumforge.http.farm.parameters import named
from albumforge.http.routes import Route
from albumforge.http.schemas import TEXT, WHOLE, many, table
from albumforge.http.transfers.answers import said
from albumforge.http.transfers.shapes import PRIVATE, answer_of, private_shape
from albumforge.http.transfers.uploads import PRIVATE_FORM, reported

STATUS_CHOICES: list[dict[str, Any]] = [
    {"code": 0, "name": "未开始"},
    {"code": 3, "name": "上载中"},
    {"code": 8, "name": "已完成"},
    {"code": 9, "name": "出现错误"},
]
"""Word by word as documented."""


def due(call: Call) -> bottle.HTTPResponse:
    """List the private blocks that still have to be uploaded."""
    rows = [private_shape(private) for private in call.forge.transfers.privates.due(call.user)]
    return said(rows, meta={"status_choices": STATUS_CHOICES})


def report(call: Call) -> bottle.HTTPResponse:
    """Take what an owner says of a private block."""
    number, privates = named(call, "private_id"), call.forge.transfers.privates
    privates.get(call.user, number)
    return said(private_shape(privates.report(call.user, number, reported(call))))


_PATH = "/api/v1/tasks/upload/private"

ROUTES = (
    Route(
        _PATH,
        ("GET",),
        due,
        "The private blocks that one still has to upload, by series.",
        "待上传的私有块列表",
        answers=table(
            data=many(PRIVATE),
            meta=table(status_choices=many(table(code=WHOLE, name=TEXT))),
            message=TEXT,
        ),
        family="transfer",
    ),
    Route(
        f"{_PATH}/{{private_id}}",
        ("PATCH",),
        report,
        "Report on the upload of a private block: 8 releases it to its receiver, 9 with a message refuses.",
        "上报私有块上传进度（8 即授权，9 加 message 即拒绝）",
        form=PRIVATE_FORM,
        answers=answer_of(PRIVATE),
        changes=True,
        family="transfer",
    ),
)

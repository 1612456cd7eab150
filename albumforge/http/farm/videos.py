"""Videos of the farm: listed, put forward or back, tried again."""

from __future__ import annotations

from dataclasses import fields

import bottle

from albumforge.http.call import Call
from albumforge.http.farm.answers import said
from albumforge.http.farm.parameters import DETAILS, Body, Given, filters, listing, named
from albumforge.http.farm.shapes import VIDEO, answer_of, body_of, page_of, pagination, video_shape
from albumforge.http.routes import Param, Route
from albumforge.http.schemas import FLAG, WHOLE, table
from albumforge.services.farm.scan import Scanned
from albumforge.services.farm.scanning import Scanning
from albumforge.services.farm.states import TOLD
from albumforge.services.farm.videos import HIGHEST, SORTS
from albumforge.services.walk import LONGEST_PATH

_SCAN_SECONDS = 20.0
"""How long an answer waits for a scan; it goes on all the same."""
_STATUSES = tuple(int(status) for status in TOLD)


def listed(call: Call) -> bottle.HTTPResponse:
    """List the videos."""
    given = Given(call)
    codecs = [str(codec) for codec in given.several("codec")]
    asked, statuses = given.asked(SORTS), given.choices("transcode_status", _STATUSES)
    details = bool(given.flag("details"))
    page = call.forge.farm.videos.list(asked, statuses=statuses, vr=given.flag("is_vr"), codecs=codecs)
    videos = [video_shape(call, video, details) for video in page.items]
    return said("获取成功", {"videos": videos, "pagination": pagination(page)})


def scan(call: Call) -> bottle.HTTPResponse:
    """Look through a folder for videos."""
    path = Body(call, "path").text("path", LONGEST_PATH)
    scanning = Scanning(call.forge.farm, path)
    finished = scanning.wait(_SCAN_SECONDS)
    return said("扫描完成" if finished else "扫描进行中", {"finished": finished, **scanning.counts.counts})


def prioritise(call: Call) -> bottle.HTTPResponse:
    """Put a video forward or back."""
    number = named(call, "video_id")
    call.forge.farm.videos.get(number)
    priority = Body(call, "priority").whole("priority", -HIGHEST, HIGHEST) or 0
    return said("更新成功", video_shape(call, call.forge.farm.videos.prioritise(number, priority), details=True))


def retry(call: Call) -> bottle.HTTPResponse:
    """Try a video again."""
    video = call.forge.farm.videos.retry(named(call, "video_id"))
    return said("已重新加入队列", video_shape(call, video, details=True))


def retry_all(call: Call) -> bottle.HTTPResponse:
    """Try all videos again that are as asked for."""
    given = Given(call)
    codecs = [str(codec) for codec in given.several("codec")]
    statuses = given.choices("transcode_status", _STATUSES)
    count = call.forge.farm.videos.retry_all(statuses=statuses, vr=given.flag("is_vr"), codecs=codecs)
    return said("已重新加入队列", {"count": count})


_PATH = "/api/v1/videos"
_FILTERS = (
    *filters(
        "transcode_status", "Only videos that stand so.", "转码状态", {"type": "integer", "enum": list(_STATUSES)}
    ),
    Param("is_vr", "Only those of a sphere, or only others.", "是否 VR", {"type": "integer", "enum": [0, 1]}),
    *filters("codec", "Only videos coded so.", "编码格式", {"type": "string", "pattern": r"^[^\x00]*$"}),
)

ROUTES = (
    Route(
        _PATH,
        ("GET",),
        listed,
        "List the videos that the farm knows.",
        "视频列表",
        params=(
            *listing(SORTS),
            *_FILTERS,
            DETAILS,
        ),
        answers=page_of("videos", VIDEO),
        family="farm",
    ),
    Route(
        f"{_PATH}/scan",
        ("POST",),
        scan,
        "Look through a folder for videos, inside the farm's folders only.",
        "扫描目录",
        body=body_of("path", path={"type": "string", "minLength": 1, "maxLength": LONGEST_PATH}),
        answers=answer_of(table(finished=FLAG, **{field.name: WHOLE for field in fields(Scanned)})),
        changes=True,
        family="farm",
    ),
    Route(
        f"{_PATH}/retry",
        ("POST",),
        retry_all,
        "Try all videos again that failed; with filters, those that are like that.",
        "批量重新转码",
        params=_FILTERS,
        answers=answer_of(table(count=WHOLE)),
        changes=True,
        family="farm",
    ),
    Route(
        f"{_PATH}/{{video_id}}",
        ("PATCH",),
        prioritise,
        "Put a video forward or back among those that wait.",
        "设置视频优先级",
        body=body_of("priority", priority={"type": "integer", "minimum": -HIGHEST, "maximum": HIGHEST}),
        answers=answer_of(VIDEO),
        changes=True,
        family="farm",
    ),
    Route(
        f"{_PATH}/{{video_id}}/retry",
        ("POST",),
        retry,
        "Try a video again that failed or was skipped.",
        "重新转码",
        answers=answer_of(VIDEO),
        changes=True,
        family="farm",
    ),
)

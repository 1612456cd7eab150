"""Lists of one's own uploads and downloads, and the audit log, by pages."""

from __future__ import annotations

import bottle

from albumforge.http.call import Call
from albumforge.http.farm.shapes import pagination
from albumforge.http.routes import Route
from albumforge.http.schemas import TEXT, many, table
from albumforge.http.transfers.answers import said
from albumforge.http.transfers.fields import PAGING, asked
from albumforge.http.transfers.shapes import (
    DOWNLOAD,
    LINE,
    UPLOAD_FIELDS,
    download_shape,
    line_shape,
    page_of,
    upload_shape,
)


def uploads(call: Call) -> bottle.HTTPResponse:
    """List the user's uploads."""
    page = call.forge.transfers.uploads.list(call.user, asked(call))
    released = call.forge.transfers.privates.released_to(call.user, [upload.id for upload in page.items])
    rows = [
        {**upload_shape(upload), "copy": upload.copy, "released_to": released.get(upload.id, [])}
        for upload in page.items
    ]
    return said(rows, meta=pagination(page))


def downloads(call: Call) -> bottle.HTTPResponse:
    """List the user's downloads."""
    page = call.forge.transfers.downloads.list(call.user, asked(call))
    return said([download_shape(download) for download in page.items], meta=pagination(page))


def log(call: Call) -> bottle.HTTPResponse:
    """List the audit log, as far as it concerns the user."""
    page = call.forge.transfers.log.list(call.user, asked(call))
    return said([line_shape(line) for line in page.items], meta=pagination(page))


_COPY = {"type": "string", "enum": ["", "waiting", "running", "done", "failed"]}

ROUTES = (
    Route(
        "/api/v1/transfers/uploads",
        ("GET",),
        uploads,
        "One's own uploads, the newest first; copy says whether this server keeps the public block, too, released_to "
        "for whom it was released.",
        "我的上传任务",
        params=PAGING,
        answers=page_of(table(**UPLOAD_FIELDS, copy=_COPY, released_to=many(TEXT))),
        family="transfer",
    ),
    Route(
        "/api/v1/transfers/downloads",
        ("GET",),
        downloads,
        "One's own downloads, the newest first.",
        "我的下载任务",
        params=PAGING,
        answers=page_of(DOWNLOAD),
        family="transfer",
    ),
    Route(
        "/api/v1/transfers/log",
        ("GET",),
        log,
        "Who asked for one's own masters and downloads, who released or refused them, and when.",
        "授权审计日志",
        params=PAGING,
        answers=page_of(LINE),
        family="transfer",
    ),
)

"""Downloads of masters: asked for, looked at, reported on."""

from __future__ import annotations

import bottle

from albumforge.http.call import Call
from albumforge.http.farm.parameters import named
from albumforge.http.routes import Param, Route
from albumforge.http.transfers.answers import said
from albumforge.http.transfers.fields import Fields
from albumforge.http.transfers.shapes import DOWNLOAD, answer_of, download_shape, form_of, refusal
from albumforge.services.transfers.states import Download
from albumforge.services.transfers.steps import DOWNLOAD as DOWNLOADING

_SOURCE = {"type": "integer", "minimum": 0, "maximum": 2**31 - 1}


def ask(call: Call) -> bottle.HTTPResponse:
    """Ask for a master."""
    source = Fields(call, "source_id").whole("source_id")
    download, new = call.forge.transfers.downloads.ask(call.user, source)
    return _said(download, 201 if new and call.method == "POST" else 200)


def one(call: Call) -> bottle.HTTPResponse:
    """Say how a download stands."""
    return _said(call.forge.transfers.downloads.get(call.user, named(call, "download_id")))


def report(call: Call) -> bottle.HTTPResponse:
    """Take what a receiver says of a download."""
    number, downloads = named(call, "download_id"), call.forge.transfers.downloads
    downloads.get(call.user, number)
    fields = Fields(call, "status")
    return _said(downloads.report(call.user, number, fields.whole("status"), fields.number("percent", 100)))


def _said(download: Download, status: int = 200) -> bottle.HTTPResponse:
    return said(download_shape(download), refusal(download), status=status)


_PATH = "/api/v1/tasks/download"

ROUTES = (
    Route(
        _PATH,
        ("GET",),
        ask,
        "Ask for a master by its source_id; who asked already gets the same task.",
        "新建下载任务（GET）",
        params=(Param("source_id", "Number of the source.", "节目 ID", _SOURCE, required=True),),
        answers=answer_of(DOWNLOAD),
        changes=True,
        family="transfer",
    ),
    Route(
        _PATH,
        ("POST",),
        ask,
        "Ask for a master by its source_id; 201: the task is new.",
        "新建下载任务",
        form=form_of("source_id", source_id=_SOURCE),
        answers=answer_of(DOWNLOAD),
        status=201,
        also=(200,),
        changes=True,
        family="transfer",
    ),
    Route(
        f"{_PATH}/{{download_id}}",
        ("GET",),
        one,
        "How a download stands; private_hash is there once the owner has agreed.",
        "下载任务详情",
        answers=answer_of(DOWNLOAD),
        family="transfer",
    ),
    Route(
        f"{_PATH}/{{download_id}}",
        ("PATCH",),
        report,
        "Report on a download.",
        "上报下载进度",
        form=form_of(
            "status",
            status={"type": "integer", "enum": [int(status) for status in DOWNLOADING.statuses]},
            percent={"type": "number", "minimum": 0, "maximum": 100},
        ),
        answers=answer_of(DOWNLOAD),
        changes=True,
        family="transfer",
    ),
)

"""Uploads of public blocks: begun, and reported on."""

from __future__ import annotations

from typing import Any

import bottle

from albumforge.http.call import Call
from albumforge.http.farm.parameters import named
from albumforge.http.routes import Route, Schema
from albumforge.http.transfers.answers import said
from albumforge.http.transfers.fields import Fields
from albumforge.http.transfers.shapes import UPLOAD, answer_of, form_of, upload_shape
from albumforge.services.transfers.reports import (
    LARGEST_SERIES,
    LARGEST_SIZE,
    LONGEST_FOLDER,
    LONGEST_HASH,
    LONGEST_MESSAGE,
    LONGEST_NAME,
    SEEN,
    Report,
)
from albumforge.services.transfers.steps import PRIVATE, Course
from albumforge.services.transfers.steps import UPLOAD as UPLOADING

_NEEDED = ("status", "name", "file", "hash", "size", "ip")


def add(call: Call) -> bottle.HTTPResponse:
    """Begin an upload."""
    fields = Fields(call, "series_id", "uuid", "source_name")
    series = fields.whole("series_id", 0, LARGEST_SERIES)
    upload = call.forge.transfers.uploads.add(call.user, series, fields.text("uuid"), fields.text("source_name"))
    return said(upload_shape(upload), status=201)


def report(call: Call) -> bottle.HTTPResponse:
    """Take what a client says of an upload."""
    number = named(call, "upload_id")
    call.forge.transfers.uploads.get(call.user, number)
    return said(upload_shape(call.forge.transfers.uploads.report(call.user, number, reported(call))))


def reported(call: Call) -> Report:
    """Return what a client says of the upload of a public or a private block.

    Raises:
        Problem: a field is missing, or no number where it must be one.
    """
    fields = Fields(call, *_NEEDED)
    return Report(
        status=fields.whole("status"),
        name=fields.text("name"),
        file=fields.text("file"),
        hash=fields.text("hash").strip(),
        size=fields.number("size", LARGEST_SIZE) or 0.0,
        ip=fields.text("ip").strip(),
        percent=fields.number("percent", 100),
        message=fields.text("message"),
    )


def report_form(course: Course, **more: dict[str, Any]) -> Schema:
    """Return the schema of a report."""
    return form_of(
        *_NEEDED,
        status={"type": "integer", "enum": [int(status) for status in course.statuses]},
        size={"type": "number", "minimum": 0, "maximum": LARGEST_SIZE},
        percent={"type": "number", "minimum": 0, "maximum": 100},
        name=text_of(LONGEST_NAME),
        file=text_of(LONGEST_FOLDER),
        hash=text_of(LONGEST_HASH, SEEN),
        ip=text_of(LONGEST_NAME, SEEN),
        **more,
    )


def text_of(most: int, char: str = r"[^\x00]", *, needed: bool = False) -> dict[str, Any]:
    """Return the schema of a text of at most so many characters.

    Args:
        char: regular expression of one of them.
        needed: it must not be empty, nor only space.
    """
    pattern = rf"^{char}*(?!\s){char}{char}*$" if needed else f"^{char}*$"
    return {"type": "string", "maxLength": most, "pattern": pattern}


PRIVATE_FORM = report_form(PRIVATE, message=text_of(LONGEST_MESSAGE))
_ADDED = form_of(
    "series_id",
    "uuid",
    "source_name",
    series_id={"type": "integer", "minimum": 0, "maximum": LARGEST_SERIES},
    uuid=text_of(LONGEST_NAME, SEEN, needed=True),
    source_name=text_of(LONGEST_NAME, needed=True),
)


def _routes(path: str) -> tuple[Route, ...]:
    return (
        Route(
            path,
            ("POST",),
            add,
            "Begin the upload of a master's public block; the answer has its source_id.",
            "新建公有块上传任务",
            form=_ADDED,
            answers=answer_of(UPLOAD),
            status=201,
            changes=True,
            family="transfer",
        ),
        Route(
            f"{path}/{{upload_id}}",
            ("PATCH",),
            report,
            "Report on the upload of a public block.",
            "上报公有块上传进度",
            form=report_form(UPLOADING),
            answers=answer_of(UPLOAD),
            changes=True,
            family="transfer",
        ),
    )


ROUTES = (*_routes("/api/v1/tasks/upload/pbulic"), *_routes("/api/v1/tasks/upload/public"))

"""Answers of the farm's routes: each says its status in ``code``, and a ``message`` in Chinese."""

from __future__ import annotations

from typing import Any

import bottle

from albumforge.chinese import in_chinese
from albumforge.http.problems import Problem, answer

STATUSES = {
    "not_signed_in": 401,
    "foreign_origin": 401,
    "not_found": 404,
    "no_route": 404,
    "no_method": 405,
    "conflict": 409,
    "too_many": 409,
    "length_missing": 411,
    "too_large": 413,
    "wrong_type": 415,
    "disk_full": 500,
    "quota": 500,
    "not_media": 409,
    "internal": 500,
    "unavailable": 503,
    **dict.fromkeys(("no_file", "invalid", "unfit", "foreign_host", "cut", "range"), 400),
}
"""Code of a problem → status."""


def said(
    message: str, data: Any = None, *, code: int = 200, beside: dict[str, Any] | None = None
) -> bottle.HTTPResponse:
    """Return the answer to what went well; `data` is left out where it is None, `beside` stands beside it."""
    body: dict[str, Any] = {"code": code, "message": message}
    if data is not None:
        body["data"] = data
    return answer(body | (beside or {}), code)


def told_of_farm(problem: Problem, **_: Any) -> bottle.HTTPResponse:
    """Return the answer that tells of a problem, in Chinese whatever is asked for."""
    return _told(problem, {})


def told_in_detail(problem: Problem, *, chinese: bool = False) -> bottle.HTTPResponse:
    """Return the same with a field more: what is wrong in the language of who asks, for pages."""
    lines = [line for line in (problem.message or problem.msg, problem.hint) if line]
    detail = "".join(map(in_chinese, lines)) if chinese else " ".join(lines)
    return _told(problem, {"detail": detail})


def _told(problem: Problem, more: dict[str, Any]) -> bottle.HTTPResponse:
    status = STATUSES.get(problem.code, problem.http_status)
    lines = [in_chinese(line) for line in (problem.message, problem.hint) if line]
    known = problem.message and problem.code not in ("no_route", "no_method")
    message = "".join(lines) if known else problem.msg
    return answer({"code": status, "message": message, **more}, status, **problem.headers)

"""Answers of the routes of master transfer: ``data``, and a ``message`` for the user, who mostly needs none."""

from __future__ import annotations

from typing import Any

import bottle

from albumforge.chinese import in_chinese
from albumforge.http.farm.answers import STATUSES
from albumforge.http.problems import Problem, answer

_STATUSES = {**STATUSES, "foreign_origin": 403}
"""Code of a problem → status."""
_WORDS = {
    "no_route": "There is no such address.",
    "not_found": "There is no such address.",
    "no_method": "This method is not taken here.",
}
"""What is said where a problem has no message of its own."""


def said(data: Any, message: str = "", *, status: int = 200, meta: dict[str, Any] | None = None) -> bottle.HTTPResponse:
    """Return the answer to what went well; `meta` is left out where it is None."""
    beside = {} if meta is None else {"meta": meta}
    return answer({"data": data, **beside, "message": message}, status)


def told_of_transfer(problem: Problem, *, chinese: bool = False) -> bottle.HTTPResponse:
    """Return the answer that tells of a problem; `data` is null."""
    lines = [problem.message or _WORDS.get(problem.code, problem.msg), problem.hint]
    lines = [line for line in lines if line]
    message = "".join(map(in_chinese, lines)) if chinese else " ".join(lines)
    status = _STATUSES.get(problem.code, problem.http_status)
    return answer({"data": None, "message": message}, status, **problem.headers)

"""Answers of the routes of watch folders: ``data``, and of an error the field of the rule that it is about."""

from __future__ import annotations

import re
from typing import Any

import bottle

from albumforge.chinese import in_chinese
from albumforge.http.farm.answers import STATUSES
from albumforge.http.problems import Problem, answer
from albumforge.services.watch.rule import FIELDS

_STATUSES = {**STATUSES, "foreign_origin": 403}
"""Code of a problem → status."""
_WORDS = {
    "no_route": "There is no such address.",
    "not_found": "There is no such address.",
    "no_method": "This method is not taken here.",
}
"""What is said where a problem has no message of its own."""
_ABOUT = (
    (re.compile(r"Option (?P<option>\w+):|There is no option '(?P<unknown>\w+)'"), "request"),
    (re.compile(r"There is no preset |Preset |[^/:]+\.ya?ml[,:]"), "preset"),
    (re.compile(r"(The|There is no) (generator|transcoder) "), "backend"),
    (re.compile(r"(The|There is no) transfer |'.*' is no place of blocks\."), "place"),
    (re.compile(r"A rule has the name "), "name"),
)
"""Beginnings of messages about a rule that do not begin with its field → the field."""


def said(data: Any, *, status: int = 200, meta: dict[str, Any] | None = None) -> bottle.HTTPResponse:
    """Return the answer to what went well; `meta` is left out where it is None."""
    beside = {} if meta is None else {"meta": meta}
    return answer({"data": data, **beside, "message": ""}, status)


def told_of_watch(problem: Problem, *, chinese: bool = False) -> bottle.HTTPResponse:
    """Return the answer that tells of a problem: its code, words, and the field of the rule, or ""."""
    message = words_of(problem.message or _WORDS.get(problem.code, problem.msg), problem.hint, chinese=chinese)
    body = {"data": None, "message": message, "code": problem.code, "field": field_of(problem.message)[0]}
    return answer(body, _STATUSES.get(problem.code, problem.http_status), **problem.headers)


def words_of(message: str, hint: str = "", *, chinese: bool = False) -> str:
    """Return what is said and what can be done, in one line."""
    lines = [line for line in (message, hint) if line]
    return "".join(map(in_chinese, lines)) if chinese else " ".join(lines)


def field_of(message: str) -> tuple[str, str]:
    """Return the field of a rule that a message is about, and of the field ``request`` the option; or ""."""
    field, colon, _ = message.partition(":")
    if colon and field in FIELDS:
        return field, ""
    for pattern, name in _ABOUT:
        if found := pattern.match(message):
            option = found["option"] or found["unknown"] or "" if name == "request" else ""
            return name, option
    return "", ""

"""What goes wrong, as it is told: one JSON shape, a status of the family, a code for machines, words for people."""

from __future__ import annotations

import errno
import json
from collections.abc import Iterable, Mapping
from typing import Any

import bottle

from albumforge.chinese import in_chinese
from albumforge.errors import (
    Cancelled,
    Conflict,
    ForgeError,
    InvalidInput,
    MediaError,
    NotFound,
    NoUsableMedia,
    StorageError,
    Unavailable,
)
from albumforge.services.states import Refusal, StartRefused

DONE = "操作成功"
NOT_SIGNED_IN = "未登录或登录超时"
NO_SUCH_FILM = "找不到作业集"
NO_FILE = "未获取到file"
EXPIRED = "影集已过期，请重新新建"

REFUSED = {
    Refusal.EXPIRED: EXPIRED,
    Refusal.DONE: "任务已完成",
    Refusal.PENDING: "已在 PENDING 队列中",
    Refusal.STARTED: "已在 STARTED 队列中",
    Refusal.EMPTY: "请先上传图片",
}
"""Why a film was not started → what the documented route says."""

PROBLEMS: dict[str, tuple[int, str]] = {
    "not_signed_in": (403, NOT_SIGNED_IN),
    "not_found": (403, NO_SUCH_FILM),
    "no_file": (403, NO_FILE),
    "invalid": (403, "参数有误"),
    "unfit": (403, "选项或文档不正确"),
    "wrong_type": (403, "内容类型不正确"),
    "conflict": (403, "当前状态下无法操作"),
    "not_media": (403, "无法识别为图片或视频"),
    "too_many": (403, "数量超过限制"),
    "disk_full": (403, "服务器磁盘空间不足"),
    "quota": (403, "已超过存储配额"),
    "foreign_host": (403, "不接受此主机名"),
    "foreign_origin": (403, "不接受来自其他网站的请求"),
    "cut": (403, "上传中断"),
    "too_large": (413, "内容过大"),
    "length_missing": (411, "缺少 Content-Length"),
    "unavailable": (503, "服务暂时不可用，请稍后再试"),
    "no_route": (404, "没有这个地址"),
    "no_method": (405, "不支持此请求方法"),
    "range": (416, "请求的范围不存在"),
    "internal": (500, "服务器内部错误"),
}
"""Code → status and, in Chinese, the words of `msg`."""


_STATUS_OF_JOBS = {
    "not_signed_in": 401,
    "foreign_origin": 401,
    "not_found": 404,
    "conflict": 409,
    "too_many": 409,
    "disk_full": 413,
    "quota": 413,
    "not_media": 422,
    "unfit": 422,
    **dict.fromkeys(("no_file", "invalid", "wrong_type", "foreign_host", "cut", "length_missing"), 400),
}
"""Code → status, where it is another one with cutting jobs."""

_OF_JOBS = {
    **dict.fromkeys(("no_route", "not_found"), "There is no such address."),
    "no_method": "This method is not taken here.",
}
"""What is said where a problem has no message of its own."""


class Problem(ForgeError):
    """Raised by handlers; `code` is a key of `PROBLEMS`, the message says in English what exactly is wrong.

    Attributes:
        msg: in Chinese, where it says more than the words of the code.
        headers: of the answer.
    """

    def __init__(
        self, code: str, message: str = "", *, hint: str = "", msg: str = "", headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message, hint=hint)
        self.code = code
        self.headers = dict(headers or {})
        self.http_status, words = PROBLEMS[code]
        self.msg = msg or words


def problem_of(error: ForgeError, *, of_job: bool = False) -> Problem:
    """Return what is told of an error of the house; never a path of the server, or an address of its parts."""
    if isinstance(error, Problem):
        return error
    message, hint = error.message, error.hint
    if isinstance(error, StartRefused):
        hint = "" if error.reason is Refusal.DONE else hint
        return Problem("conflict", message, hint=hint, msg=REFUSED[error.reason])
    if isinstance(error, NotFound):
        return Problem("not_found", message, hint=hint)
    if isinstance(error, MediaError):
        return Problem("not_media", error.reason, hint=hint)
    if isinstance(error, StorageError):
        code = getattr(error, "code", "")
        if code in PROBLEMS:
            return Problem(code, message, hint=hint)
        if isinstance(error.__cause__, OSError) and error.__cause__.errno in (errno.ENOSPC, errno.EDQUOT):
            return Problem("disk_full", "The server's disk is full.", hint="Delete films that are not needed any more.")
        return Problem("unavailable", "The server cannot write its files.")
    kinds: Iterable[tuple[type[ForgeError], str]] = (
        (InvalidInput, "unfit" if of_job else "invalid"),
        (NoUsableMedia, "not_media"),
        (Cancelled, "conflict"),
        (Conflict, "conflict"),
    )
    for kind, code in kinds:
        if isinstance(error, kind):
            code = getattr(error, "code", code)
            return Problem(code if code in PROBLEMS else "invalid", message, hint=hint)
    if isinstance(error, Unavailable):
        return Problem("unavailable", "A part of the server does not answer at present.", hint="Try again in a moment.")
    return Problem("internal", "The server made a mistake; its log says more.")


def told(problem: Problem, *, chinese: bool = False) -> bottle.HTTPResponse:
    """Return the answer that tells of a problem.

    Args:
        chinese: whether who asks reads Chinese; `msg`, which programs know by heart, is Chinese in any case.
    """
    body: dict[str, Any] = {"msg": problem.msg, "code": problem.code}
    if problem.message:
        body["detail"] = in_chinese(problem.message) if chinese else problem.message
    body["hint"] = in_chinese(problem.hint) if chinese else problem.hint
    return answer(body, problem.http_status, **problem.headers)


def told_of_job(problem: Problem, *, chinese: bool = False) -> bottle.HTTPResponse:
    """Return the answer that tells of a problem with a cutting job: ``{"detail": …}`` and a status of its own."""
    lines = [problem.message or _OF_JOBS.get(problem.code, problem.msg), problem.hint]
    detail = " ".join(in_chinese(line) if chinese else line for line in lines if line)
    status = _STATUS_OF_JOBS.get(problem.code, problem.http_status)
    return answer({"detail": detail}, status, **problem.headers)


def answer(body: Any, status: int = 200, **headers: str) -> bottle.HTTPResponse:
    """Return an answer in JSON."""
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    response = bottle.HTTPResponse(text.encode("utf-8", "replace"), status)
    response.set_header("Content-Type", "application/json; charset=utf-8")
    response.set_header("Cache-Control", "no-store")
    for name, value in headers.items():
        response.set_header(name.replace("_", "-"), value)
    return response


def well(**fields: Any) -> dict[str, Any]:
    """Return the body of an answer to what went well."""
    return {"msg": DONE, **fields}

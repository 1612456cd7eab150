"""The OpenAPI 3.1 document of the routes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from albumforge import __version__
from albumforge.http.problems import PROBLEMS
from albumforge.http.routes import Route
from albumforge.http.schemas import PROBLEM, TEXT, WHOLE, table

_PROBLEM = {"$ref": "#/components/schemas/Problem"}
_DETAIL = table(detail=TEXT)
_SAID = table(code=WHOLE, message=TEXT)
_TOLD = table(data={"type": "null"}, message=TEXT)
_AT_FIELD = table(data={"type": "null"}, message=TEXT, code=TEXT, field=TEXT)
_WHY = {
    400: "The request is not as it must be · 请求有误",
    401: "Sign in first · 未登录",
    409: "Not as it stands now · 当前状态下无法操作",
    422: "The video or a document cannot be used · 视频或文档无法使用",
    403: "It was refused; code says why · 被拒绝，原因见 code",
    404: "There is none · 不存在",
    411: "Content-Length is missing · 缺少 Content-Length",
    413: "It is too large · 内容过大",
    415: "The body is of another type · 内容类型不正确",
    416: "The range is not there · 请求的范围不存在",
    503: "A part of the server does not answer · 服务暂时不可用",
}
_JSON = "application/json"
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_WAYS = ("token", "http_token", "bearer", "session")


def document(routes: Iterable[Route], server: str) -> dict[str, Any]:
    """Return the document.

    Args:
        server: path below which the routes lie.
    """
    paths: dict[str, dict[str, Any]] = {}
    for route in routes:
        operations = paths.setdefault(route.path.replace(":path}", "}"), {})
        for method in route.methods:
            operations[method.lower()] = _operation(route, method)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "albumforge",
            "version": __version__,
            "description": "Films of photos and clips, cuts of videos, as jobs. · 制作影集，自动剪辑视频。",
        },
        "servers": [{"url": server}],
        "paths": paths,
        "components": {
            "schemas": {"Problem": {**PROBLEM, "description": f"code is one of: {', '.join(PROBLEMS)}"}},
            "securitySchemes": {
                "token": {"type": "apiKey", "in": "header", "name": "Token"},
                "http_token": {"type": "apiKey", "in": "header", "name": "HTTP_TOKEN"},
                "bearer": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": "albumforge_session"},
            },
        },
    }


def _operation(route: Route, method: str) -> dict[str, Any]:
    operation: dict[str, Any] = {
        "operationId": f"{method.lower()}_{route.path.strip('/')}".translate(_NAME),
        "summary": f"{route.summary} · {route.summary_zh}",
        "tags": [route.path.strip("/").split("/")[0] or "page"],
        "parameters": [
            *({"name": name, "in": "path", "required": True, "schema": TEXT} for name in route.names),
            *(
                {
                    "name": param.name,
                    "in": "query",
                    "required": param.required,
                    "description": f"{param.summary} · {param.summary_zh}",
                    "schema": dict(param.schema),
                }
                for param in route.params
            ),
        ],
        "responses": _responses(route),
        "security": [] if route.needs == "nobody" else [{name: []} for name in _WAYS],
    }
    if route.body is not None and method != "GET":
        body = {"required": route.family in ("farm", "watch"), "content": {_JSON: {"schema": dict(route.body)}}}
        operation["requestBody"] = body
    elif route.upload:
        form = route.form or table(file={"type": "string", "contentMediaType": "application/octet-stream"})
        operation["requestBody"] = {"required": True, "content": {"multipart/form-data": {"schema": form}}}
    elif route.form is not None:
        content = {kind: {"schema": dict(route.form)} for kind in _FORMS}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


def _responses(route: Route) -> dict[str, Any]:
    good: dict[str, Any]
    if isinstance(route.answers, str):
        good = {route.answers: {"schema": {}}}
    else:
        good = {_JSON: {"schema": dict(route.answers)}}
    well = {"description": "Well · 成功", "content": good}
    responses: dict[str, Any] = {str(status): well for status in (route.status, *route.also)}
    if route.family == "farm":
        return {**responses, **_responses_of_farm(route)}
    if route.family == "transfer":
        return {**responses, **_responses_of_transfer(route)}
    if route.family == "watch":
        return {**responses, **_responses_of_watch(route)}
    if route.family == "job":
        return {**responses, **_responses_of_job(route)}
    problem = {_JSON: {"schema": _PROBLEM}}
    statuses = {403, 503}
    if route.body is not None or route.upload or "POST" in route.methods:
        statuses |= {411, 413}
    if route.family in ("file", "page"):
        statuses |= {404}
    if isinstance(route.answers, str) and route.family in ("file", "page"):
        statuses |= {416}
        responses["206"] = {"description": "A part · 部分内容", "content": {"*/*": {"schema": {}}}}
        responses["304"] = {"description": "Not modified · 未修改"}
    if route.family == "page":
        responses["303"] = {"description": "Go there · 跳转"}
        responses["308"] = {"description": "It is there · 跳转"}
        problem = {**problem, "text/html": {"schema": {}}}
    for status in sorted(statuses):
        responses[str(status)] = {"description": _WHY[status], "content": problem}
    return responses


def _responses_of_job(route: Route) -> dict[str, Any]:
    statuses = {400, 401, 503}
    if route.names:
        statuses |= {404}
    if route.changes:
        statuses |= {409, 413, 422}
    if isinstance(route.answers, str):
        statuses |= {409, 422}
    responses: dict[str, Any] = {}
    if isinstance(route.answers, str) and route.answers != "text/event-stream":
        statuses |= {416}
        responses["206"] = {"description": "A part · 部分内容", "content": {"*/*": {"schema": {}}}}
        responses["304"] = {"description": "Not modified · 未修改"}
    problem = {_JSON: {"schema": _DETAIL}}
    return responses | {str(one): {"description": _WHY[one], "content": problem} for one in sorted(statuses)}


def _responses_of_farm(route: Route) -> dict[str, Any]:
    statuses = {400, 401, 413, 415, 503}
    if route.names or route.changes:
        statuses |= {404}
    if route.changes:
        statuses |= {409, 411}
    problem = {_JSON: {"schema": _SAID}}
    return {str(one): {"description": _WHY[one], "content": problem} for one in sorted(statuses)}


def _responses_of_transfer(route: Route) -> dict[str, Any]:
    statuses = {400, 401, 411, 413, 415, 503}
    if route.names or route.changes:
        statuses |= {403, 404, 409}
    problem = {_JSON: {"schema": _TOLD}}
    return {str(one): {"description": _WHY[one], "content": problem} for one in sorted(statuses)}


def _responses_of_watch(route: Route) -> dict[str, Any]:
    statuses = {400, 401, 503}
    if route.body is not None:
        statuses |= {411, 413, 415}
    if route.names:
        statuses |= {404}
    if route.changes:
        statuses |= {403, 409}
    problem = {_JSON: {"schema": _AT_FIELD}}
    return {str(one): {"description": _WHY[one], "content": problem} for one in sorted(statuses)}


_NAME = str.maketrans({"/": "_", "{": "", "}": "", ".": "_", ":": "_"})

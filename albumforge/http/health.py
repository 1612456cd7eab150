"""For those who run the server: whether its parts answer, what was counted, what the routes are."""

from __future__ import annotations

import bottle

from albumforge.errors import ForgeError
from albumforge.http.call import Call
from albumforge.http.openapi import document
from albumforge.http.problems import answer
from albumforge.http.reference import page
from albumforge.http.routes import Route
from albumforge.http.schemas import TEXT, table


def healthz(call: Call) -> bottle.HTTPResponse:
    """Say whether the parts answer."""
    parts: dict[str, str] = {}
    for name, check in (("database", _database), ("queue", _queue)):
        try:
            check(call)
        except ForgeError:
            parts[name] = "does not answer"
    if parts:
        return answer({"status": "unavailable", "parts": parts}, 503)
    return answer({"status": "ok"})


def metrics(call: Call) -> bottle.HTTPResponse:
    """Return what was counted."""
    response = bottle.HTTPResponse(call.site.metrics.text())
    response.set_header("Content-Type", "text/plain; version=0.0.4; charset=utf-8")
    response.set_header("Cache-Control", "no-store")
    return response


def openapi(call: Call) -> bottle.HTTPResponse:
    """Return the document that describes the routes."""
    from albumforge.http.application import routes

    return answer(document(routes(), call.url("") or "/"))


def docs(call: Call) -> bottle.HTTPResponse:
    """Show the routes to a person."""
    from albumforge.http.application import routes

    response = bottle.HTTPResponse(
        page(routes(), call.url("/openapi.json"), call.url("/static/reference.css")).encode()
    )
    response.set_header("Content-Type", "text/html; charset=utf-8")
    return response


def _database(call: Call) -> None:
    with call.forge.database.session():
        pass


def _queue(call: Call) -> None:
    call.forge.broker.check()


ROUTES = (
    Route(
        "/healthz",
        ("GET",),
        healthz,
        "Whether the parts answer.",
        "各部分是否正常",
        answers=table(status=TEXT),
        needs="nobody",
        family="plain",
    ),
    Route(
        "/metrics",
        ("GET",),
        metrics,
        "What was counted, in Prometheus' text format.",
        "统计（Prometheus 文本格式）",
        answers="text/plain",
        family="plain",
    ),
    Route(
        "/openapi.json",
        ("GET",),
        openapi,
        "These routes, as OpenAPI 3.1.",
        "接口描述（OpenAPI 3.1）",
        answers={"type": "object"},
        needs="nobody",
        family="plain",
    ),
    Route(
        "/docs",
        ("GET",),
        docs,
        "These routes, to read.",
        "接口文档",
        answers="text/html",
        needs="nobody",
        family="page",
    ),
)

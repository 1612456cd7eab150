"""The routes as a page to read, made from the same table as the OpenAPI document; no script, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import Any

from albumforge import __version__
from albumforge.http.problems import PROBLEMS
from albumforge.http.routes import Route

_GROUPS: tuple[tuple[str, Callable[[Route], bool]], ...] = (
    ("Documented routes · 文档所列接口", lambda route: route.path.startswith("/movie/") and _documented(route)),
    ("Films · 影集", lambda route: route.path.startswith(("/movie", "/media"))),
    ("Choices · 选项", lambda route: route.path.startswith("/album") or route.path in ("/options", "/me")),
    ("Master transfer · 母带传输", lambda route: route.family == "transfer"),
    ("Watch folders · 监视文件夹", lambda route: route.family == "watch"),
    ("The transcode farm · 转码集群", lambda route: route.family == "farm"),
    ("Cutting jobs · 剪辑任务", lambda route: route.path.startswith("/api/")),
    ("Pages and links · 页面与链接", lambda route: route.family in ("page", "file") or route.path == "/logout"),
    ("For who runs it · 运维", lambda _: True),
)


def page(routes: Iterable[Route], openapi: str, style: str) -> str:
    """Return the page, HTML.

    Args:
        openapi: address of the OpenAPI document.
        style: address of its style sheet.
    """
    left, parts = list(routes), []
    for title, belongs in _GROUPS:
        group = [route for route in left if belongs(route)]
        left = [route for route in left if route not in group]
        parts.append(f"<h2>{escape(title)}</h2>" + "".join(_route(route) for route in group))
    codes = "".join(
        f"<tr><td><code>{code}</code><td>{status}<td lang=zh>{escape(words)}"
        for code, (status, words) in PROBLEMS.items()
    )
    return (
        "<!doctype html>\n<html lang=en><meta charset=utf-8><title>albumforge · HTTP</title>"
        '<meta name=viewport content="width=device-width, initial-scale=1">'
        f'<link rel=stylesheet href="{escape(style)}"><main><h1>albumforge {escape(__version__)}</h1>'
        "<p>Send a token as <code>HTTP_TOKEN: …</code>, <code>Token: …</code> or "
        "<code>Authorization: Bearer …</code>; <code>albumforge token add</code> makes one. "
        f'<a href="{escape(openapi)}">OpenAPI 3.1</a></p>'
        "<p lang=zh>请求时用以上任一请求头附带令牌；命令 <code>albumforge token add</code> 可生成令牌。</p>"
        f"{''.join(parts)}<h2>What may go wrong · 错误</h2>"
        "<p>Errors are JSON: <code>msg</code> (words), <code>code</code> (stable), <code>detail</code>, "
        "<code>hint</code>.</p>"
        f"<table><tr><th>code<th>HTTP<th>msg{codes}</table></main></html>\n"
    )


def _documented(route: Route) -> bool:
    return route.handler.__module__.endswith((".documented", ".uploads"))


def _route(route: Route) -> str:
    parts = [f"<p>{escape(route.summary)}<br><span lang=zh>{escape(route.summary_zh)}</span></p>"]
    if route.params:
        rows = "".join(
            f"<tr><td><code>{escape(param.name)}</code><td>{escape(param.summary)}<br>"
            f"<span lang=zh>{escape(param.summary_zh)}</span>"
            for param in route.params
        )
        also = " or form · 或表单" if "POST" in route.methods else ""
        parts.append(f"<h3>Query{also}</h3><table>{rows}</table>")
    if route.body is not None:
        parts.append(f"<h3>JSON</h3><pre>{escape(_words(route.body))}</pre>")
    if route.upload:
        names = (route.form or {}).get("properties", {"file": {}})
        parts.append("<h3>multipart/form-data</h3><pre>" + "\n".join(f"{name}: …" for name in names) + "</pre>")
    elif route.form is not None:
        parts.append(f"<h3>Form · 表单</h3><pre>{escape(_words(route.form))}</pre>")
    answer = route.answers if isinstance(route.answers, str) else _words(route.answers)
    parts.append(f"<h3>200</h3><pre>{escape(answer)}</pre>")
    methods = " ".join(route.methods)
    return (
        f"<details><summary><span class=method>{methods}</span><code>{escape(route.path.replace(':path', ''))}</code>"
        f"<span>{escape(route.summary)}</span></summary><div class=route>{''.join(parts)}</div></details>"
    )


def _words(schema: Mapping[str, Any], deep: int = 0) -> str:
    """Write a schema the way people write JSON down."""
    if "enum" in schema:
        return " | ".join(str(one) for one in schema["enum"])
    if "anyOf" in schema:
        return " | ".join(_words(one, deep) for one in schema["anyOf"])
    kind = schema.get("type", "any")
    if kind == "array":
        return f"[{_words(schema.get('items', {}), deep)}, …]"
    if kind == "object" and schema.get("properties"):
        space = "  " * (deep + 1)
        rows = [f"{space}{name}: {_words(one, deep + 1)}" for name, one in schema["properties"].items()]
        return "{\n" + "\n".join(rows) + "\n" + "  " * deep + "}"
    return "{…}" if kind == "object" else str(kind)

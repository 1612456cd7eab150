"""Short pages that say one thing in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

import bottle

from albumforge.http.call import Call

Words = tuple[str, str]
"""What a page says, and what to do about it."""

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>albumforge</title>
<link rel="stylesheet" href="{2}">
<main><div lang="en">{0}</div><div lang="zh">{1}</div></main>
</html>
"""


@dataclass(frozen=True)
class Link:
    """Where a page leads to.

    Attributes:
        address: as it stands in the page.
        english, chinese: what it is called.
    """

    address: str
    english: str
    chinese: str


def notice(call: Call, status: int, english: Words, chinese: Words, link: Link | None = None) -> bottle.HTTPResponse:
    """Return a page that says something, and what to do about it, in English and in Chinese."""
    response = bottle.HTTPResponse(notice_page(call.url(""), english, chinese, link), status)
    response.set_header("Content-Type", "text/html; charset=utf-8")
    response.set_header("Cache-Control", "no-store")
    return response


def notice_page(base: str, english: Words, chinese: Words, link: Link | None = None) -> bytes:
    """Return the page of `notice`; `base` is the path of the application."""
    lines = []
    for (title, text), called in ((english, link and link.english), (chinese, link and link.chinese)):
        linked = f'<p><a href="{escape(link.address)}">{escape(called or "")}</a></p>' if link else ""
        lines.append(f"<h1>{escape(title)}</h1><p>{escape(text)}</p>{linked}")
    return _PAGE.format(*lines, escape(f"{base}/static/notice.css")).encode()

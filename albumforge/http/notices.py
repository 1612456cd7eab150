"""Short pages that say one thing in both languages."""

from __future__ import annotations

from html import escape

import bottle

from albumforge.http.call import Call

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>albumforge</title>
<link rel="stylesheet" href="{4}">
<main><div lang="en"><h1>{0}</h1><p>{1}</p></div><div lang="zh"><h1>{2}</h1><p>{3}</p></div></main>
</html>
"""


def notice(call: Call, status: int, english: tuple[str, str], chinese: tuple[str, str]) -> bottle.HTTPResponse:
    """Return a page that says something, and what to do about it, in English and in Chinese."""
    text = _PAGE.format(*(escape(words) for words in (*english, *chinese, call.url("/static/notice.css"))))
    response = bottle.HTTPResponse(text.encode(), status)
    response.set_header("Content-Type", "text/html; charset=utf-8")
    response.set_header("Cache-Control", "no-store")
    return response

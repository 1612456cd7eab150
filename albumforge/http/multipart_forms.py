"""Small forms that come as multipart bodies."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from multipart import MultipartError, MultipartSegment, PushMultipartParser, parse_options_header

from albumforge.http.problems import Problem

if TYPE_CHECKING:
    from albumforge.http.call import Call


def fields(call: Call, limit: int, most: int) -> dict[str, str]:
    """Return the fields of a form; files in it are passed over.

    Raises:
        Problem: it is too large, or no form.
    """
    _, options = parse_options_header(str(call.environ.get("CONTENT_TYPE", "")))
    boundary, values, name = options.get("boundary", ""), {}, ""
    raw = _with_empty_bodies(call.body(limit), boundary)
    try:
        with PushMultipartParser(boundary, max_segment_count=most, strict=True) as parser:
            for event in parser.parse(raw):
                if isinstance(event, MultipartSegment):
                    name = "" if event.filename else event.name
                    if name:
                        values[name] = b""
                elif event is not None and name:
                    values[name] += bytes(event)
    except (MultipartError, UnicodeEncodeError) as error:
        raise Problem("invalid", "The body is no multipart form.") from error
    return {key: value.decode("utf-8", "replace") for key, value in values.items()}


def _with_empty_bodies(raw: bytes, boundary: str) -> bytes:
    """Return a form in which parts without a body have an empty one, as the parser wants it.

    RFC 2046 (5.1.1) lets a part end with its headers, so that a single line break stands before the next delimiter.
    """
    line = re.escape(f"--{boundary}".encode("utf-8", "replace"))
    return re.sub(rb"((?:\A|(?<=\r\n))" + line + rb"\r\n(?:[^\r\n]+\r\n)+\r\n)(?=" + line + rb")", rb"\1\r\n", raw)

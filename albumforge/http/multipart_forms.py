"""Small forms that come as multipart bodies."""

from __future__ import annotations

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
    raw, values, name = call.body(limit), {}, ""
    try:
        with PushMultipartParser(options.get("boundary", ""), max_segment_count=most, strict=True) as parser:
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

"""Large multipart bodies: read part by part as they come, with an eye on the room that there is."""

from __future__ import annotations

from typing import Protocol, TypeAlias

from multipart import MultipartError, MultipartSegment, PushMultipartParser, parse_options_header

from albumforge.http.call import Call
from albumforge.http.problems import Problem

_CHUNK = 1 << 17
_LOOK = 1 << 26
"""Bytes after which it is looked whether there still is room."""

Event: TypeAlias = MultipartSegment | bytes | bytearray | None
"""The beginning of a part, some of it, or its end."""


class Sink(Protocol):
    """Takes a body."""

    def take(self, event: Event, /) -> None:
        """Take one event."""

    def close(self) -> None:
        """End what is open; called however the body ends."""


def parser_of(call: Call, part: str, most: int) -> PushMultipartParser:
    """Return a parser for the body of a request.

    Args:
        part: what the part with a file is called.
        most: parts that are taken.

    Raises:
        Problem: the body is none that can be parsed.
    """
    kind, options = parse_options_header(str(call.environ.get("CONTENT_TYPE", "")))
    if kind != "multipart/form-data" or not options.get("boundary"):
        raise Problem("no_file", f"The body must be multipart/form-data, with a part called {part}.")
    if not call.length:
        if not call.environ.get("CONTENT_LENGTH"):
            raise Problem("length_missing", "The request must say its length: Content-Length is missing.")
        raise Problem("no_file", "The body is empty.")
    try:
        return PushMultipartParser(options["boundary"], content_length=call.length, max_segment_count=most)
    except (MultipartError, UnicodeEncodeError) as error:
        raise Problem("no_file", "The boundary of the body is not one.") from error


def receive(call: Call, parser: PushMultipartParser, sink: Sink) -> None:
    """Let a sink take the whole body.

    Raises:
        Problem: the client left before its end, or it is no form.
        NoRoom: there is no room for the rest of it any more.
    """
    source, left = call.environ["wsgi.input"], call.length
    try:
        with parser:
            while not parser.closed:
                chunk = source.read(min(_CHUNK, left)) if left else b""
                left -= len(chunk)
                if left and left % _LOOK < _CHUNK:  # others take room, too
                    call.forge.movies.room(call.user, left)
                for event in parser.parse(chunk):
                    sink.take(event)
    except (OSError, MultipartError) as error:
        if left and not parser.closed:
            raise Problem("cut", "The upload ended before it was complete; nothing of it was kept.") from error
        raise Problem("cut", "The body is not complete, or no multipart form; nothing of it was kept.") from error
    finally:
        sink.close()

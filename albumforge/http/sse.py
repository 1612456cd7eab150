"""What changes, as a stream of Server-Sent Events (WHATWG HTML, section 9.2)."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import bottle

from albumforge.errors import ForgeError
from albumforge.http.call import Call
from albumforge.http.routes import Param

Tell = Callable[[Any], tuple[str, dict[str, Any]]]
"""Returns the name of an event and its data."""

HEARTBEAT = 5.0
"""Seconds after which something is sent in any case: only then it is seen that a client is gone."""

# A browser's EventSource sends no headers of its own.
LANGUAGE = (
    Param(
        "lang",
        "Language of notes and errors, before that of Accept-Language.",
        "说明和错误信息的语言，优先于 Accept-Language",
        {"enum": ["en", "zh"]},
    ),
)

_BEGIN = b"retry: 3000\n\n"
_COMMENT = b":\n\n"
_log = logging.getLogger(__name__)


def stream(call: Call, works: Iterator[Any], tell: Tell) -> bottle.HTTPResponse:
    """Return a stream of events.

    Args:
        works: what is told of; None where nothing has happened for `HEARTBEAT`; closed in the end.
        tell: says what has changed.
    """
    _ = call.chinese  # what cannot be read is refused before the stream begins
    response = bottle.HTTPResponse(_Events(call, works, tell))
    response.set_header("Content-Type", "text/event-stream; charset=utf-8")
    response.set_header("Cache-Control", "no-store")
    response.set_header("X-Accel-Buffering", "no")  # nginx would wait for more
    return response


class _Events:
    """The body of a stream; holds one of the user's places until it is closed."""

    def __init__(self, call: Call, works: Iterator[Any], tell: Tell) -> None:
        self._call = call
        self._works = works
        self._tell = tell
        self._begun = False
        self._held = ExitStack()
        self._held.enter_context(call.site.stream(call.user))

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        if not self._begun:
            self._begun = True
            return _BEGIN
        try:
            work = next(self._works)
            return _COMMENT if work is None else self._event(work)
        except StopIteration:
            self.close()
            raise
        except ForgeError as error:  # the browser comes again by itself
            _log.warning("%s: a stream of events ended: %s", self._call.route.path, type(error).__name__)
            self.close()
            raise StopIteration from error

    def close(self) -> None:
        """Give the place back."""
        self._held.close()
        close = getattr(self._works, "close", None)
        if close is not None:
            close()

    def _event(self, work: Any) -> bytes:
        name, data = self._tell(work)
        return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode("utf-8", "replace")

"""What processes write to standard error: when, how grave, by which part, about which work, and what.

Whoever begins something says what it is about, with `about`; every line that is written meanwhile bears it, whichever
module writes it. Secrets that get into a line all the same are blotted out.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import re
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

from albumforge.settings import Settings

_ABOUT: ContextVar[Mapping[str, str]] = ContextVar("albumforge_about", default=MappingProxyType({}))

_SECRETS = (
    (re.compile(r"\baf_[A-Za-z0-9_-]{16,}"), "af_…"),  # tokens of programs
    (
        re.compile(
            r"(?i)\b((?:authorization[=:]\s*)?bearer\s+|(?:http_token|token|authorization|(?:set-)?cookie)[=:]\s*)\S+"
        ),
        r"\1…",
    ),
    (re.compile(r"(\b[a-z][a-z0-9+.-]*://)[^\s/@'\"]+@"), r"\1…@"),  # user and password of an address
    (re.compile(r"((?:\?|&|sentinel_)password=)[^\s&'\"]+"), r"\1…"),
    (re.compile(r"(/(?:login|s|share)/)[A-Za-z0-9_-]{16,}"), r"\1…"),  # links
)


@contextlib.contextmanager
def about(**fields: object) -> Iterator[None]:
    """Say what is done in the body, besides what was said around it: ``film``, ``job``, ``actor``, ``request`` …

    Fields that are "" or None are left out. A thread that the body starts knows it by `carried`.
    """
    known = {name: str(value) for name, value in fields.items() if value not in ("", None)}
    token = _ABOUT.set(MappingProxyType({**_ABOUT.get(), **known}))
    try:
        yield
    finally:
        _ABOUT.reset(token)


def current() -> dict[str, str]:
    """Return what this thread is about; JSON can carry it to another process."""
    return dict(_ABOUT.get())


def carried() -> Callable[[], None]:
    """Return what a new thread calls first to be about the same as this one; an `initializer` of a pool."""
    fields = _ABOUT.get()
    return lambda: _ABOUT.set(fields) and None


def set_up(settings: Settings, role: str) -> None:
    """Let this process log as the settings say; what ends it or a thread of it unexpectedly is logged too.

    Args:
        role: what the process is: ``web``, ``worker``, ``supervisor`` …
    """
    handler = logging.StreamHandler()  # to standard error
    handler.setFormatter(formatter_of(settings.log_format, role))
    logging.basicConfig(level=settings.log_level.upper(), handlers=[handler])
    log = logging.getLogger("albumforge")

    def ended(kind: Any, error: Any, trace: Any) -> None:
        log.critical("this process ends: %s", kind.__name__, exc_info=(kind, error, trace))

    def thread_ended(args: threading.ExceptHookArgs) -> None:
        if args.exc_type is not SystemExit and args.exc_value is not None:
            name = args.thread.name if args.thread else ""
            log.error("thread %s ends", name, exc_info=(args.exc_type, args.exc_value, args.exc_traceback))

    sys.excepthook, threading.excepthook = ended, thread_ended


def formatter_of(kind: str, role: str) -> logging.Formatter:
    """Return the formatter of lines of text, or of objects of JSON."""
    return Json(role) if kind == "json" else Text(role)


def granian_config(kind: str, role: str) -> dict[str, Any]:
    """Return what makes granian's own lines alike, for its argument ``log_dictconfig``."""
    handler = {"class": "logging.StreamHandler", "stream": "ext://sys.stderr", "formatter": "ours"}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"ours": {"()": formatter_of, "kind": kind, "role": role}},
        "handlers": {"ours": handler},
        "loggers": {name: {"handlers": ["ours"], "propagate": False} for name in ("_granian", "granian.access")},
    }


def blotted(text: str) -> str:
    """Return a text without what looks like a secret of ours or of an address."""
    for pattern, instead in _SECRETS:
        text = pattern.sub(instead, text)
    return text


class Text(logging.Formatter):
    """``2026-11-23T08:00:00.123Z warning worker 4711 albumforge.services.turn: … [film=…]``."""

    def __init__(self, role: str) -> None:
        super().__init__()
        self._role = role

    def format(self, record: logging.LogRecord) -> str:
        """Return a line, and below it the traceback where there is one."""
        told = "".join(f" {name}={value}" for name, value in _ABOUT.get().items())
        said = record.getMessage() + (f" [{told.strip()}]" if told else "")
        level = record.levelname.lower()
        line = f"{_moment(record)} {level} {self._role} {os.getpid()} {record.name}: {said}"
        return blotted("\n".join([line, *_trace(record)]))


class Json(logging.Formatter):
    """One JSON object a line."""

    def __init__(self, role: str) -> None:
        super().__init__()
        self._role = role

    def format(self, record: logging.LogRecord) -> str:
        """Return the object."""
        document: dict[str, Any] = {
            "time": _moment(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "role": self._role,
            "process": os.getpid(),
            "thread": record.threadName,
        }
        fields = _ABOUT.get()
        if document.keys().isdisjoint(fields):
            document |= fields
        else:  # none may hide what is said
            document["about"] = dict(fields)
        if record.exc_info and record.exc_info[0] is not None:
            kind, error, _ = record.exc_info
            document["exception"] = {
                "type": kind.__name__,
                "message": str(error),
                "traceback": "\n".join(_trace(record)),
            }
        return (
            json.dumps({name: _clean(value) for name, value in document.items()}, ensure_ascii=False)
            .encode("utf-8", "backslashreplace")
            .decode()
        )


def _clean(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _clean(one) for name, one in value.items()}
    return blotted(value) if isinstance(value, str) else value


def _moment(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _trace(record: logging.LogRecord) -> list[str]:
    if not record.exc_info or record.exc_info[0] is None:
        return []
    return "".join(traceback.format_exception(*record.exc_info)).rstrip().split("\n")

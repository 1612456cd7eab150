"""A video that is uploaded to be cut: streamed to the disk, with what is asked of the cut in fields beside it."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any, BinaryIO

from multipart import MultipartSegment

from albumforge.http.call import Call
from albumforge.http.job_shapes import HEAD, job_head
from albumforge.http.multipart_bodies import Event, parser_of, receive
from albumforge.http.problems import Problem
from albumforge.http.routes import Route
from albumforge.http.schemas import TEXT
from albumforge.http.uploads import Received
from albumforge.media.publish import TEMPORARY_PREFIX, writing
from albumforge.services.job_states import DOCUMENTS
from albumforge.services.movie_files import SUFFIX, clean_label

VIDEO = "video"

_MOST_FIELDS = 50
_MAX_TEXT = 64 << 20
"""Bytes of all fields together."""


def ingest(call: Call) -> dict[str, Any]:
    """Make a cutting job of a video: the part called ``video``; options of the cut may stand beside it."""
    parser = parser_of(call, VIDEO, _MOST_FIELDS)
    sink = _Sink(call)
    sink.check_size(call.length - _MAX_TEXT)
    call.forge.movies.room(call.user, call.length)
    with call.site.arriving(sink.files):
        receive(call, parser, sink)
        if not sink.files:
            raise Problem("no_file", "There is no video.", hint="Send the file as the part called video.")
        (file,) = sink.files
        job = call.forge.jobs.create(file.path, label=file.label, request=sink.request(), user=call.user, move=True)
    return job_head(job)


class _Sink:
    """Writes the video to the disk, and keeps the fields."""

    def __init__(self, call: Call) -> None:
        self._folder = call.forge.jobs.folder
        self._most_bytes = round(call.forge.settings.upload_gb * 1e9)
        self.files: list[Received] = []
        self._file: BinaryIO | None = None
        self._fields: dict[str, bytearray] = {}
        self._field: bytearray | None = None
        self._plain = 0

    def take(self, event: Event) -> None:
        """Take one event."""
        if isinstance(event, MultipartSegment):
            self._begin(event)
        elif event is None:
            self.close()
        elif self._file is not None:
            file = self.files[-1]
            file.size += len(event)
            self.check_size(file.size)
            with writing(file.path):
                self._file.write(event)
        elif self._field is not None:
            self._plain += len(event)
            if self._plain > _MAX_TEXT:
                raise Problem("too_large", "The parts without the video are too large.")
            self._field += event

    def close(self) -> None:
        """End the part that is being written."""
        self._field = None
        if self._file is not None:
            self._file.close()
            self._file = None

    def check_size(self, size: int) -> None:
        """Refuse a video that is too large."""
        if size > self._most_bytes:
            raise Problem("too_large", f"A video may have at most {self._most_bytes:,} bytes.")

    def request(self) -> dict[str, str]:
        """Return the fields as options."""
        request = {}
        for name, value in self._fields.items():
            try:
                request[name] = bytes(value).decode("utf-8-sig")
            except UnicodeDecodeError as error:
                raise Problem("invalid", f"{name}: is not UTF-8 text.") from error
            if "\0" in request[name]:
                raise Problem("invalid", f"{name}: holds characters that no text has.")
        return request

    def _begin(self, part: MultipartSegment) -> None:
        if part.name == VIDEO:
            self._open(part.filename or "")
        elif part.filename and part.name not in DOCUMENTS:  # these may come as files, too
            called = "".join(char if char.isprintable() else "?" for char in part.name[:40])
            raise Problem(
                "no_file", f"A part with a file is called “{called}”.", hint="Send the file as the part called video."
            )
        else:
            self._field = self._fields[part.name] = bytearray()

    def _open(self, filename: str) -> None:
        if not filename:
            raise Problem("no_file", "The part called video is no file.", hint="Send it with a file name.")
        if self.files:
            raise Problem("invalid", "video: one is cut at a time, and there are several.")
        suffix = Path(clean_label(filename)).suffix.lower()
        path = self._folder / f"{TEMPORARY_PREFIX}{secrets.token_hex(8)}{suffix if SUFFIX.fullmatch(suffix) else ''}"
        with writing(path):
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        self.files.append(Received(path, filename))
        self._file = os.fdopen(descriptor, "wb", buffering=0)


_FORM = {
    "type": "object",
    "properties": {
        VIDEO: {"type": "string", "contentMediaType": "application/octet-stream"},
        "extract_audio": {"type": "string", "enum": ["true", "false"]},
        "edl": TEXT,
        "dsl": TEXT,
        "strategy": {"type": "string", "enum": ["silence", "speech", "scenes", "highlights"]},
        "subtitles": {"type": "string", "enum": ["burned", "soft", "none"]},
        "language": TEXT,
        "target_seconds": TEXT,
    },
    "required": [VIDEO],
}

ROUTES = (
    Route(
        "/api/ingest/",
        ("POST",),
        ingest,
        "Upload a video to be cut; the part is called video, and options of the cut may stand beside it.",
        "上传视频，创建剪辑任务",
        upload=True,
        form=_FORM,
        answers=HEAD,
        changes=True,
        family="job",
    ),
)

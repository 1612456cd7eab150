"""Files as answers: opened once and safely, sent whole or in the parts that were asked for (RFC 9110, section 14)."""

from __future__ import annotations

import os
import re
import secrets
import stat
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass
from email.utils import formatdate, parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import bottle

from albumforge.http.problems import Problem

_CHUNK = 1 << 18
_MOST_RANGES = 16
_RANGE = re.compile(r"([0-9]{0,18})-([0-9]{0,18})")


@dataclass(frozen=True)
class Opened:
    """A regular file that is open; whoever has it closes it."""

    descriptor: int
    size: int
    modified: float
    etag: str


def open_inside(folder: Path, name: str) -> Opened:
    """Open a file that lies in `folder`, by a name without any slash; no link is followed.

    Raises:
        Problem: there is no such regular file.
    """
    missing = Problem("not_found", "There is no such file.")
    if not name or name in (".", "..") or "/" in name or "\0" in name:
        raise missing
    try:
        inside = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=inside)
        finally:
            os.close(inside)
    except (OSError, ValueError):
        raise missing from None
    found = os.fstat(descriptor)
    if not stat.S_ISREG(found.st_mode):
        os.close(descriptor)
        raise missing
    return Opened(descriptor, found.st_size, found.st_mtime, f'"{found.st_mtime_ns:x}-{found.st_size:x}"')


def send(
    environ: Mapping[str, Any],
    file: Opened,
    kind: str,
    *,
    cache: str = "private, no-cache",
    save_as: str = "",
) -> bottle.HTTPResponse:
    """Return the answer to a request for a file, which it closes.

    Args:
        kind: the media type.
        cache: for ``Cache-Control``.
        save_as: name by which a browser is to save it; "": it shows it.

    Raises:
        Problem: nothing of what was asked for is in it.
    """
    headers = {
        "ETag": file.etag,
        "Last-Modified": formatdate(file.modified, usegmt=True),
        "Accept-Ranges": "bytes",
        "Cache-Control": cache,
    }
    if _not_modified(environ, file):
        os.close(file.descriptor)
        return bottle.HTTPResponse(status=304, headers=headers)
    headers["Content-Type"] = kind
    if save_as:
        headers["Content-Disposition"] = _attachment(save_as)
    ranges = _ranges(environ, file)
    if ranges is not None and not ranges:
        os.close(file.descriptor)
        raise Problem("range", f"The file has {file.size} bytes.", headers={"Content-Range": f"bytes */{file.size}"})
    if ranges is None:
        status, parts, length = 200, [(b"", 0, file.size)], file.size
    elif len(ranges) == 1:
        first, last = ranges[0]
        status, parts, length = 206, [(b"", first, last + 1)], last + 1 - first
        headers["Content-Range"] = f"bytes {first}-{last}/{file.size}"
    else:
        status = 206
        parts, length, headers["Content-Type"] = _several(ranges, file.size, kind)
    headers["Content-Length"] = str(length)
    return bottle.HTTPResponse(_Body(file.descriptor, parts), status, headers=headers)


class _Body:
    """Parts of a file, each after some bytes of ours."""

    def __init__(self, descriptor: int, parts: list[tuple[bytes, int, int]]) -> None:
        self._descriptor = descriptor
        self._open = True
        self._chunks: Generator[bytes, None, None] = self._read(parts)

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        return next(self._chunks)

    def close(self) -> None:
        """Close the file."""
        if self._open:
            self._open = False
            self._chunks.close()
            os.close(self._descriptor)

    def _read(self, parts: list[tuple[bytes, int, int]]) -> Generator[bytes, None, None]:
        for before, first, end in parts:
            if before:
                yield before
            while first < end:
                data = os.pread(self._descriptor, min(_CHUNK, end - first), first)
                if not data:  # it became shorter; the length that was promised cannot be kept
                    return
                first += len(data)
                yield data


def _not_modified(environ: Mapping[str, Any], file: Opened) -> bool:
    tags = environ.get("HTTP_IF_NONE_MATCH", "")
    if tags:
        return tags.strip() == "*" or file.etag in [tag.strip().removeprefix("W/") for tag in tags.split(",")]
    since = _moment(environ.get("HTTP_IF_MODIFIED_SINCE", ""))
    return since is not None and int(file.modified) <= since


def _ranges(environ: Mapping[str, Any], file: Opened) -> list[tuple[int, int]] | None:
    """Return the ranges that can be sent, first and last byte; None: the whole file is to be sent."""
    said = str(environ.get("HTTP_RANGE", "")).strip()
    unit, equals, rest = said.partition("=")
    if not equals or unit.strip().lower() != "bytes" or not _same(environ.get("HTTP_IF_RANGE", ""), file):
        return None
    ranges = []
    given = [part.strip() for part in rest.split(",") if part.strip()]
    if not given or len(given) > _MOST_RANGES:
        return None
    for part in given:
        match = _RANGE.fullmatch(part)
        if match is None or part == "-":
            return None
        first, last = match.groups()
        if first and last and int(last) < int(first):
            return None
        if first:
            begin, end = int(first), min(int(last) if last else file.size, file.size - 1)
        else:
            begin, end = max(0, file.size - int(last)), file.size - 1
        if begin <= end and begin < file.size:
            ranges.append((begin, end))
    if sum(end + 1 - begin for begin, end in ranges) > file.size:  # parts that overlap: nobody's player does that
        return None
    return ranges


def _same(said: str, file: Opened) -> bool:
    """Whether ``If-Range`` names the file as it is, or nothing."""
    said = said.strip()
    if not said:
        return True
    if said.startswith('"'):
        return said == file.etag
    moment = _moment(said)
    return moment is not None and moment == int(file.modified)


def _several(ranges: list[tuple[int, int]], size: int, kind: str) -> tuple[list[tuple[bytes, int, int]], int, str]:
    boundary = secrets.token_hex(12)
    parts = []
    for index, (first, last) in enumerate(ranges):
        head = f"\r\n--{boundary}\r\nContent-Type: {kind}\r\nContent-Range: bytes {first}-{last}/{size}\r\n\r\n"
        parts.append((head[2 if index == 0 else 0 :].encode(), first, last + 1))
    parts.append((f"\r\n--{boundary}--\r\n".encode(), 0, 0))
    length = sum(len(before) + end - first for before, first, end in parts)
    return parts, length, f"multipart/byteranges; boundary={boundary}"


def _moment(said: str) -> int | None:
    try:
        return int(parsedate_to_datetime(said).timestamp()) if said else None
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _attachment(name: str) -> str:
    plain = re.sub(r'[^ -~]|["\\%]', "_", name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"

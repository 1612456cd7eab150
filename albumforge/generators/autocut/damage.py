"""What is wrong with a file that cannot be read as a video, as far as its first bytes and its boxes tell."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from albumforge.errors import MediaError
from albumforge.media.regular import open_regular
from albumforge.media.sniff import HEAD, sniff

_HEAD = 4096
_HINT = "Give a video, such as an MP4."
_MOST_BOXES = 10_000


def explained(video: Path, error: MediaError) -> MediaError:
    """Return `error`, or one that says more exactly what is wrong with the file, and what to do."""
    try:
        with open_regular(video) as stream:
            head = stream.read(_HEAD)
            if sniff(head[:HEAD], video.suffix) is not None:
                return MediaError(video, "it is a picture, not a video.", hint=_HINT)
            if head[4:8] == b"ftyp" and b"moov" not in _boxes(stream):
                return MediaError(
                    video,
                    "it is cut off: its index (moov), which recorders write at the end, is missing.",
                    hint="Copy or upload it again; a recording that broke off has to be repaired first.",
                )
            if _is_text(head):
                return MediaError(video, "it is a text, not a video.", hint=_HINT)
    except (MediaError, OSError):
        pass
    return error


def _boxes(stream: BinaryIO) -> set[bytes]:
    """Return the kinds of the outermost boxes of an MP4 (ISO/IEC 14496-12, 4.2) that are whole."""
    return set(_whole_boxes(stream, os.fstat(stream.fileno()).st_size))


def _whole_boxes(stream: BinaryIO, size: int) -> Iterator[bytes]:
    at = 0
    for _ in range(_MOST_BOXES):
        stream.seek(at)
        head = stream.read(16)
        if len(head) < 8:
            return
        length, header = int.from_bytes(head[:4], "big"), 8
        if length == 1:
            length, header = int.from_bytes(head[8:16], "big"), 16
        elif length == 0:  # to the end of the file
            length = size - at
        if length < header or at + length > size:
            return
        yield head[4:8]
        at += length


def _is_text(head: bytes) -> bool:
    try:
        text = head.decode("utf-8")
    except UnicodeDecodeError as error:
        if len(head) < _HEAD or error.start < len(head) - 4:  # only the end of what was read may cut a character in two
            return False
        text = head[: error.start].decode("utf-8")
    return all(char.isprintable() or char in "\t\r\n\f\ufeff" for char in text)

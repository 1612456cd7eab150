"""Exports as text files that carry the digest of themselves.

By it an export of ours that nobody has changed since is told from all other files, and only such a one is replaced.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from albumforge.errors import InTheWay, MediaError
from albumforge.media.mark import check_replaceable
from albumforge.media.publish import check_writable
from albumforge.media.regular import open_regular

LARGEST = 256 * 1024 * 1024
"""Bytes; a file that is larger is none of ours."""

_DIGEST = 40
UNSIGNED = "0" * _DIGEST
"""Stands for the digest in a text that is to be signed."""

JSON_FIELD = "albumforge_export"
"""Name of the field that holds the digest in JSON."""

EDL_LINE = f"* ALBUMFORGE EXPORT {UNSIGNED}\n"
"""Comment that holds the digest in an edit decision list."""

VTT_LINE = f"NOTE ALBUMFORGE EXPORT {UNSIGNED}\n"
"""Comment that holds the digest in WebVTT."""

_MARK = re.compile(rb'(?:"albumforge_export": "|\* ALBUMFORGE EXPORT |NOTE ALBUMFORGE EXPORT )([0-9a-f]{40})')


def check_export_place(output: Path) -> None:
    """Check that an export may appear at a place.

    Raises:
        StorageError: it cannot be written.
        InTheWay: it holds something else than an export of ours as it was written.
    """
    check_writable(output)
    check_replaceable(output, own=True)  # no link
    if output.exists() and not is_own_export(output):
        raise InTheWay(
            f"{output} is there already and is no export as albumforge wrote it.",
            hint="Choose another name, or move it away.",
        )


def is_own_export(path: Path) -> bool:
    """Whether a file is an export as it was written here."""
    try:
        with open_regular(path) as stream:
            content = stream.read(LARGEST + 1)
    except (MediaError, OSError):
        return False
    match = _MARK.search(content)
    if match is None or len(content) > LARGEST:
        return False
    return match.group(1).decode() == _digest(_blanked(content, match))


def signed(text: str) -> str:
    """Return a text whose mark, the first in it, holds the digest of the text with `UNSIGNED` in its place."""
    content = text.encode()
    match = _MARK.search(content)
    assert match is not None
    digest = _digest(_blanked(content, match)).encode()
    return (content[: match.start(1)] + digest + content[match.end(1) :]).decode()


def _blanked(content: bytes, match: re.Match[bytes]) -> bytes:
    return content[: match.start(1)] + UNSIGNED.encode() + content[match.end(1) :]


def _digest(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=_DIGEST // 2).hexdigest()

"""Write the cut of a plan to a file, as the ending of its name says.

What is written carries the digest of itself. By it an export of ours that nobody has changed since is told from all
other files, and only such a one is replaced.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from albumforge.context import Context
from albumforge.errors import InTheWay, InvalidInput, MediaError
from albumforge.generators.album.plan import Plan
from albumforge.media.mark import check_replaceable
from albumforge.media.publish import check_writable, write_text
from albumforge.media.regular import open_regular

FORMATS = (".otio", ".edl")
"""Endings of names that an export may have."""

LARGEST = 256 * 1024 * 1024
"""Bytes; a file that is larger is none of ours."""

_DIGEST = 40
_NO_DIGEST = "0" * _DIGEST
_MARK = re.compile(rb'(?:"albumforge_export": "|\* ALBUMFORGE EXPORT )([0-9a-f]{40})')


def check_export_place(output: Path) -> None:
    """Check that an export may appear at a place.

    Raises:
        InvalidInput: its name says no format.
        StorageError: it cannot be written.
        InTheWay: it holds something else than an export of ours as it was written.
    """
    if output.suffix.lower() not in FORMATS:
        raise InvalidInput(
            f"{output}: the cut is exported as OTIO or EDL.", hint="Let its name end with .otio or .edl."
        )
    check_writable(output)
    check_replaceable(output, own=True)  # no link
    if output.exists() and not is_own_export(output):
        raise InTheWay(
            f"{output} is there already and is no export as albumforge wrote it.",
            hint="Choose another name, or move it away.",
        )


def export(plan: Plan, output: Path, context: Context) -> None:
    """Write the cut of a plan at `output`, whole or not at all.

    Raises:
        InvalidInput: its name says no format, or there is no timecode at the rate of the film.
        StorageError: as `check_export_place`.
        Cancelled: the context asked to stop.
    """
    check_export_place(output)
    context.check()
    text = _edl(plan) if output.suffix.lower() == ".edl" else _otio(plan)
    context.check()
    check_export_place(output)
    write_text(output, text)


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


def _otio(plan: Plan) -> str:
    from albumforge.generators.album.export.timeline import timeline_of

    timeline = timeline_of(plan)
    timeline.metadata["albumforge_export"] = _NO_DIGEST
    return _signed(f"{timeline.to_json_string(indent=2)}\n")


def _edl(plan: Plan) -> str:
    from albumforge.generators.album.export.edl import edl_of

    return _signed(f"{edl_of(plan)}* ALBUMFORGE EXPORT {_NO_DIGEST}\n")


def _signed(text: str) -> str:
    """Return a text whose mark, the first in it, holds the digest of the text with an empty mark."""
    content = text.encode()
    match = _MARK.search(content)
    assert match is not None
    digest = _digest(_blanked(content, match)).encode()
    return (content[: match.start(1)] + digest + content[match.end(1) :]).decode()


def _blanked(content: bytes, match: re.Match[bytes]) -> bytes:
    return content[: match.start(1)] + _NO_DIGEST.encode() + content[match.end(1) :]


def _digest(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=_DIGEST // 2).hexdigest()

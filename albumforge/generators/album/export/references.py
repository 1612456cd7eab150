"""What the clips of a timeline show or sound: references to files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import opentimelineio as otio

from albumforge.generators.album.plan import MediaSource
from albumforge.media.edit_clock import Clock
from albumforge.media.edl_lines import one_line


def media_reference(source: MediaSource, length: int, clock: Clock) -> Any:
    """Return the reference to a file of so many frames."""
    path = Path(source.path).absolute()
    reference = otio.schema.ExternalReference(target_url=path.as_uri(), available_range=clock.range(0, length))
    reference.name = one_line(path.name)
    reference.metadata["albumforge"] = {
        "digest": source.digest,
        "kind": source.kind,
        "captured_at": source.captured_at or "",
    }
    return reference

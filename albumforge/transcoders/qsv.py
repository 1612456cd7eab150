"""Intel's Quick Sync Video, as a transcoder."""

from __future__ import annotations

from typing import ClassVar

from albumforge.transcoders.backend import Backend


class QsvTranscoder(Backend):
    """Encodes on the hardware where it works here, else in software, and says so."""

    name: ClassVar[str] = "qsv"

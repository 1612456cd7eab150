"""The transcoder that needs no hardware: x264, x265, SVT-AV1 and libvpx."""

from __future__ import annotations

from typing import ClassVar

from albumforge.transcoders.backend import Backend


class SoftwareTranscoder(Backend):
    """Encodes on the processors; works wherever albumforge does."""

    name: ClassVar[str] = "software"

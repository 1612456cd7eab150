"""Video processing units by V4L2, VAAPI and the libraries of their makers, as a transcoder."""

from __future__ import annotations

from typing import ClassVar

from albumforge.transcoders.backend import Backend


class VpuTranscoder(Backend):
    """Encodes on the hardware where it works here, else in software, and says so."""

    name: ClassVar[str] = "vpu"

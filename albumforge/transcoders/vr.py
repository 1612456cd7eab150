"""Whether a video is for a headset: a sphere, a part of one, or two pictures for two eyes.

Files say so themselves (Google's Spherical Video V1 and V2, Matroska's Projection and StereoMode, frame packing in the
stream), or by their names, in the way that players of such videos read them (DeoVR, Skybox, HereSphere).
"""

from __future__ import annotations

import re
from typing import cast

from av.sidedata.sidedata import SideData
from av.video.frame import VideoFrame

# AVSphericalProjection and AVStereo3DType of FFmpeg.
_RECTILINEAR = 4
_FLAT = 0

_BEGIN, _END = r"(?:^|[\s_.,+()\[\]-])", r"(?=$|[\s_.,+()\[\]°-])"

_CLEAR = re.compile(
    _BEGIN + r"(?:vr-?(?:180|360)|(?:180|360)-?vr|180x180|360x180|360x360|(?:180|360)°|[hf]180|180f|3dh|3dv"
    r"|(?:half|full|[hf])-?(?:sbs|ou|tb)|sbs-?3d|3d-?sbs|side-by-side|equirect(?:angular)?|eac360|cubemap|fisheye\d*"
    r"|mkx2[02]0|vrca220|rf52)" + _END,
    re.IGNORECASE,
)
"""Words that mean nothing else."""

_MARKED = re.compile(r"[_.(\[-](?:VR|SBS|LR|RL|TB|BT|OU)" + _END)
"""Short words that mean something else in a sentence: only in capitals, and set off by more than a blank."""

_ANGLE = re.compile(r"(?P<before>[^\W\d_]*#?)(?:^|[\s_.,+()\[\]-])(?:mono|stereo)?(?:180|360)" + _END, re.IGNORECASE)
_CAMERAS = {"img", "dsc", "dscf", "dscn", "mvi", "mov", "vid", "gopr", "gh", "gx", "dji", "pict", "cimg", "sam", "pxl"}
_SERIES = {
    "clip",
    "video",
    "film",
    "scene",
    "part",
    "take",
    "shot",
    "frame",
    "episode",
    "ep",
    "no",
    "nr",
    "track",
    "day",
}
_COUNTING = _CAMERAS | _SERIES
"""Words before a number that only counts."""


def vr_by_name(stem: str) -> bool:
    """Whether a file's name, without its suffix, says that it is for a headset.

    Whole words count: ``360p``, ``1360`` and ``IMG_0360`` say nothing of it, nor does a number that counts.
    """
    if _CLEAR.search(stem) or _MARKED.search(stem):
        return True
    return any(match["before"].casefold() not in _COUNTING for match in _ANGLE.finditer(stem))


def vr_by_metadata(side_data: dict[str, SideData]) -> bool:
    """Whether a frame's side data, by the names of its types, says that it is for a headset."""
    projection, eyes = side_data.get("SPHERICAL"), side_data.get("STEREO3D")
    return (projection is not None and _kind(projection) != _RECTILINEAR) or (eyes is not None and _kind(eyes) != _FLAT)


def frame_side_data(frame: VideoFrame) -> dict[str, SideData]:
    """Return the side data of a frame by the names of its types, the last of each."""
    try:
        return {one.type.name: one for one in cast(list[SideData], list(frame.side_data))}
    except ValueError:  # of a type that PyAV does not know, which hides the others
        return {}


def _kind(data: SideData) -> int:
    """Return the first field of FFmpeg's structures for spheres and eyes: their kind."""
    return int.from_bytes(bytes(data)[:4], "little")

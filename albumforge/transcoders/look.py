"""What a transcode has to know of a source's pictures before it begins, from the first one of them."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from albumforge.errors import MediaError
from albumforge.media.coding import Colours
from albumforge.media.orientation import swaps_sides
from albumforge.media.probe import first_frame, frame_orientation, open_media, video_stream
from albumforge.transcoders.boxes import stereo_of
from albumforge.transcoders.hdr import HLG, NO_DYNAMIC, PQ, Light, Mastering, light_of, mastering_of
from albumforge.transcoders.spherical_v1 import spherical_v1
from albumforge.transcoders.vr import frame_side_data

ALPHA_TAG = "alpha_mode"
"""Tag, in any case, of a stream of WebM whose blocks have a second picture beside them: how opaque the first is. FFmpeg
decodes it only where it is asked for."""

_SAMPLE_ASPECTS = Fraction(1, 8), Fraction(8)  # what is beyond them is damage


@dataclass(frozen=True)
class Look:
    """What the first picture of a video is.

    Attributes:
        width, height: pixels as stored.
        pixel_format: FFmpeg's name.
        bits: of a sample.
        rgb: its samples are red, green and blue.
        subsampled: its chroma has half the width and half the height of its luma, or there is none.
        alpha: it can be transparent.
        interlaced: it is two fields.
        orientation: as an EXIF orientation, that of its display matrix.
        sample_aspect: width of a stored pixel by its height.
        colours: what its samples mean.
        mastering, light: of HDR10, or None.
        spherical, stereo: AVSphericalMapping and AVStereo3D, or None.
        spherical_v1: the box of Spherical Video V1, or None.
        rate: frames a second, on average.
        tick: seconds in which its stream counts time.
    """

    width: int
    height: int
    pixel_format: str
    bits: int
    rgb: bool
    subsampled: bool
    alpha: bool
    interlaced: bool
    orientation: int
    sample_aspect: Fraction
    colours: Colours
    mastering: Mastering | None
    light: Light | None
    spherical: bytes | None
    stereo: bytes | None
    spherical_v1: bytes | None
    rate: Fraction
    tick: Fraction

    @property
    def hdr(self) -> bool:
        """Whether the transfer is PQ or HLG."""
        return self.colours.transfer in (PQ, HLG)

    @property
    def turned(self) -> bool:
        """Whether width and height change places when it is shown."""
        return swaps_sides(self.orientation)

    @property
    def vr(self) -> bool:
        """Whether it says that it is a sphere, or two pictures for two eyes."""
        return any(said is not None for said in (self.spherical, self.stereo, self.spherical_v1))


def look_at(path: Path) -> Look:
    """Look at the first picture of a video.

    Raises:
        MediaError: there is none, it cannot be decoded, or it carries what a transcode would lose: metadata of HDR that
            changes from picture to picture.
    """
    with open_media(path) as container:
        stream = video_stream(path, container)
        frame = first_frame(path, container, stream)
        side_data = {name: bytes(data) for name, data in frame_side_data(frame).items()}
        if not side_data and _unreadable(frame):
            raise MediaError(path, "its pictures carry data of an unknown kind, which hides whether they are HDR or VR")
        lost = next((name for kind, name in NO_DYNAMIC.items() if kind in side_data), "")
        if lost:
            raise MediaError(path, f"it is {lost}, whose metadata changes with the pictures and would be lost")
        aspect = Fraction(stream.sample_aspect_ratio or 1)
        if not _SAMPLE_ASPECTS[0] <= aspect <= _SAMPLE_ASPECTS[1]:
            aspect = Fraction(1)
        found = frame.format
        in_mp4 = "mp4" in container.format.name
        chroma = found.components[1:3] if len(found.components) >= 3 else ()
        rate = Fraction(stream.average_rate or stream.guessed_rate or 25)
        return Look(
            width=frame.width,
            height=frame.height,
            pixel_format=found.name,
            bits=max(component.bits for component in found.components),
            rgb=found.is_rgb,
            subsampled=all(part.width <= (frame.width + 1) // 2 and part.height < frame.height for part in chroma),
            alpha=len(found.components) in (2, 4) or _has_alpha_beside(stream),
            interlaced=frame.interlaced_frame,
            orientation=frame_orientation(frame),
            sample_aspect=aspect,
            colours=Colours(
                int(frame.colorspace), int(frame.color_range), int(frame.color_primaries), int(frame.color_trc)
            ),
            mastering=mastering_of(side_data),
            light=light_of(side_data),
            spherical=side_data.get("SPHERICAL"),
            stereo=stereo_of(path, side_data.get("STEREO3D")) if in_mp4 else side_data.get("STEREO3D"),
            spherical_v1=_spherical_v1(path) if in_mp4 else None,
            rate=rate if 0 < rate <= 1000 else Fraction(25),
            tick=stream.time_base or Fraction(1, 1000),
        )


def _has_alpha_beside(stream: VideoStream) -> bool:
    return any(key.lower() == ALPHA_TAG and value == "1" for key, value in stream.metadata.items())


def _spherical_v1(path: Path) -> bytes | None:
    """Return the box of Spherical Video V1; of a file whose index only FFmpeg can read, there is none to be had."""
    try:
        return spherical_v1(path)
    except MediaError:
        return None


def _unreadable(frame: VideoFrame) -> bool:
    """Whether a frame has side data of a type that PyAV does not know, such as the views of spatial video."""
    try:
        list(frame.side_data)
    except ValueError:
        return True
    return False

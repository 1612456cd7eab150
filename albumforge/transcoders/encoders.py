"""The encoders of each backend, as tables: what they are called, what samples they take, and how they are told how well
and how fast to encode.

Presets speak x265's scale of rate factors and x264's names of speeds; each encoder has scales of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from albumforge.transcoding import SPEEDS

LOWEST_BITS = 0.02
"""Bits a pixel below which no bitrate is guessed."""


@dataclass(frozen=True)
class Scale:
    """An encoder's own scale of quality: option = `slope` · crf + `offset`, held between `least` and `most`."""

    option: str
    slope: float
    offset: float
    least: int
    most: int

    def value(self, crf: float) -> str:
        """Return the option's value for a rate factor of x265's scale."""
        found = min(self.most, max(self.least, self.slope * crf + self.offset))
        return f"{found:g}" if self.slope == 1 else str(round(found))


@dataclass(frozen=True)
class Spec:
    """An encoder.

    Attributes:
        name: FFmpeg's.
        codec: what it makes.
        formats: of samples of 8 bit, and of 10 bit ("" where it has none), by FFmpeg's names.
        scale: of quality; None where it knows bitrates alone, which are then guessed.
        speed: option and its values for each of `SPEEDS`; None: it has but one.
        fixed: options that are always given.
        by_quality: options that go with a quality.
        by_bitrate: options that go with a bitrate.
        device: of FFmpeg's hardware that frames are uploaded to, or "".
    """

    name: str
    codec: str
    formats: tuple[str, str]
    scale: Scale | None
    speed: tuple[str, tuple[str, ...]] | None = None
    fixed: dict[str, str] = field(default_factory=dict)
    by_quality: dict[str, str] = field(default_factory=dict)
    by_bitrate: dict[str, str] = field(default_factory=dict)
    device: str = ""


_PLANAR = ("yuv420p", "yuv420p10le")
_NV12 = ("nv12", "p010le")

# Where x264, SVT-AV1 and libvpx look like x265: by the SSIM of the luma of two talking heads at 640 × 360, each with
# the factors 18 to 36 of x265 at medium. SVT-AV1's and libvpx' scales have 64 steps where x265's has 52.
_X264 = Scale("crf", 1, -3, 0, 51)
_X265 = Scale("crf", 1, 0, 0, 51)
_SVT = Scale("crf", 2, -14, 1, 63)
_VPX = Scale("crf", 2, -13, 1, 63)
# NVIDIA's Video Codec SDK: the target quality has the range of the quantiser, as x264's crf. Hardware spends more bits
# for the same look, so the numbers stay near x264's.
_NVENC = {
    "h264": Scale("cq", 1, -3, 1, 51),
    "hevc": Scale("cq", 1, -1, 1, 51),
    "av1": Scale("cq", 1.235, 4, 1, 63),
}
# Intel: ICQ quality goes from 1 to 51, and "can be considered similar to x264's crf" (FFmpeg's wiki, QuickSync).
_QSV = Scale("global_quality", 1, -2, 1, 51)
# VAAPI's and AMF's constant quality are quantisers, which at a rate factor are on average a few steps above it.
_QP = Scale("qp", 1, -1, 1, 51)
_AMF = Scale("qvbr_quality_level", 1, -2, 1, 51)
_RKMPP = Scale("qp_init", 1, -1, 1, 51)

_SVT_SPEEDS = ("preset", ("10", "9", "8", "7", "7", "6", "5", "4", "3"))  # 10 and up are for live pictures
_VPX_SPEEDS = ("cpu-used", ("5", "5", "5", "5", "4", "3", "2", "1", "0"))  # FFmpeg's wiki, VP9
_NVENC_SPEEDS = ("preset", ("p1", "p1", "p2", "p3", "p4", "p5", "p6", "p7", "p7"))  # NVIDIA's migration guide
_QSV_SPEEDS = ("preset", ("veryfast", "veryfast", *SPEEDS[2:]))
_AMF_SPEEDS = ("quality", ("speed",) * 4 + ("balanced",) * 2 + ("quality",) * 3)
_VPX_FIXED = {"deadline": "good", "row-mt": "1", "tile-columns": "2", "auto-alt-ref": "1", "lag-in-frames": "25"}
_NVENC_FIXED = {"rc": "vbr", "tune": "hq", "spatial-aq": "1"}


def _nvenc(codec: str) -> Spec:
    formats = ("yuv420p", "" if codec == "h264" else "p010le")
    # Without a bitrate of zero the quality would be held to FFmpeg's default of 200 kbit/s.
    return Spec(f"{codec}_nvenc", codec, formats, _NVENC[codec], _NVENC_SPEEDS, _NVENC_FIXED, {"b": "0"})


def _qsv(codec: str) -> Spec:
    formats = ("nv12", "" if codec == "h264" else "p010le")
    return Spec(f"{codec}_qsv", codec, formats, _QSV, _QSV_SPEEDS)


def _vaapi(codec: str) -> Spec:
    scale = _QP if codec in ("h264", "hevc") else Scale("global_quality", 5, -10, 1, 255)
    formats = ("nv12", "" if codec == "h264" else "p010le")
    return Spec(f"{codec}_vaapi", codec, formats, scale, None, {}, {"rc_mode": "CQP"}, {"rc_mode": "VBR"}, "vaapi")


def _amf(codec: str) -> Spec:
    formats = ("nv12", "" if codec == "h264" else "p010le")
    fixed = {"usage": "transcoding"}
    return Spec(f"{codec}_amf", codec, formats, _AMF, _AMF_SPEEDS, fixed, {"rc": "qvbr"}, {"rc": "vbr_peak"})


def _rkmpp(codec: str) -> Spec:
    return Spec(f"{codec}_rkmpp", codec, ("nv12", ""), _RKMPP, None, {}, {"rc_mode": "CQP"}, {"rc_mode": "VBR"})


def _v4l2(codec: str) -> Spec:
    return Spec(f"{codec}_v4l2m2m", codec, ("nv12", ""), None)


ENCODERS: dict[str, tuple[Spec, ...]] = {
    "software": (
        Spec("libx264", "h264", _PLANAR, _X264, ("preset", SPEEDS)),
        Spec("libx265", "hevc", _PLANAR, _X265, ("preset", SPEEDS)),
        Spec("libsvtav1", "av1", _PLANAR, _SVT, _SVT_SPEEDS),
        # With a bitrate of zero the factor alone decides (libvpx: "constant quality").
        Spec("libvpx-vp9", "vp9", _PLANAR, _VPX, _VPX_SPEEDS, _VPX_FIXED, {"b": "0"}),
    ),
    "nvenc": tuple(_nvenc(codec) for codec in ("h264", "hevc", "av1")),
    "qsv": tuple(_qsv(codec) for codec in ("h264", "hevc", "av1", "vp9")),
    "vpu": (
        *(_v4l2(codec) for codec in ("h264", "hevc", "vp9")),
        *(_vaapi(codec) for codec in ("h264", "hevc", "av1", "vp9")),
        *(_amf(codec) for codec in ("h264", "hevc", "av1")),
        *(_rkmpp(codec) for codec in ("h264", "hevc")),
    ),
}
"""Backend → its encoders; of those for one codec, the one to be tried first stands first."""


def guessed_bitrate(crf: float, width: int, height: int, rate: float) -> int:
    """Return a bitrate, in bit/s, for encoders that know no quality.

    By a rule of thumb of ours: HEVC at the factor 24 takes about 0.08 bits a pixel, and six steps halve it, as each
    step of the quantiser in H.264 and HEVC is a sixth of an octave.
    """
    bits = max(LOWEST_BITS, 0.08 * 2 ** ((24 - crf) / 6))
    return round(bits * width * height * rate)

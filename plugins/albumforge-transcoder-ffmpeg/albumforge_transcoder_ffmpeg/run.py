"""One video by ffmpeg: what it is told, what came out, and what had better be done in software."""

from __future__ import annotations

import time
from fractions import Fraction
from pathlib import Path

import av
import msgspec

from albumforge.context import Context
from albumforge.errors import MediaError, Unavailable
from albumforge.media.probe import open_media, video_stream
from albumforge.media.publish import writing
from albumforge.transcoders.coded import encoder_options
from albumforge.transcoders.container import FORMATS
from albumforge.transcoders.encoders import ENCODERS
from albumforge.transcoders.facts import video_facts
from albumforge.transcoders.look import Look, look_at
from albumforge.transcoders.result_file import Allowed
from albumforge.transcoders.shape import Shape, shape_for
from albumforge.transcoders.streams import Fate, Tracks, tracks_of
from albumforge.transcoders.target import find_crf
from albumforge.transcoding import Preset, Transcoded, speed_message
from albumforge_transcoder_ffmpeg.child import Failed, progress_of
from albumforge_transcoder_ffmpeg.trial import Tried, encoders_of, names, program, upload

_SOUNDS = {"aac": "aac", "opus": "libopus", "flac": "flac"}
_CARRIED = frozenset((Fate.ENCODE, Fate.COPY, Fate.SOUND))


class NotHere(Exception):
    """Raised when the program does not do a video; the clause says why."""


def encode(source: Path, output: Path, preset: Preset, *, threads: int, context: Context) -> Transcoded:
    """Encode a video, at `output`.

    Raises:
        NotHere: it has what is not trusted to ffmpeg here, no encoder works for it, or ffmpeg failed.
        MediaError, NotSmaller, StorageError, Cancelled: as `albumforge.transcoding.Transcoder` says.
    """
    began, look = time.monotonic(), look_at(source)
    before = source.stat()
    container = FORMATS[output.suffix.lower()]
    shape, notes = shape_for(source, look, preset.video, container)
    with open_media(source) as media:
        pictures = video_stream(source, media)
        tracks = tracks_of(source, media, pictures, preset, container)
        seconds = float((media.duration or 0) / av.time_base)
    tried = _chosen(preset, look, shape, tracks)
    score = None
    if preset.video.target is not None:
        preset, score, remark = _searched(source, preset, tried, threads, context)
        notes += (remark,) if remark else ()
    with writing(output), output.open("wb"):  # told as what it is, before ffmpeg has words of its own for it
        pass
    allowed = Allowed(source, before.st_size, preset.min_saving)
    command = _command(source, output, preset, tried, shape, tracks, threads)
    frames = 0
    try:
        for report in progress_of(command, context):
            frames = int(report.get("frame") or frames)
            if (written := report.get("total_size", "")).isdigit():
                allowed.check(int(written))
            context.progress("transcode", _fraction(report, seconds), speed_message(float(report.get("fps") or 0)))
    except Failed as error:
        raise NotHere(str(error)) from error
    after = source.stat()
    if (after.st_size, after.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
        raise MediaError(source, "it was changed while it was transcoded")
    allowed.check(output.stat().st_size, done=True)
    context.progress("transcode", 1.0)
    return Transcoded(
        path=output,
        size=output.stat().st_size,
        encoder=tried.spec.name,
        fallback="",
        frames=frames,
        duration=_duration(output),
        seconds=time.monotonic() - began,
        crf=preset.video.crf,
        score=score,
        notes=(*notes, *tracks.notes),
        streams=tracks.wanted(),
    )


def _chosen(preset: Preset, look: Look, shape: Shape, tracks: Tracks) -> Tried:
    """Return the encoder to use.

    Raises:
        NotHere: software does this video better, or no encoder works.
    """
    if shape.mastering or shape.light or look.hdr:
        raise NotHere("its high dynamic range")
    if shape.spherical or shape.stereo or look.spherical_v1 or look.vr:
        raise NotHere("it is a VR video")
    if look.interlaced:
        raise NotHere("it is interlaced")
    if look.rgb or look.alpha or not look.subsampled or shape.colours.range == 2:
        raise NotHere(f"its pictures are stored as {look.pixel_format}")
    odd = sorted({track.kind for track in tracks.tracks if track.fate not in _CARRIED and track.fate is not Fate.GONE})
    if odd:
        raise NotHere(f"it has streams of the kind {', '.join(odd)}")
    problems = []
    for tried in encoders_of(program(), names()):
        if tried.encoder.codec == preset.video.codec:
            if not tried.encoder.problem and (tried.encoder.ten_bit or not shape.ten_bit):
                return tried
            problems.append(f"{tried.encoder.name}: {tried.encoder.problem or 'it has no samples of 10 bit'}")
    raise NotHere("; ".join(problems) or f"no encoder of {preset.video.codec} may be used")


def _searched(source: Path, preset: Preset, tried: Tried, threads: int, context: Context) -> tuple[Preset, float, str]:
    """Return a preset with the rate factor that reaches its target, the score measured with it, and a remark or "".

    The factor is found with albumforge's own encoder of that codec, on samples of the video.

    Raises:
        NotHere: that one does not work here.
    """
    picture, target = preset.video, preset.video.target
    assert target is not None
    own = next(spec.name for spec in ENCODERS["software"] if spec.codec == picture.codec)
    try:
        crf, score = find_crf(source, video_facts(source), preset, own, threads=threads, context=context)
    except Unavailable as error:
        raise NotHere(error.message.rstrip(".")) from error
    remark = f"The factor was found with {own}; the quality of {tried.spec.name} may differ."
    if score < target.score:
        wanted = f"{target.score:g} ({target.metric})"
        remark = f"The target of {wanted} was not reached: {score:.4g} with the best factor."
    elif tried.spec.name == own:
        remark = ""
    found = msgspec.structs.replace(picture, crf=crf, target=None)
    return msgspec.structs.replace(preset, video=found), score, remark


def _command(
    source: Path, output: Path, preset: Preset, tried: Tried, shape: Shape, tracks: Tracks, threads: int
) -> list[str]:
    """Return the program and its arguments; names of files are marked as such, whatever they begin with."""
    spec, container = tried.spec, FORMATS[output.suffix.lower()]
    before, last = upload(spec)
    pixel_format, aspect = spec.formats[shape.ten_bit], shape.sample_aspect
    scale = f"scale={shape.width}:{shape.height}:flags=bicubic"
    filters = [
        scale,
        f"setsar={aspect.numerator}/{aspect.denominator}",
        f"format={pixel_format}",
        *filter(None, [last]),
    ]
    command = [program(), "-hide_banner", "-nostdin", "-v", "error", "-xerror", "-y", *before]
    command += ["-protocol_whitelist", "file", "-i", f"file:{source}", "-max_muxing_queue_size", "9999"]
    for number, track in enumerate(track for track in tracks.tracks if track.fate is not Fate.GONE):
        command += ["-map", f"0:{track.index}", f"-c:{number}", _codec(track.fate, track.codec, spec.name)]
        if track.fate is Fate.SOUND:
            command += [f"-b:{number}", f"{preset.audio.bitrate_k}k"]
    command += ["-vf", ",".join(filters), "-fps_mode", "passthrough", "-enc_time_base", "-1"]
    for name, value in encoder_options(spec, preset.video, preset.video.crf, shape, threads).items():
        command += [f"-{name}:v" if name in ("b", "g", "preset", "crf") else f"-{name}", value]
    colours = shape.colours
    for name, code in (("colorspace", colours.matrix), ("color_primaries", colours.primaries)):
        command += [f"-{name}", str(code)]
    command += ["-color_trc", str(colours.transfer), "-color_range", str(colours.range)]
    command += ["-map_metadata", "0" if preset.metadata else "-1", "-map_chapters", "0" if preset.chapters else "-1"]
    if container != "matroska":
        command += ["-video_track_timescale", str(_timescale(shape.tick))]
        command += ["-movflags", "+use_metadata_tags" + ("+faststart" if preset.faststart else "")]
        command += ["-tag:v", "hvc1"] if preset.video.codec == "hevc" else []
    return [*command, "-progress", "pipe:1", "-stats_period", "0.2", "-f", container, f"file:{output}"]


def _codec(fate: Fate, codec: str, pictures: str) -> str:
    return pictures if fate is Fate.ENCODE else _SOUNDS.get(codec, codec) if fate is Fate.SOUND else "copy"


def _timescale(tick: Fraction) -> int:
    """Return ticks a second of an MP4 that has all times of the source, as far as 32 bit go."""
    return tick.denominator if tick.numerator == 1 and 1000 <= tick.denominator <= 10_000_000 else 90_000


def _fraction(report: dict[str, str], seconds: float) -> float:
    at = report.get("out_time_us", "")
    return min(0.99, int(at) / 1e6 / seconds) if at.isdigit() and seconds > 0 else 0.0


def _duration(path: Path) -> float:
    """Return seconds of the pictures of a file, by its packets."""
    with open_media(path, decoding=False) as media:
        stream = video_stream(path, media)
        base = stream.time_base or Fraction(1)
        spans = [
            (packet.pts, packet.pts + (packet.duration or 0))
            for packet in media.demux(stream)
            if packet.pts is not None
        ]
    return float((max(end for _, end in spans) - min(start for start, _ in spans)) * base) if spans else 0.0

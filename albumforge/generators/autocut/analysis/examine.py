"""Listen to a video and look through it, once, and keep what was found in the folder of its job."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import msgspec

from albumforge.context import Context
from albumforge.errors import MediaError, counted
from albumforge.face_detectors import FaceDetector
from albumforge.generators.autocut.analysis.decode_pass import Consumer, look_through
from albumforge.generators.autocut.analysis.faces_seen import FacesSeen
from albumforge.generators.autocut.analysis.hearing import Levels, listen
from albumforge.generators.autocut.analysis.motion import Motion
from albumforge.generators.autocut.analysis.pinning import pin
from albumforge.generators.autocut.analysis.record import Scene, Scores
from albumforge.generators.autocut.analysis.scenes import SHORTEST, SceneFinder
from albumforge.generators.autocut.analysis.scores import loudness_scores, rounded, scene_score, speech_scores
from albumforge.generators.autocut.analysis.speech import closed, spoken, within
from albumforge.generators.autocut.ingest import VideoSource
from albumforge.generators.autocut.kept import VERSION, keep, key_of, read_kept
from albumforge.generators.autocut.transcript.record import Span
from albumforge.media.mtcnn import MtcnnDetector
from albumforge.media.structs import work_out
from albumforge.media.trace import Trace

_TAIL = 0.5  # seconds that may be missing at the end before it counts as damaged
_REORDERED = 12  # frames that the pass may leave out at the end


class Analysis(msgspec.Struct, frozen=True, kw_only=True):
    """What was heard and seen in a video, as ``temp/analysis.json`` has it.

    Attributes:
        key: of what it was made from.
        end: second from which on nothing can be decoded; None where everything can.
        heard: where something is heard that may be said; every short gap is still there. None without sound.
        motion, faces, loudness: second by second, 0 to 1; no faces where nobody looked for them.
        notes: what is odd, a sentence each.
    """

    version: int = VERSION
    key: str
    end: float | None = None
    heard: tuple[Span, ...] | None = None
    motion: tuple[float, ...] = ()
    faces: tuple[float, ...] = ()
    loudness: tuple[float, ...] = ()
    notes: tuple[str, ...] = ()

    def scores(self, duration: float) -> Scores:
        """Return everything second by second."""
        speech = rounded(speech_scores(closed(self.heard or ()), duration))
        nothing = (0.0,) * len(speech)
        return Scores(
            speech=speech,
            motion=self.motion or nothing,
            faces=self.faces or nothing,
            loudness=self.loudness or nothing,
        )


class SceneList(msgspec.Struct, frozen=True, kw_only=True):
    """The scenes of a video, as ``output/scenes.json`` has them; `fps` is that of the grid."""

    version: int = VERSION
    key: str
    fps: str
    duration: float
    scenes: tuple[Scene, ...]


work_out(Analysis, SceneList)

_BUILT_IN = MtcnnDetector()


def examine(
    video: VideoSource,
    folder: Path,
    *,
    faces: bool,
    wav: Path | None,
    context: Context,
    trace: Trace,
    detector: FaceDetector = _BUILT_IN,
) -> tuple[VideoSource, Analysis, tuple[Scene, ...]]:
    """Return the video, shortened to what can be decoded, what is heard and seen in it, and its scenes.

    Args:
        folder: of the job.
        faces: whether to look for faces.
        detector: finds them.
        wav: where the sound is wanted as WAV; what is there already is taken as it is. None: nowhere.

    Raises:
        MediaError: no picture can be decoded.
        StorageError: the folder cannot be written.
        Cancelled: the context asked to stop.
    """
    analysis_path, scenes_path = folder / "temp" / "analysis.json", folder / "output" / "scenes.json"
    for looked in (faces, True):
        key = _key(video, looked, detector)
        analysis, scenes = read_kept(analysis_path, Analysis, key), read_kept(scenes_path, SceneList, key)
        if analysis is not None and scenes is not None and (wav is None or wav.is_file()):
            trace.note("detect_scenes", f"There were {counted(len(scenes.scenes), 'scene')} already")
            return _shortened(video, analysis.end), analysis, scenes.scenes
    key = _key(video, faces, detector)
    levels, notes = _listened(video, wav, context, trace)
    finder, motion, seen = SceneFinder(video.source.rate), Motion(), FacesSeen(detector)
    consumers: list[Consumer] = [finder, motion, *([seen] if faces else [])]
    with trace.action("detect_scenes", "Looked for scenes") as step:
        passed = look_through(video, consumers, context)
        end = _end(video, passed.end)
        if passed.damaged and end is None:
            notes.append(f"{counted(passed.damaged, 'picture')} could not be decoded; others are shown instead.")
        video = _shortened(video, end)
        cuts = pin(video, finder.cuts, context)
        step.detail = f"Found {counted(len(_bounds(video, cuts)) - 1, 'scene')} in {passed.looks} pictures"
    duration = video.source.duration
    analysis = Analysis(
        key=key,
        end=end,
        heard=None if levels is None else within(spoken(levels), duration),
        motion=rounded(motion.scores(duration)),
        faces=rounded(seen.scores(duration)) if faces else (),
        loudness=() if levels is None else rounded(loudness_scores(levels, duration)),
        notes=tuple(notes),
    )
    found = _scenes(video, cuts, analysis.scores(duration))
    keep(scenes_path, SceneList(key=key, fps=video.source.fps, duration=duration, scenes=found))
    keep(analysis_path, analysis)
    return video, analysis, found


def _key(video: VideoSource, faces: bool, detector: FaceDetector) -> str:
    by = (detector.identity,) if faces and detector.identity != _BUILT_IN.identity else ()
    return key_of("analysis", video.source.digest, video.source.audio_track, faces, *by)


def _listened(video: VideoSource, wav: Path | None, context: Context, trace: Trace) -> tuple[Levels | None, list[str]]:
    """Return the levels of the sound, None without one, and what is odd."""
    track = video.source.audio_track
    if track is None:
        return None, []
    kind, detail = ("extract_audio", "Extracted the sound as input.wav") if wav else ("detect_speech", "Heard")
    try:
        with trace.action(kind, detail) as step:
            levels = listen(video.path, track, duration=video.source.duration, wav=wav, context=context)
            step.detail += f", {len(levels) / 100:.1f} s"
            return levels, []
    except MediaError as error:
        # A track that cannot be decoded is as good as none.
        return None, [f"The sound cannot be used: {error.reason}."]


def _end(video: VideoSource, decoded: float) -> float | None:
    """Return the second at which what can be decoded ends, None where that is the end of the video."""
    spare = max(_TAIL, _REORDERED / float(video.source.rate))
    return decoded if decoded < video.source.duration - spare else None


def _shortened(video: VideoSource, end: float | None) -> VideoSource:
    return video if end is None else video.cut_off(end)


def _bounds(video: VideoSource, cuts: Sequence[int]) -> list[int]:
    """Return the first frame of each scene, and the end of the last."""
    last, least = video.source.frames, max(1, round(SHORTEST * video.source.rate))
    bounds = [0]
    for cut in sorted(cuts):
        if cut - bounds[-1] >= least and last - cut >= 1:
            bounds.append(cut)
    return [*bounds, last]


def _scenes(video: VideoSource, cuts: Sequence[int], scores: Scores) -> tuple[Scene, ...]:
    rate, found = video.source.rate, []
    for number, (first, last) in enumerate(pairwise(_bounds(video, cuts)), 1):
        start, end = round(float(first / rate), 6), round(float(last / rate), 6)
        scene = Scene(id=f"S{number:04}", start_frame=first, end_frame=last, start=start, end=end)
        found.append(msgspec.structs.replace(scene, score=scene_score(scene, scores)))
    return tuple(found)

"""Find out about a video what its cut is decided by: scenes, speech, silence, what is seen and what is said.

Each step leaves its artifact in the folder of the job, and is not taken again when that is there and was made from the
same: ``temp/input.wav``, ``temp/analysis.json``, ``output/scenes.json``, ``output/transcript.json``.
"""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from albumforge.context import Context
from albumforge.face_detectors import FaceDetector
from albumforge.generators.autocut.analysis import voice
from albumforge.generators.autocut.analysis.examine import examine
from albumforge.generators.autocut.analysis.record import Study
from albumforge.generators.autocut.analysis.scores import rounded, speech_scores
from albumforge.generators.autocut.analysis.speech import CLOSED, between, closed
from albumforge.generators.autocut.ingest import VideoSource, ingest
from albumforge.generators.autocut.request import CutRequest
from albumforge.generators.autocut.transcript.record import Span, Transcriber
from albumforge.generators.autocut.transcript.step import choose_transcriber, remarks, transcribe
from albumforge.media.mtcnn import MtcnnDetector
from albumforge.media.publish import TEMPORARY_PREFIX, make_folder
from albumforge.media.trace import Trace

_FACES_FOR = ("scenes", "highlights")


def study(
    video: Path,
    folder: Path,
    options: CutRequest,
    context: Context,
    trace: Trace,
    *,
    transcribers: Mapping[str, Transcriber] | None = None,
    detector: FaceDetector | None = None,
) -> Study:
    """Study a video that is to be cut.

    Args:
        video: the file; it is only read.
        folder: of the job; artifacts go to its ``temp`` and ``output``.
        options: of them, `strategy`, `min_silence`, `language`, `extract_audio`, `subtitles` and `drop_words` count.
        context: told of the progress (stages ``sound``, ``pictures``, ``voice``, ``transcript``).
        trace: gets what was done, or was there already.
        transcribers: by name; the first that has a model is asked. None: Whisper without a model.
        detector: finds faces; None: the built-in one.

    Raises:
        MediaError: it is no video that can be decoded; the reason says what is wrong.
        StorageError: the folder cannot be written.
        Cancelled: the context asked to stop.
    """
    source = _ingested(video, context, trace)
    transcriber = choose_transcriber(transcribers or {})
    detect = options.strategy == "speech" and voice.is_there()
    with _wav(source, folder, options.extract_audio, bool(transcriber.identity) or detect) as wav:
        known = len(source.notes)
        source, analysis, scenes = examine(
            source,
            folder,
            faces=options.strategy in _FACES_FOR,
            wav=wav,
            context=context,
            trace=trace,
            detector=detector or MtcnnDetector(),
        )
        for note in (*source.notes[known:], *analysis.notes):
            trace.note("ingest", note)
        heard = closed(analysis.heard or (), min(CLOSED, options.min_silence))
        speech = _voiced(heard, wav, context, trace) if detect else heard
        transcript = transcribe(
            source,
            folder,
            transcriber=transcriber,
            language=options.language or "",
            wav=wav,
            speech=speech,
            context=context,
            trace=trace,
        )
    wanted = options.subtitles == "burned" or bool(options.drop_words)
    duration, audible = source.source.duration, analysis.heard is not None
    silences = between(speech, duration) if audible else ()
    trace.note("detect_speech", _on_speech(speech, silences, audible))
    return Study(
        source=source.source if audible else msgspec.structs.replace(source.source, audio_track=None),
        scenes=scenes,
        speech=speech,
        silences=silences,
        scores=msgspec.structs.replace(analysis.scores(duration), speech=rounded(speech_scores(speech, duration))),
        transcript=transcript,
        notes=(*source.notes, *analysis.notes, *remarks(transcript, transcriber, wanted=wanted)),
    )


def _ingested(video: Path, context: Context, trace: Trace) -> VideoSource:
    """Examine the video, and note what is odd about it."""
    with trace.action("ingest", "Examined the video") as step:
        source = ingest(video, context)
        step.detail = _described(source)
    for note in source.notes:
        trace.note("ingest", note)
    return source


def _voiced(heard: tuple[Span, ...], wav: Path | None, context: Context, trace: Trace) -> tuple[Span, ...]:
    """Return of the stretches in which something is heard those with a voice."""
    if wav is None or not heard:
        return heard
    with trace.action("detect_voice", "Told voices from other sounds by Silero VAD"):
        return voice.voiced(wav, heard, context)


def _described(video: VideoSource) -> str:
    source, info = video.source, video.info
    sound = "no sound" if info.audio is None else f"{info.audio.codec} {info.audio.sample_rate} Hz"
    rate = f"{float(source.rate):.5g}"
    return f"{source.width} × {source.height}, {rate} fps, {source.duration:.2f} s, {info.codec}, {sound}"


@contextlib.contextmanager
def _wav(video: VideoSource, folder: Path, kept: bool, needed: bool) -> Iterator[Path | None]:
    """Yield where the sound is to be as WAV, None: nowhere; it goes again at the end where it is not to be kept."""
    temp = make_folder(folder / "temp")
    path = temp / "input.wav"
    if video.source.audio_track is None or not (kept or needed):
        yield None
    elif kept:
        yield path
    else:
        passing = temp / f"{TEMPORARY_PREFIX}{secrets.token_hex(6)}.wav"
        try:
            yield passing
        finally:
            passing.unlink(missing_ok=True)


def _on_speech(speech: Sequence[Span], silences: Sequence[Span], audible: bool) -> str:
    if not audible:
        return "There is no sound to find speech in"
    said, silent = (sum(span.length for span in spans) for spans in (speech, silences))
    count = f"{len(speech)} stretch{'' if len(speech) == 1 else 'es'}"
    return f"Found {count} of speech, {said:.1f} s, and {silent:.1f} s of silence"

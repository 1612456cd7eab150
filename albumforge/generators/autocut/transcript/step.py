"""The transcript as a step of a job: kept in its folder; where there can be none, it says why, and the job goes on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from albumforge.context import Context
from albumforge.errors import Cancelled, MediaError, Unavailable
from albumforge.generators.autocut.ingest import VideoSource
from albumforge.generators.autocut.kept import VERSION, keep, key_of, read_kept
from albumforge.generators.autocut.transcript.record import Segment, Span, Transcriber, Transcript
from albumforge.generators.autocut.transcript.whisper import WhisperTranscriber
from albumforge.media.structs import work_out
from albumforge.media.trace import Trace

_NO_SOUND, _NO_SPEECH = "The video has no sound.", "Nothing is said in the video."
_FIELDS = Transcript.__struct_fields__


class KeptTranscript(msgspec.Struct, frozen=True, kw_only=True):
    """A transcript, as ``output/transcript.json`` has it."""

    version: int = VERSION
    key: str
    language: str
    model: str
    reason: str | None
    segments: tuple[Segment, ...]


work_out(KeptTranscript)


def choose_transcriber(transcribers: Mapping[str, Transcriber]) -> Transcriber:
    """Return the first that has a model, else one that says what is missing."""
    known = [*transcribers.values()] or [WhisperTranscriber()]
    return next((one for one in known if one.identity), known[0])


def transcribe(
    video: VideoSource,
    folder: Path,
    *,
    transcriber: Transcriber,
    language: str,
    wav: Path | None,
    speech: Sequence[Span],
    context: Context,
    trace: Trace,
) -> Transcript:
    """Return what is said in a video, and keep it as ``output/transcript.json``.

    Args:
        folder: of the job.
        language: ISO 639-1, or "" to find out.
        wav: the sound, 16 kHz, mono; None where there is none that can be used, or where nobody asked for it.
        speech: where something is said.

    Raises:
        StorageError: the folder cannot be written.
        Cancelled: the context asked to stop.
    """
    path, model = folder / "output" / "transcript.json", transcriber.identity
    key = key_of("transcript", video.source.digest, video.source.audio_track, transcriber.name, model, language, speech)
    kept = read_kept(path, KeptTranscript, key) if model else None
    if kept is not None and (kept.model or kept.reason is None):  # one that failed is tried again
        found = Transcript(**{name: getattr(kept, name) for name in _FIELDS})
        trace.note("transcribe", f"The transcript was there already: {_described(found)}")
        return found
    with trace.action("transcribe", "Wrote the transcript") as step:
        if video.source.audio_track is None:
            found = Transcript(language=language, reason=_NO_SOUND)
        elif not speech:
            found = Transcript(language=language, reason=_NO_SPEECH)
        else:
            found = _attempted(transcriber, wav or folder / "temp" / "input.wav", language, speech, context)
        step.detail = _described(found)
    keep(path, KeptTranscript(key=key, **{name: getattr(found, name) for name in _FIELDS}))
    return found


def remarks(transcript: Transcript, transcriber: Transcriber, *, wanted: bool) -> tuple[str, ...]:
    """Return what people should know of a transcript that is missing, where words were wanted or a model was set.

    Args:
        wanted: whether something was asked for that needs it.
    """
    nothing_said = transcript.model or transcript.reason in (_NO_SOUND, _NO_SPEECH)
    if transcript.reason is None or not (wanted or (transcriber.identity and not nothing_said)):
        return ()
    return (_described(transcript),)


def _attempted(
    transcriber: Transcriber, wav: Path, language: str, speech: Sequence[Span], context: Context
) -> Transcript:
    try:
        return transcriber.transcribe(wav, language, context, speech=speech)
    except Cancelled:
        raise
    except (Unavailable, MediaError) as error:
        reason = error.reason if isinstance(error, MediaError) else str(error)
    except Exception as error:  # one from outside may raise anything, and a cut is worth having without a transcript
        reason = f"The transcriber {transcriber.name} failed: {type(error).__name__}: {error}"
        context.log(reason)
    return Transcript(language=language, reason=reason)


def _described(transcript: Transcript) -> str:
    if transcript.reason is not None:
        return f"No transcript: {transcript.reason}"
    language = f" ({transcript.language})" if transcript.language else ""
    return f"Wrote down {len(transcript.words)} words in {len(transcript.segments)} sentences{language}"

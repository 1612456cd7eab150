"""Transcripts by Whisper, run by faster-whisper, which is in the extra ``transcribe``.

The model is named by the setting `whisper_model` and is read from this machine only: nothing is downloaded.
"""

from __future__ import annotations

import wave
from collections.abc import Iterable, Iterator, Sequence
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from albumforge.backends import API_VERSION
from albumforge.context import Context
from albumforge.errors import Cancelled, MediaError, Unavailable
from albumforge.generators.autocut.transcript.record import Span, Transcript, Word
from albumforge.generators.autocut.transcript.sentences import Stretch, heard, sentences, stretches
from albumforge.settings import Settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

STAGE = "transcript"
_RATE = 16_000
_WINDOW = 30  # seconds that Whisper looks at at once
_PAUSE, _LONGEST = 5.0, 300.0  # seconds
_NEEDED = "model.bin", "tokenizer.json"  # without the latter, the library would fetch one


class WhisperTranscriber:
    """Whisper by CTranslate2, on this machine's processor."""

    name: ClassVar[str] = "whisper"
    api_version: ClassVar[int] = API_VERSION

    def __init__(self, model: str = "", threads: int = 0) -> None:
        """Take a model.

        Args:
            model: its folder, or the name of one in the cache of Hugging Face; "": none.
            threads: of the processor that it may use; 0: the library decides.
        """
        self._model = model
        self._threads = threads

    def configure(self, settings: Settings) -> None:
        """Take the model from the settings."""
        self._model = settings.whisper_model
        self._threads = settings.render_threads

    @property
    def identity(self) -> str:
        """Name of the model that is set and version of the library; "" where none is set."""
        if not self._model:
            return ""
        library = version("faster-whisper") if find_spec("faster_whisper") is not None else "missing"
        return f"faster-whisper {library} {self._model}"

    def check(self) -> None:
        """Check that the model is on this machine; it is not read.

        Raises:
            Unavailable: the library, the setting or the model is missing; the sentence says what to do.
        """
        self._folder()

    def transcribe(self, wav: Path, language: str, context: Context, *, speech: Sequence[Span] = ()) -> Transcript:
        """Return what is said in a sound; see `albumforge.transcription.Transcriber`."""
        folder = self._folder()
        model = self._loaded(folder)
        wanted = language.lower().replace("_", "-").partition("-")[0]
        label = Path(self._model).name if Path(self._model).is_dir() else self._model
        if wanted and wanted not in model.supported_languages:
            known = "English only" if not model.model.is_multilingual else f"no language {wanted!r}"
            raise Unavailable(
                f"The speech model {label!r} knows {known}, and {wanted!r} is what is said.",
                hint="Name another model in the setting whisper_model.",
            )
        words: list[Word] = []
        with _opened(wav) as file:
            parts = stretches(file.getnframes(), _RATE, speech, pause=_PAUSE, longest=_LONGEST)
            for number, part in enumerate(parts):
                context.progress(STAGE, number / len(parts))
                context.check()
                found, wanted = _words(model, _samples(file, part), wanted, context)
                words += _placed(found, part)
        context.progress(STAGE, 1.0)
        kept = sentences(heard(words, speech))
        return Transcript(language=wanted, model=label, reason=None if kept else _NOBODY, segments=kept)

    def _folder(self) -> Path:
        """Return the model's folder on this machine.

        Raises:
            Unavailable: the library, the setting or the model is missing.
        """
        if not self._model:
            raise Unavailable(
                "No speech model is set.", hint="Name the folder of a Whisper model in the setting whisper_model."
            )
        if find_spec("faster_whisper") is None:
            raise Unavailable(
                "The library faster-whisper is missing.", hint="Install it: pip install 'albumforge[transcribe]'."
            )
        folder = Path(self._model).expanduser()
        if not folder.is_dir():
            from faster_whisper.utils import download_model

            try:
                folder = Path(download_model(self._model, local_files_only=True))
            except Exception as error:  # each version of the hub's library has errors of its own for this
                raise Unavailable(
                    f"The speech model {self._model!r} is not on this machine.",
                    hint="Download it, and name its folder in the setting whisper_model.",
                ) from error
        missing = [name for name in _NEEDED if not (folder / name).is_file()]
        if missing:
            raise Unavailable(
                f"The speech model {self._model!r} is not complete: {', '.join(missing)} is missing.",
                hint="Download it again, in the form that faster-whisper reads.",
            )
        return folder

    def _loaded(self, folder: Path) -> Any:
        from faster_whisper import WhisperModel

        try:
            return WhisperModel(
                str(folder), device="cpu", compute_type="int8", cpu_threads=self._threads, local_files_only=True
            )
        except Exception as error:  # of CTranslate2: RuntimeError, ValueError, for files it cannot read
            raise Unavailable(
                f"The speech model {self._model!r} cannot be read: {error}",
                hint="Download it again, in the form that faster-whisper reads.",
            ) from error


_NOBODY = "Nothing that is said was understood."


def _opened(wav: Path) -> wave.Wave_read:
    try:
        file = wave.open(str(wav), "rb")  # noqa: SIM115 - the caller closes it
    except (OSError, EOFError, wave.Error) as error:
        raise MediaError(wav, f"it cannot be read as a WAV file ({error})") from error
    if (file.getframerate(), file.getnchannels(), file.getsampwidth()) != (_RATE, 1, 2):
        file.close()
        raise MediaError(wav, "a transcript needs 16 kHz, mono, 16 bit")
    return file


def _samples(file: wave.Wave_read, part: Stretch) -> NDArray[np.float32]:
    """Return a part of a sound, with silence up to whole windows: what the library fills them with is none."""
    file.setpos(part.start)
    import numpy as np  # not where the backends are only listed

    words = np.frombuffer(file.readframes(part.end - part.start), "<i2")
    length = (len(words) // (_WINDOW * _RATE) + 1) * _WINDOW * _RATE
    samples = np.zeros(length, np.float32)
    samples[: len(words)] = words / np.float32(32768)
    return samples


def _words(model: Any, samples: NDArray[np.float32], language: str, context: Context) -> tuple[list[Word], str]:
    """Return the words of a sound, and their language."""
    context.check()
    segments, info = model.transcribe(
        samples,
        language=language or None,
        word_timestamps=True,
        condition_on_previous_text=False,  # what was misheard once would be heard again and again
        hallucination_silence_threshold=2.0,
    )
    return list(_said(segments, context)), str(info.language)


def _said(segments: Any, context: Context) -> Iterator[Word]:
    for segment in segments:  # each window is worked on when its first segment is asked for
        try:
            context.check()
        except Cancelled:
            segments.close()
            raise
        for word in segment.words or ():
            yield Word(
                start=round(float(word.start), 3),
                end=round(float(word.end), 3),
                word=str(word.word),
                probability=round(float(word.probability), 3),
            )


def _placed(words: Iterable[Word], part: Stretch) -> Iterator[Word]:
    """Yield the words of a part by the times of the whole sound; models put some into the silence behind its end."""
    begin, length = part.start / _RATE, (part.end - part.start) / _RATE
    for word in words:
        if word.start < length:
            yield Word(
                start=round(word.start + begin, 3),
                end=round(min(word.end, length) + begin, 3),
                word=word.word,
                probability=word.probability,
            )

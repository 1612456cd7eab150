"""A transcriber that asks a speech model behind an OpenAI-compatible endpoint.

Protocol: ``POST <url>/audio/transcriptions``, https://platform.openai.com/docs/api-reference/audio/createTranscription
"""

from __future__ import annotations

import io
import json
import math
import os
import re
import wave
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar

from albumforge.backends import API_VERSION
from albumforge.context import Context
from albumforge.errors import MediaError, Unavailable
from albumforge.generators.autocut.transcript.sentences import Stretch, heard, sentences, stretches
from albumforge.remote import Remote, multipart
from albumforge.transcription import Span, Transcript, Word

PREFIX = "ALBUMFORGE_PLUGIN_SPEECH_"
LONGEST = 600.0
"""Seconds of sound that are sent at once; hosted servers take 25 MB."""
LARGEST_ANSWER = 20_000_000

_RATE, _PAUSE, _TIMEOUT = 16_000, 5.0, 600.0
_NOBODY = "Nothing that is said was understood."
_CLOSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\u0e00-\u0e7f]")
"""Letters of languages that are written without spaces: kana, Han, Thai."""
_CODES = {
    "english": "en", "chinese": "zh", "german": "de", "spanish": "es", "french": "fr", "italian": "it",
    "japanese": "ja", "korean": "ko", "portuguese": "pt", "russian": "ru", "dutch": "nl", "arabic": "ar",
}  # fmt: skip


class OpenAITranscriber:
    """Asks the model that the environment names; see README.md. Without one it has no identity, and is not asked."""

    name: ClassVar[str] = "openai"
    api_version: ClassVar[int] = API_VERSION

    @property
    def identity(self) -> str:
        """Server and model; "" where the environment names none."""
        url, model = (os.environ.get(PREFIX + name, "").strip() for name in ("URL", "MODEL"))
        return f"{url.rstrip('/')} {model}" if url and model else ""

    def check(self) -> None:
        """Check that the environment names a server; it is not asked.

        Raises:
            Unavailable: it does not; the message names the variable.
        """
        self._server()

    def transcribe(self, wav: Path, language: str, context: Context, *, speech: Sequence[Span] = ()) -> Transcript:
        """Return what is said in a sound; see `albumforge.transcribers.Transcriber`."""
        server = self._server()
        wanted = language.lower().replace("_", "-").partition("-")[0]
        words: list[Word] = []
        context.check()
        with _opened(wav) as file:
            parts = stretches(file.getnframes(), _RATE, speech, pause=_PAUSE, longest=LONGEST)
            for number, part in enumerate(parts):
                context.progress("transcript", number / len(parts))
                answer = _asked(server, _sound(file, part), wanted, context)
                wanted = wanted or _code(answer.get("language"))
                words += _words(answer, part, words[-1].end if words else 0.0)
        context.progress("transcript", 1.0)
        kept = sentences(heard(words, speech))
        return Transcript(language=wanted, model=server.model, reason=None if kept else _NOBODY, segments=kept)

    @staticmethod
    def _server() -> Remote:
        return Remote.of_environment("The transcriber openai", PREFIX, timeout=_TIMEOUT)


def _opened(wav: Path) -> wave.Wave_read:
    try:
        file = wave.open(str(wav), "rb")  # noqa: SIM115 - the caller closes it
    except (OSError, EOFError, wave.Error) as error:
        raise MediaError(wav, f"it cannot be read as a WAV file ({error})") from error
    if (file.getframerate(), file.getnchannels(), file.getsampwidth()) != (_RATE, 1, 2):
        file.close()
        raise MediaError(wav, "a transcript needs 16 kHz, mono, 16 bit")
    return file


def _sound(file: wave.Wave_read, part: Stretch) -> bytes:
    """Return a part of a sound as a WAV file of its own."""
    file.setpos(part.start)
    made = io.BytesIO()
    with wave.open(made, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(_RATE)
        written.writeframes(file.readframes(part.end - part.start))
    return made.getvalue()


def _asked(server: Remote, sound: bytes, language: str, context: Context) -> dict[str, Any]:
    """Return the server's answer, which is a mapping with a text."""
    fields = {
        "model": server.model,
        "response_format": "verbose_json",
        "timestamp_granularities[]": "word",
        "temperature": "0",
        **({"language": language} if language else {}),
    }
    body, kind = multipart(fields, "file", "sound.wav", sound, "audio/wav")
    try:
        answer = json.loads(server.post("/audio/transcriptions", body, kind, context, most=LARGEST_ANSWER))
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict) or not isinstance(answer.get("text"), str):
        raise Unavailable("The server of the transcriber openai did not answer as the protocol says.")
    return answer


def _words(answer: dict[str, Any], part: Stretch, earliest: float) -> Iterator[Word]:
    """Yield the words of an answer, by the times of the whole sound, none before the end of the one before.

    Raises:
        Unavailable: there is a text, and no times of its words, or what is no time.
    """
    found = answer.get("words")
    if not found and isinstance(answer.get("segments"), list):  # where some servers have them
        listed = (segment.get("words") for segment in answer["segments"] if isinstance(segment, dict))
        found = [word for words in listed if isinstance(words, list) for word in words]
    if not found and answer["text"].strip():
        raise Unavailable(
            "The server of the transcriber openai gives no times of words.",
            hint="Ask for another model, or a server that takes timestamp_granularities[]=word.",
        )
    begin, length = part.start / _RATE, (part.end - part.start) / _RATE
    for one in found or ():
        try:
            text, start, end = str(one["word"]), float(one["start"]), float(one["end"])
            sure = float(one.get("probability", 1.0))
        except (LookupError, TypeError, ValueError, AttributeError):
            raise _odd(one) from None
        if not all(map(math.isfinite, (start, end, sure))):
            raise _odd(one)
        if not text.strip() or start >= length:  # models put some into the silence behind the end
            continue
        earliest = max(earliest, begin + max(0.0, start))
        last = max(earliest, begin + min(end, length))
        yield Word(
            start=round(earliest, 3), end=round(last, 3), word=_spaced(text), probability=min(1.0, max(0.0, sure))
        )
        earliest = last


def _odd(word: object) -> Unavailable:
    return Unavailable(f"The server of the transcriber openai gives a word without its times: {str(word)[:80]}.")


def _spaced(text: str) -> str:
    """Return a word with the space before it that the protocol leaves out, where its language has one."""
    return text if text[0].isspace() or _CLOSE.match(text) else f" {text}"


def _code(language: object) -> str:
    """Return ISO 639-1 of what a server calls a language, "" where that is not known."""
    text = language.strip().lower() if isinstance(language, str) else ""
    return text if re.fullmatch("[a-z]{2}", text) else _CODES.get(text, "")

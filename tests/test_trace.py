"""Traces of cutting jobs."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path

import pytest

from albumforge.errors import Cancelled, InvalidInput, MediaError, NotFound, StorageError
from albumforge.media.trace import Action, Trace


def test_an_action_has_the_time_that_it_took() -> None:
    trace, begin = Trace(), time.monotonic()
    with trace.action("append_scene", "Appended scene S0001 [10-90]"):
        time.sleep(0.03)
    most = (time.monotonic() - begin) * 1000
    (action,) = trace.actions
    assert (action.action, action.detail, action.ok) == ("append_scene", "Appended scene S0001 [10-90]", True)
    assert 30 <= action.took_ms <= most + 1


def test_the_detail_may_be_known_at_the_end_only() -> None:
    trace = Trace()
    with trace.action("render_subtitles", "Rendering subtitles") as step:
        step.detail = "Rendered 42 subtitle segments"
    assert trace.actions[0].detail == "Rendered 42 subtitle segments"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (MediaError("/srv/media/jobs/job_1/input/input.mp4", "it is damaged"), "Probing: it is damaged"),
        (Cancelled(), "Probing: cancelled"),
        (
            StorageError("/srv/jobs/output/final.mp4 cannot be written: the disk is full."),
            "Probing: final.mp4 cannot be written: the disk is full.",
        ),
        (KeyboardInterrupt(), "Probing"),
        (ValueError("25/1 and 30/1 frames/s"), "Probing: 25/1 and 30/1 frames/s"),
    ],
)
def test_an_error_makes_a_failure_and_goes_on(error: BaseException, said: str) -> None:
    trace = Trace()
    with pytest.raises(type(error)), trace.action("probe", "Probing"):
        raise error
    assert trace.actions == (Action("probe", said, False, trace.actions[0].took_ms),)
    assert trace.summary().failed == 1


def test_details_are_one_line() -> None:
    trace = Trace()
    trace.note("find_scenes", "one\n two\t three")
    assert trace.actions[0].detail == "one two three"


def test_the_document_has_the_figures_and_the_actions() -> None:
    trace = Trace()
    trace.note("create_timeline", "Created timeline: AutoCut_20250205_143022", took_ms=234)
    trace.note("export_mp4", "Exported to final.mp4", ok=False, took_ms=6)
    assert json.loads(trace.document()) == {
        "total_actions": 2,
        "successful": 1,
        "failed": 1,
        "total_time_ms": 240,
        "actions": [
            {
                "action": "create_timeline",
                "detail": "Created timeline: AutoCut_20250205_143022",
                "ok": True,
                "took_ms": 234,
            },
            {"action": "export_mp4", "detail": "Exported to final.mp4", "ok": False, "took_ms": 6},
        ],
    }


def test_a_trace_goes_on_where_it_was_saved(tmp_path: Path) -> None:
    path, heard = tmp_path / "trace.json", []
    first = Trace()
    first.note("probe", "片头 é")
    first.save(path)
    again = Trace.load(path, heard.append)
    assert again.actions == first.actions
    again.note("find_scenes", "3 scenes")
    assert heard == [Action("find_scenes", "3 scenes")]
    again.save(path)
    assert Trace.load(path).summary().total_actions == 2


def test_what_is_no_trace_is_said(tmp_path: Path) -> None:
    path = tmp_path / "trace.json"
    with pytest.raises(NotFound, match=r"trace\.json"):
        Trace.load(path)
    for content in (b"", b"[]", b'{"actions": []}', b"\xff\xfe"):
        path.write_bytes(content)
        with pytest.raises(InvalidInput, match="not the trace of a cutting job"):
            Trace.load(path)
    with pytest.raises(InvalidInput, match="cannot be read"):
        Trace.load(tmp_path)


def test_threads_lose_no_action() -> None:
    heard: list[Action] = []
    trace = Trace(on_action=heard.append)

    def many() -> None:
        for number in range(200):
            with trace.action("append_scene", str(number)):
                pass

    threads = [threading.Thread(target=many) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert trace.summary().total_actions == len(heard) == 1600

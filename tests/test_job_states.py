"""What the owner of a cutting job is told of how it stands."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from albumforge.models.tables import now
from albumforge.services.job_states import EXPIRED, Job, stage_name
from albumforge.services.states import Status


def job(folder: Path, status: Status, **columns: Any) -> Job:
    """A job as a row says it."""
    values = {
        "work_id": "job_20250205_143022",
        "user_id": 1,
        "generator": "autocut",
        "label": "讲座.mp4",
        "video": "input.mp4",
        "stage": 0,
        "progress": 0.0,
        "seconds_left": None,
        "error": "",
        "attempts": 0,
        "duration": None,
        "size": 1,
        "created": now(),
        "updated": now(),
        "request": {},
    }
    return Job.of(SimpleNamespace(**{**values, "status": int(status), **columns}), folder)


@pytest.mark.parametrize(
    ("status", "columns", "state"),
    [
        (Status.QUEUED, {}, "created"),
        (Status.QUEUED, {"attempts": 1}, "processing"),
        (Status.QUEUED, {"progress": 0.3}, "processing"),
        (Status.RUNNING, {"attempts": 1}, "processing"),
        (Status.DONE, {"attempts": 1, "progress": 1.0}, "completed"),
        (Status.FAILED, {"error": "no"}, "failed"),
        (Status.EXPIRED, {}, "failed"),
    ],
)
def test_the_word_for_its_state(tmp_path: Path, status: Status, columns: dict[str, Any], state: str) -> None:
    assert job(tmp_path, status, **columns).state == state


def test_an_error_is_told_only_of_what_has_failed(tmp_path: Path) -> None:
    assert job(tmp_path, Status.QUEUED, error="try 1", attempts=1).error == ""
    assert job(tmp_path, Status.FAILED, error="cancelled").error == "cancelled"
    assert job(tmp_path, Status.EXPIRED, error="old").error == EXPIRED


def test_where_things_are(tmp_path: Path) -> None:
    one = job(tmp_path, Status.DONE)
    assert (one.video, one.film) == (tmp_path / "input" / "input.mp4", tmp_path / "output" / "final.mp4")
    assert (one.known().label, one.known().path) == ("讲座.mp4", one.video)
    assert [stage_name(number) for number in (0, 100, 101, 105, 200)] == ["", "", "ingest", "render", ""]

"""What came of the farm's videos: by reason, since a moment, and how long the rest takes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from wsgi_client import Client

from albumforge.forge import Forge
from albumforge.http import app
from albumforge.models.tables import now
from albumforge.services.farm.report import reasons_of
from albumforge.services.farm.states import TaskStatus, VideoStatus, WorkerType
from albumforge.services.farm.workers import Described

MANY, FEW = "4,100 kbit/s is below the 5,000 of the preset.", "3,020 kbit/s is below the 5,000 of the preset."


@pytest.fixture
def forge(open_forge: Callable[..., Forge], database_url: str, tmp_path: Path) -> Forge:
    """A forge with a farm, once on SQLite and once on PostgreSQL."""
    (tmp_path / "videos").mkdir()
    return open_forge(farm_roots=(tmp_path / "videos",), database_url=database_url)


def add_videos(forge: Forge, *rows: dict[str, Any]) -> None:
    """Write rows of videos."""
    with forge.database.transaction() as tables:
        usual = {"updated": now(), "codec": "h264", "size": 1000, "fps": 25.0, "duration": 10.0}
        for number, row in enumerate(rows):
            tables.farm_video.create(**{"path": f"/v/{number}.mp4", **usual, **row})


def test_reasons_that_differ_by_figures_are_one() -> None:
    one, other = reasons_of([(MANY, 2), (FEW, 1), ("It is h264 already.", 5)])
    assert (one.said, one.count, one.varies) == ("It is h264 already.", 5, frozenset())
    assert (other.count, other.varies) == (3, {"4,100"})
    assert other.of_all(other.said) == "… kbit/s is below the 5,000 of the preset."
    assert other.of_all("码率4,100 kbit/s，低于 5,000。") == "码率… kbit/s，低于 5,000。"


def test_what_was_done_since_a_moment_is_told_by_reason(forge: Forge) -> None:
    before = now() - timedelta(days=2)
    done = {"status": VideoStatus.DONE, "result_size": 400}
    skipped, failed = ({"status": status} for status in (VideoStatus.SKIPPED, VideoStatus.FAILED))
    add_videos(
        forge,
        done,
        {**done, "updated": before},
        {**skipped, "error": MANY},
        {**skipped, "error": FEW},
        {**failed, "error": "cancelled", "codec": "hevc"},
        {**failed, "error": "the source is gone", "gone": True, "updated": before},
        {**failed, "error": "it ends early", "refused": True},
        {**failed, "error": "the worker broke"},
        {"status": VideoStatus.GONE},
    )
    client = Client(app(forge))
    path = "/api/v1/farm?details=1"
    whole = client.get(path, Accept_Language="en").json["data"]
    assert whole["codecs"] == {"h264": 7, "hevc": 1}
    assert whole["seconds_left"] is None
    assert [whole["report"][name] for name in ("done", "bytes_before", "bytes_after")] == [2, 2000, 800]
    counts = {name: found["count"] for name, found in whole["report"].items() if isinstance(found, dict)}
    assert counts == {"skipped": 2, "failed": 1, "refused": 1, "cancelled": 1, "gone": 1}
    since = (now() - timedelta(days=1)).isoformat().replace("+", "%2B")
    recent = client.get(f"{path}&since={since}").json["data"]["report"]
    assert (recent["done"], recent["bytes_before"]) == (1, 1000)
    assert recent["skipped"] == {
        "count": 2,
        "reasons": [{"reason": "… kbit/s is below the 5,000 of the preset.", "example": FEW, "count": 2}],
    }
    assert recent["gone"]["count"] == 0
    assert recent["cancelled"]["reasons"] == [{"reason": "cancelled", "example": "cancelled", "count": 1}]
    assert client.get("/api/v1/farm").json["data"].keys().isdisjoint({"report", "codecs", "roots"})


def test_a_worker_tells_what_it_does_and_why_its_last_task_failed(forge: Forge) -> None:
    add_videos(forge, {"status": VideoStatus.RUNNING})
    worker = forge.farm.workers.register(Described("one", WorkerType.CPU, vr=False))
    shown = {"video": 1, "worker": worker.id, "worker_name": "one", "registration": "", "started": now()}
    with forge.database.transaction() as tables:
        tables.farm_task.create(**shown, status=TaskStatus.FAILED, error="the source is gone")
        tables.farm_task.create(**shown, status=TaskStatus.RUNNING, progress=40.0, note="Encoded with hevc_x265.")
        tables.farm_worker.update(failures=1).execute()
    client = Client(app(forge))
    (told,) = client.get("/api/v1/workers?details=1").json["data"]
    assert (told["task"]["video_path"], told["task"]["progress"]) == ("/v/0.mp4", 40.0)
    assert told["last_error"] == "the source is gone"
    assert told["since"] <= told["seen"]
    (plain,) = client.get("/api/v1/workers").json["data"]
    assert set(plain) == {"worker_id", "worker_name", "worker_type", "support_vr", "status"}


def test_the_page_knows_whose_the_farm_is(forge: Forge, open_forge: Callable[..., Forge]) -> None:
    anna = forge.accounts.ensure_user("Anna")
    client = Client(app(forge))
    assert client.get("/me").json["farm"] is True
    hers = client.signed(forge.accounts.add_token(anna.id)[1])
    assert hers.get("/me").json["farm"] is None
    assert hers.get("/api/v1/farm").status == 401
    assert Client(app(open_forge())).get("/me").json["farm"] is False


def test_the_page_is_refused_in_its_own_language(forge: Forge) -> None:
    client = Client(app(forge))
    documented = client.send("DELETE", "/api/v1/workers/7/offline")
    assert documented.json == {"code": 404, "message": "Worker不存在"}
    told = client.send("DELETE", "/api/v1/workers/7/offline?details=1")
    assert told.json == {"code": 404, "message": "Worker不存在", "detail": "There is no such worker."}

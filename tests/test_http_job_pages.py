"""What the page shows of a cutting job beyond the documented routes."""

from __future__ import annotations

import io
from pathlib import Path
from urllib.parse import quote

import pytest
from job_parts import made, run, video
from PIL import Image
from wsgi_client import Client

from albumforge.forge import Forge
from albumforge.http import app
from albumforge.services.states import Ran


@pytest.fixture
def client(local_forge: Forge) -> Client:
    """Somebody on this machine."""
    return Client(app(local_forge))


def test_what_a_job_was_asked_for(local_forge: Forge, client: Client, tmp_path: Path) -> None:
    job = made(local_forge, tmp_path / "in")
    said = client.get(f"/api/jobs/{job.work_id}/about").json
    assert (said["job_id"], said["video"], said["given"], said["notes"]) == (job.work_id, "talk.mp4", "", [])
    assert said["options"] == job.request
    assert client.get("/api/jobs/job_20000101_000000/about").status == 404


def test_notes_are_told_once_and_documents_by_their_name(local_forge: Forge, client: Client, tmp_path: Path) -> None:
    job = local_forge.jobs.create(
        video(tmp_path), request={"dsl": '{"schema":"albumforge.edit","version":1}', "subtitles": "none"}
    )
    output = job.folder / "output"
    (output / "plan.json").write_text('{"notes": ["b", "a"]}')
    (output / "editing_dsl.json").write_text('{"notes": ["a", 5]}')
    said = client.get(f"/api/jobs/{job.work_id}/about").json
    assert (said["given"], said["notes"]) == ("dsl", ["a", "b"])
    assert said["options"] == {"subtitles": "none"}


def test_a_document_is_checked_and_nothing_is_rendered(local_forge: Forge, client: Client, tmp_path: Path) -> None:
    job = local_forge.jobs.create(video(tmp_path))
    path = f"/api/jobs/{job.work_id}/check"
    head = '{"schema": "albumforge.edit", "version": 1, "actions": '
    assert client.send("POST", path, {"dsl": head + "[]}"}).json == {"ok": True}
    assert client.send("POST", path, {"strategy": "speech"}).json == {"ok": True}
    for wrong, place in (
        ('[{"action": "jump"}]}', "$.actions[0].action"),
        ('[{"action": "cut", "start": 2, "end": 1}]}', "$.actions[0].end"),
        ('[{"action": "cut", "start": 0, "end": 1}, {"action": "cut", "start": 0.5, "end": 2}]}', "$.actions[1]"),
        ("[", "not JSON"),
    ):
        answer = client.send("POST", path, {"dsl": head + wrong})
        assert answer.status == 422
        assert place in answer.json["detail"]
    assert client.send("POST", "/api/jobs/job_20000101_000000/check", {}).status == 404
    assert local_forge.jobs.get(job.work_id).request == job.request


def test_times_past_the_end_are_found_once_the_video_is_known(
    local_forge: Forge, client: Client, tmp_path: Path
) -> None:
    job = local_forge.jobs.create(video(tmp_path, frames=50))
    document = {"schema": "albumforge.edit", "version": 1, "actions": [{"action": "cut", "start": 1, "end": 99}]}
    path = f"/api/jobs/{job.work_id}"
    assert client.send("POST", f"{path}/check", {"dsl": document}).status == 200  # nobody looked at the video yet
    assert run(local_forge, job) is Ran.DONE
    for route in ("check", "render"):
        answer = client.send("POST", f"{path}/{route}", {"dsl": document})
        assert answer.status == 422
        assert "$.actions[0].end: 99 s is past the end of the video" in answer.json["detail"]
        answer = client.send("POST", f"{path}/{route}", {"dsl": {**document, "actions": [{"action": "cut"}]}})
        assert answer.status == 422
        assert "$.actions: nothing of the video is kept." in answer.json["detail"]
    assert client.get(path).json["status"] == "completed"


def test_frames_of_the_video(local_forge: Forge, client: Client, tmp_path: Path) -> None:
    job = made(local_forge, tmp_path / "in")
    path = f"/api/jobs/{job.work_id}/frame"
    first, later = (client.get(f"{path}?at={at}") for at in (0, 1500))
    assert {first.status, later.status} == {200}
    assert first.headers["content-type"] == "image/jpeg"
    assert Image.open(io.BytesIO(first.body)).size == (64, 48)
    assert first.body != later.body
    kept = sorted((job.folder / "temp" / ".frames").iterdir())
    assert [one.name for one in kept] == ["0-320.jpg", "1500-320.jpg"]
    assert client.get(f"{path}?at=999000").status == 200  # the last one
    assert "temp" in client.get(f"/api/jobs/{job.work_id}/artifacts").json
    assert client.get(f"/api/jobs/{job.work_id}/artifacts").json["temp"] == []
    for wrong in ("-1", "x", "99999999999", quote("1/../2")):
        assert client.get(f"{path}?at={wrong}").status == 400
    job.video.unlink()
    assert client.get(f"{path}?at=42").status == 404


def test_the_cut_as_a_timeline(local_forge: Forge, client: Client, tmp_path: Path) -> None:
    job = local_forge.jobs.create(video(tmp_path, frames=50), label="My talk.mp4")
    path = f"/api/jobs/{job.work_id}/export"
    assert client.get(f"{path}/timeline.otio").status == 404  # nothing is decided yet
    assert run(local_forge, job) is Ran.DONE
    answer = client.get(f"{path}/timeline.otio")
    assert answer.status == 200
    assert "timeline.otio" in answer.headers["content-disposition"]
    assert answer.json["OTIO_SCHEMA"].startswith("Timeline")
    assert answer.body.count(b'"target_url": "My%20talk.mp4"') >= 1
    assert b"input.mp4" not in answer.body
    listed = client.get(f"/api/jobs/{job.work_id}/download/input/timeline.edl").body
    assert b"* FROM FILE: My talk.mp4" in listed
    assert b"input.mp4" not in listed
    assert str(job.folder).encode() not in answer.body
    assert client.get(f"{path}/timeline.otio").body == answer.body
    assert client.get(f"{path}/timeline.edl").status == 404
    assert client.get(f"/api/jobs/{job.work_id}/artifacts").json["temp"] == [
        one for one in client.get(f"/api/jobs/{job.work_id}").json["artifacts"]["temp"] if "otio" not in one["name"]
    ]

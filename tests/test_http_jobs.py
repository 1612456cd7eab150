"""The routes of cutting jobs, as their document says them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from job_parts import made, run, video
from wsgi_client import Client

from albumforge.forge import Forge
from albumforge.http import app
from albumforge.services.states import Ran

CLOCK = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d"


@pytest.fixture
def client(local_forge: Forge) -> Client:
    """Somebody on this machine, without credentials, as the documented clients are."""
    return Client(app(local_forge))


@pytest.fixture
def done(local_forge: Forge, tmp_path: Path) -> str:
    """A job that is completed."""
    job = made(local_forge, tmp_path / "in")
    assert run(local_forge, job) is Ran.DONE
    return job.work_id


def test_a_job_as_it_is_told(client: Client, done: str) -> None:
    for path in (f"/api/jobs/{done}", f"/api/jobs/{done}/"):
        said = client.get(path).json
        assert set(said) == {
            "job_id",
            "status",
            "progress",
            "created_at",
            "updated_at",
            "error",
            "artifacts",
            "trace_summary",
        }
    assert (said["job_id"], said["status"], said["progress"], said["error"]) == (done, "completed", 100, None)
    assert re.fullmatch(r"job_\d{8}_\d{6}", done)
    assert re.fullmatch(CLOCK, said["created_at"])
    assert done == "job_" + said["created_at"].replace("-", "").replace("T", "_").replace(":", "")
    assert said["trace_summary"] == {"total_actions": 8, "successful": 8, "failed": 0} | {
        "total_time_ms": said["trace_summary"]["total_time_ms"]
    }
    artifact = said["artifacts"]["input"][0]
    assert artifact == {
        "name": "input.mp4",
        "path": f"{done}/input/input.mp4",
        "size": artifact["size"],
        "modified": artifact["modified"],
    }
    assert re.fullmatch(CLOCK, artifact["modified"])
    assert client.get(f"/api/jobs/{done}/artifacts").json == said["artifacts"]
    trace = client.get(f"/api/jobs/{done}/trace").json
    assert {name: trace[name] for name in said["trace_summary"]} == said["trace_summary"]
    assert trace["actions"][0] == {
        "action": "create_timeline",
        "detail": f"Created timeline: AutoCut_{done.removeprefix('job_')}",
        "ok": True,
        "took_ms": trace["actions"][0]["took_ms"],
    }
    # The words of the record stay as they are documented, whatever a client's own language; a page asks for it by name.
    assert client.get(f"/api/jobs/{done}/trace", Accept_Language="zh").json == trace
    told = client.get(f"/api/jobs/{done}/trace?lang=zh").json["actions"][0]["detail"]
    assert told == f"时间线 AutoCut_{done.removeprefix('job_')}"


def test_the_list_is_newest_first_and_limited(client: Client, local_forge: Forge, tmp_path: Path) -> None:
    assert client.get("/api/jobs/").json == {"total": 0, "jobs": []}
    names = [made(local_forge, tmp_path / "in").work_id for _ in range(3)]
    said = client.get("/api/jobs").json
    assert (said["total"], [one["job_id"] for one in said["jobs"]]) == (3, names[::-1])
    assert set(said["jobs"][0]) == {"job_id", "status", "progress", "created_at", "updated_at"}
    assert (said["jobs"][0]["status"], said["jobs"][0]["progress"]) == ("created", 0)
    assert [one["job_id"] for one in client.get("/api/jobs/?limit=1").json["jobs"]] == [names[2]]
    assert client.get("/api/jobs/?details=1").json["jobs"][0]["video"] == "talk.mp4"


def test_every_file_can_be_fetched_whole_and_in_parts(client: Client, done: str, local_forge: Forge) -> None:
    folder = local_forge.jobs.get(done).folder
    artifacts = client.get(f"/api/jobs/{done}/artifacts").json
    assert list(artifacts) == ["input", "temp", "output"]
    for category, files in artifacts.items():
        for file in files:
            answer = client.get(f"/api/jobs/{done}/download/{category}/{file['name']}")
            assert (answer.status, answer.body) == (200, (folder / category / file["name"]).read_bytes())
            assert len(answer.body) == file["size"]
    path = f"/api/jobs/{done}/download/output/final.mp4"
    whole = client.get(path)
    assert whole.headers["content-type"] == "video/mp4"
    part = client.get(path, Range="bytes=10-19")
    assert (part.status, part.body) == (206, whole.body[10:20])
    beyond = client.get(path, Range="bytes=999999999-")
    assert (beyond.status, list(beyond.json)) == (416, ["detail"])
    assert beyond.headers["content-range"] == f"bytes */{len(whole.body)}"


@pytest.mark.parametrize(
    "path",
    [
        "download/output/../../x",
        "download/output/..%2F..%2Fx",
        "download/output/..",
        "download/output/..%5Cinput%5Cinput.mp4",
        "download/..%2Finput/input.mp4",
        "download/output/.made_from",
        "download/output/%2Fetc%2Fpasswd",
        "download/output/no.json",
        "download/secret/input.mp4",
        "download/input/input.mp4%00",
        "download/input/" + "x" * 3000,
    ],
)
def test_a_name_that_is_none_is_not_found(client: Client, done: str, local_forge: Forge, path: str) -> None:
    (local_forge.jobs.get(done).folder / "output" / ".made_from").write_text("x")
    answer = client.get(f"/api/jobs/{done}/{path}")
    assert (answer.status, list(answer.json)) == (404, ["detail"])


def test_links_are_not_followed(client: Client, done: str, local_forge: Forge) -> None:
    (local_forge.jobs.get(done).folder / "output" / "passwd").symlink_to("/etc/passwd")
    assert client.get(f"/api/jobs/{done}/download/output/passwd").status == 404
    assert "passwd" not in str(client.get(f"/api/jobs/{done}/artifacts").json)


def test_deleting(client: Client, done: str, local_forge: Forge) -> None:
    folder = local_forge.jobs.get(done).folder
    answer = client.ask("DELETE", f"/api/jobs/{done}")
    assert (answer.status, answer.json) == (200, {"job_id": done, "message": "Job 已删除"})
    assert not folder.exists()
    again = client.ask("DELETE", f"/api/jobs/{done}")
    assert (again.status, again.json) == (404, {"detail": "There is no such job."})


def test_cancelling_and_rendering_again(client: Client, local_forge: Forge, tmp_path: Path) -> None:
    job = made(local_forge, tmp_path / "in")
    path = f"/api/jobs/{job.work_id}"
    assert client.send("POST", f"{path}/render").status == 409
    said = client.ask("POST", f"{path}/cancel").json
    assert (said["status"], said["error"]) == ("failed", "cancelled")
    assert client.ask("POST", f"{path}/cancel").status == 409
    assert client.send("POST", f"{path}/render").json["status"] == "created"
    assert run(local_forge, job) is Ran.DONE
    assert client.get(path).json["status"] == "completed"
    refused = client.send("POST", f"{path}/render", {"dsl": {"cut": 3}})
    assert (refused.status, refused.json) == (422, {"detail": "$.keep: is missing."})
    assert client.get(path).json["status"] == "completed"
    assert client.send("POST", f"{path}/render", {"dsl": {"keep": 3}}).status == 200
    assert run(local_forge, job) is Ran.DONE
    assert local_forge.jobs.get(job.work_id).duration == pytest.approx(3 / 25)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/jobs/job_20250101_000000", 404),
        ("GET", "/api/jobs/?limit=x", 400),
        ("GET", "/api/jobs/?limit=0", 400),
        ("GET", "/api/nothing", 404),
        ("PUT", "/api/jobs/", 405),
        ("POST", "/api/ingest/", 400),
        ("POST", "/api/jobs/job_20250101_000000/render", 404),
    ],
)
def test_what_is_refused_says_why_and_nothing_else(client: Client, method: str, path: str, status: int) -> None:
    answer = client.ask(method, path)
    assert (answer.status, list(answer.json)) == (status, ["detail"])
    assert answer.json["detail"]


def test_nobody_comes_in_without_credentials_from_elsewhere(local_forge: Forge) -> None:
    answer = Client(app(local_forge, trust_loopback=False)).get("/api/jobs/")
    assert (answer.status, answer.json) == (401, {"detail": "Sign in first, or send a token."})


def test_jobs_of_others_are_not_found(client: Client, done: str, local_forge: Forge) -> None:
    ann = local_forge.accounts.add_user("Ann")
    other = client.signed(local_forge.accounts.add_token(ann.id)[1])
    assert other.get("/api/jobs/").json == {"total": 0, "jobs": []}
    for path in ("", "/artifacts", "/trace", "/preview", "/events", "/download/output/final.mp4"):
        assert other.get(f"/api/jobs/{done}{path}").status == 404
    assert other.ask("DELETE", f"/api/jobs/{done}").status == 404
    assert client.get(f"/api/jobs/{done}").status == 200


def test_a_job_is_told_as_it_changes(client: Client, done: str) -> None:
    answer = client.get(f"/api/jobs/{done}/events")
    assert answer.headers["content-type"].startswith("text/event-stream")
    lines = answer.body.decode().splitlines()
    assert "event: job" in lines
    said = json.loads(next(line for line in lines if line.startswith("data: "))[6:])
    assert (said["job_id"], said["status"], said["progress"], said["cut"]) == (done, "completed", 100, True)


@pytest.mark.parametrize(
    ("odd", "status", "said", "in_chinese"),
    [
        ("x%00", 404, "There is no such address.", "没有这个地址。"),
        ("x%0a", 404, "There is no such file in the job.", "剪辑任务中没有这个文件。"),
        ("x%ff", 404, "There is no such file in the job.", "剪辑任务中没有这个文件。"),
        ("x%2fy", 404, "There is no such address.", "没有这个地址。"),
    ],
)
def test_odd_names_are_refused_as_all_else_of_jobs(
    client: Client, done: str, odd: str, status: int, said: str, in_chinese: str
) -> None:
    path = f"/api/jobs/{done}/download/output/{odd}"
    for language, detail in (("en", said), ("zh-CN", in_chinese)):
        answer = client.get(path, Accept_Language=language)
        assert (answer.status, answer.json) == (status, {"detail": detail})


def test_errors_are_in_chinese_where_that_is_asked_for(client: Client) -> None:
    assert client.get("/api/jobs/x", Accept_Language="zh-CN").json == {"detail": "没有这个剪辑任务。"}


def form(fields: dict[str, str], files: dict[str, tuple[str, bytes]]) -> tuple[bytes, str]:
    """A multipart body."""
    parts = [
        f'Content-Disposition: form-data; name="{name}"\r\n\r\n'.encode() + value.encode()
        for name, value in fields.items()
    ]
    parts += [
        f'Content-Disposition: form-data; name="{name}"; filename="{filename}"\r\n\r\n'.encode() + data
        for name, (filename, data) in files.items()
    ]
    body = b"".join(b"--limit\r\n" + part + b"\r\n" for part in parts) + b"--limit--\r\n"
    return body, "multipart/form-data; boundary=limit"


@pytest.fixture
def ingest(client: Client) -> Callable[..., Any]:
    """Uploads a video, with fields."""

    def send(data: bytes, name: str = "talk.mp4", part: str = "video", **fields: str) -> Any:
        return client.ask("POST", "/api/ingest/", *form(fields, {part: (name, data)}))

    return send


def test_a_video_is_taken_in(ingest: Callable[..., Any], client: Client, local_forge: Forge, tmp_path: Path) -> None:
    data = video(tmp_path / "in").read_bytes()
    answer = ingest(data, "Vortrag 讲座.MOV", extract_audio="false", strategy="speech")
    assert answer.status == 200
    job = local_forge.jobs.get(answer.json["job_id"])
    assert (job.label, job.video.name, job.video.read_bytes()) == ("Vortrag 讲座.MOV", "input.mov", data)
    assert job.request == {"extract_audio": False, "strategy": "speech"}
    assert [path.name for path in local_forge.jobs.folder.iterdir()] == [job.work_id]
    said = client.get(f"/api/jobs/{job.work_id}").json
    assert (said["status"], said["progress"]) == ("created", 0)
    assert [file["name"] for file in said["artifacts"]["input"]] == ["input.mov"]
    assert said["trace_summary"] == {"total_actions": 0, "successful": 0, "failed": 0, "total_time_ms": 0}


@pytest.mark.parametrize(
    ("fields", "part", "status", "said"),
    [
        ({"strategy": "loud"}, "video", 422, "strategy"),
        ({"extract_audio": "perhaps"}, "video", 422, "extract_audio"),
        ({"stategy": "speech"}, "video", 422, "stategy"),
        ({"dsl": "{"}, "video", 422, ""),
        ({"edl": ""}, "video", 422, "the EDL is empty"),
        ({"dsl": ""}, "video", 422, "the editing document is empty"),
        ({}, "file", 400, "video"),
    ],
)
def test_what_does_not_fit_leaves_nothing(
    ingest: Callable[..., Any], local_forge: Forge, fields: dict[str, str], part: str, status: int, said: str
) -> None:
    answer = ingest(b"x" * 100, part=part, **fields)
    assert (answer.status, list(answer.json)) == (status, ["detail"])
    assert said in answer.json["detail"]
    assert list(local_forge.jobs.folder.iterdir()) == []
    assert local_forge.jobs.count() == 0


def test_an_upload_that_is_cut_leaves_nothing(client: Client, local_forge: Forge) -> None:
    body, kind = form({}, {"video": ("a.mp4", b"x" * 10_000)})
    answer = client.ask("POST", "/api/ingest/", body[:5000], kind, length=len(body))
    assert (answer.status, list(answer.json)) == (400, ["detail"])
    assert list(local_forge.jobs.folder.iterdir()) == []


def test_a_video_for_which_there_is_no_room_is_refused_at_once(
    open_forge: Callable[..., Forge], tmp_path: Path
) -> None:
    forge = open_forge(disk_reserve_gb=90_000)
    client = Client(app(forge))
    answer = client.ask("POST", "/api/ingest/", b"", "multipart/form-data; boundary=limit", length=5 * 10**9)
    assert (answer.status, answer.json["detail"].startswith("The disk is full.")) == (413, True)
    answer = client.ask("POST", "/api/ingest/", b"", "multipart/form-data; boundary=limit", length=50 * 10**9)
    assert (answer.status, "at most" in answer.json["detail"]) == (413, True)
    assert list(forge.jobs.folder.iterdir()) == []


def test_the_quota_counts_jobs(open_forge: Callable[..., Forge], tmp_path: Path) -> None:
    forge = open_forge(quota_gb=0.00003)
    job = made(forge, tmp_path / "in")
    assert forge.movies.usage(job.user_id).used == job.size > 10_000
    body, kind = form({}, {"video": ("a.mp4", b"x" * 20_000)})
    answer = Client(app(forge)).ask("POST", "/api/ingest/", body, kind)
    assert (answer.status, "may take" in answer.json["detail"]) == (413, True)

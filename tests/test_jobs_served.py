"""The documented clients of cutting jobs, against a real server whose workers are killed, too."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests
from served import Served, until
from talks import numbers_of, write_talk


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = tmp_path_factory.mktemp("server") / "home"
    served = Served(home, ALBUMFORGE_HOME=str(home))
    try:
        yield served.ready()
    finally:
        served.end()


@pytest.fixture(scope="module")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_talk(tmp_path_factory.mktemp("talk") / "talk.mp4")


def _base(server: Served) -> str:
    return f"http://localhost:{server.port}"


def upload(server: Served, file: Path, **fields: str) -> str:
    """As documented: one part called video."""
    with file.open("rb") as video:
        answer = requests.post(f"{_base(server)}/api/ingest/", files={"video": video}, data=fields, timeout=60)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["job_id"])


def wait_for_job(server: Served, job_id: str, seconds: float = 60) -> dict[str, Any]:
    """Ask until it is over."""
    deadline = time.monotonic() + seconds
    progress = 0
    while time.monotonic() < deadline:
        said: dict[str, Any] = requests.get(f"{_base(server)}/api/jobs/{job_id}", timeout=10).json()
        assert said["status"] in ("created", "processing", "completed", "failed")
        assert progress <= said["progress"] <= 100
        progress = said["progress"]
        if said["status"] in ("completed", "failed"):
            return said
        time.sleep(0.2)
    raise AssertionError(f"{job_id} is not done in time: {said}")


def download_all(server: Served, job_id: str, folder: Path) -> dict[str, list[str]]:
    """Walk over the artifacts, and fetch each as a stream."""
    found: dict[str, list[str]] = {}
    for category, files in requests.get(f"{_base(server)}/api/jobs/{job_id}/artifacts", timeout=10).json().items():
        found[category] = [file["name"] for file in files]
        for file in files:
            place = folder / category / file["name"]
            place.parent.mkdir(parents=True, exist_ok=True)
            url = f"{_base(server)}/api/jobs/{job_id}/download/{category}/{file['name']}"
            with requests.get(url, stream=True, timeout=60) as answer, place.open("wb") as out:
                answer.raise_for_status()
                for chunk in answer.iter_content(8192):
                    out.write(chunk)
            assert place.stat().st_size == file["size"]
    return found


def test_upload_wait_preview_download_delete(server: Served, talk: Path, tmp_path: Path) -> None:
    job_id = upload(server, talk, extract_audio="true")
    assert re.fullmatch(r"job_\d{8}_\d{6}(_\d+)?", job_id)
    done = wait_for_job(server, job_id)
    assert (done["status"], done["error"], done["progress"]) == ("completed", None, 100)

    with ThreadPoolExecutor(10) as pool:
        url = f"{_base(server)}/api/jobs/{job_id}/preview?quality=480p"
        answers = list(pool.map(lambda _: requests.get(url, timeout=60), range(10)))
    assert {(answer.status_code, answer.headers["Content-Type"]) for answer in answers} == {(200, "video/mp4")}
    assert len({answer.content for answer in answers}) == 1
    part = requests.get(url, headers={"Range": "bytes=0-99"}, timeout=10)
    assert (part.status_code, part.content) == (206, answers[0].content[:100])
    assert part.content.find(b"ftyp") == 4
    assert answers[0].content.find(b"moov") < answers[0].content.find(b"mdat")

    files = download_all(server, job_id, tmp_path / job_id)
    assert files["input"] == ["input.mp4", "timeline.edl"]
    assert {"input.wav", "preview_480p.mp4"} <= set(files["temp"])
    assert {"scenes.json", "transcript.json", "editing_dsl.json", "trace.json", "final.mp4"} <= set(files["output"])
    assert (tmp_path / job_id / "input" / "input.mp4").read_bytes() == talk.read_bytes()
    final = tmp_path / job_id / "output" / "final.mp4"
    numbers = numbers_of(final)
    assert not {number for number in numbers if 70 <= number < 95 or 160 <= number < 178}
    assert set(range(16, 59)) | set(range(106, 149)) <= set(numbers)

    trace = requests.get(f"{_base(server)}/api/jobs/{job_id}/trace", timeout=10).json()
    assert json.loads((tmp_path / job_id / "output" / "trace.json").read_text()) == trace
    said = [action["detail"] for action in trace["actions"]]
    assert f"Created timeline: AutoCut_{job_id.removeprefix('job_')}" in said
    assert any(re.fullmatch(r"Appended scene S0001 \[\d+-\d+\]", detail) for detail in said)
    assert "Exported to final.mp4" in said

    listed = requests.get(f"{_base(server)}/api/jobs/", timeout=10).json()
    assert job_id in [one["job_id"] for one in listed["jobs"]]
    gone = requests.delete(f"{_base(server)}/api/jobs/{job_id}", timeout=30)
    assert (gone.status_code, gone.json()) == (200, {"job_id": job_id, "message": "Job 已删除"})
    assert not (server.home / "media" / "jobs" / job_id).exists()


def test_an_edited_document_is_rendered(server: Served, talk: Path, tmp_path: Path) -> None:
    job_id = upload(server, talk, extract_audio="false")
    assert wait_for_job(server, job_id)["status"] == "completed"
    base = f"{_base(server)}/api/jobs/{job_id}"
    assert "input.wav" not in [file["name"] for file in requests.get(f"{base}/artifacts", timeout=10).json()["temp"]]
    document = requests.get(f"{base}/download/output/editing_dsl.json", timeout=10).json()
    document["actions"] = [{"action": "keep", "start": 1.0, "end": 2.0}]
    late = {**document, "actions": [{"action": "keep", "start": 1.0, "end": 2000.0}]}
    refused = requests.post(f"{base}/render", json=late, timeout=10)
    assert refused.status_code == 422
    assert refused.json()["detail"].startswith("$.actions[0].end")
    assert requests.post(f"{base}/render", json=document, timeout=10).json()["status"] in ("created", "processing")
    assert wait_for_job(server, job_id)["status"] == "completed"
    (tmp_path / "cut.mp4").write_bytes(requests.get(f"{base}/download/output/final.mp4", timeout=10).content)
    assert numbers_of(tmp_path / "cut.mp4") == list(range(30, 60))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("empty.mp4", b""),
        ("notes.mp4", b"Dear diary, this is no video.\n" * 50),
        ("playlist.mp4", b"#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n"),
        ("picture.mp4", b"\x89PNG\r\n\x1a\n" + b"\0" * 200),
    ],
)
def test_what_is_no_video_fails_with_a_reason(server: Served, tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    job_id = upload(server, tmp_path / name)
    failed = wait_for_job(server, job_id)
    assert failed["status"] == "failed"
    assert failed["error"] and name in failed["error"]
    assert str(server.home) not in failed["error"]
    assert failed["trace_summary"]["failed"] >= 1
    assert failed["artifacts"]["output"] == [] or [one["name"] for one in failed["artifacts"]["output"]] == [
        "trace.json"
    ]
    assert requests.get(f"{_base(server)}/api/jobs/{job_id}/preview", timeout=30).status_code == 422


def test_a_worker_that_is_killed_costs_little(server: Served, tmp_path: Path) -> None:
    long = write_talk(tmp_path / "long.mp4", spoken=[(t, t + 2.0) for t in range(1, 55, 4)], seconds=60)
    job_id = upload(server, long, height="240")
    folder = server.home / "media" / "jobs" / job_id
    until(lambda: (folder / "output" / "plan.json").exists(), 60)
    scenes = (folder / "output" / "scenes.json").stat().st_mtime_ns
    for worker in server.whole()["worker"]:
        worker.kill()
    done = wait_for_job(server, job_id, 120)
    assert (done["status"], done["error"]) == ("completed", None)
    assert (folder / "output" / "scenes.json").stat().st_mtime_ns == scenes
    assert not [path for path in folder.rglob(".albumforge-*") if path.stat().st_size]

"""Cutting jobs as a service: made, listed, rendered again, deleted in every state, previewed once, swept."""

from __future__ import annotations

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import av
import pytest
from job_parts import made, run, video

from albumforge.errors import Conflict, InvalidInput, NotFound, Unavailable
from albumforge.forge import Forge
from albumforge.models.tables import LOCAL_USER, now
from albumforge.services.job_states import Job
from albumforge.services.jobs import _merged
from albumforge.services.states import Ran, Status


def _set(forge: Forge, job: Job, **columns: Any) -> None:
    with forge.database.transaction() as tables:
        tables.job.update(**columns).where(tables.job.work_id == job.work_id).execute()


def test_names_are_the_moment_and_never_the_same(forge: Forge, tmp_path: Path) -> None:
    given = video(tmp_path / "in")
    with ThreadPoolExecutor(4) as pool:
        jobs = list(pool.map(lambda _: forge.jobs.create(given, generator="snip"), range(8)))
    names = {job.work_id for job in jobs}
    assert len(names) == 8
    for job in jobs:
        assert job.work_id.startswith(f"job_{job.created.astimezone():%Y%m%d_%H%M%S}")
        assert job.folder.name == job.work_id and job.video.is_file()
    assert {job.work_id for job in forge.jobs.list()} == names
    assert forge.jobs.count() == 8


def test_the_list_says_what_decides_each(forge: Forge, tmp_path: Path) -> None:
    given, document = video(tmp_path / "in"), {"dsl": "{" * 1000}
    for request in ({}, {"strategy": "scenes"}, {**document, "strategy": "scenes"}):
        job = forge.jobs.create(given, generator="snip")
        _set(forge, job, request=request)
    listed = forge.jobs.list()
    assert [job.strategy for job in listed] == ["dsl", "scenes", ""]
    assert [job.strategy for job in listed] == [forge.jobs.get(job.work_id).strategy for job in listed]
    assert "{" not in str(listed[0].request["dsl"])


def test_what_cannot_be_made_leaves_nothing(local_forge: Forge, tmp_path: Path) -> None:
    given = video(tmp_path / "in")
    with pytest.raises(InvalidInput, match="no option 'x'"):
        local_forge.jobs.create(given, request={"x": 1}, generator="snip")
    with pytest.raises(Unavailable, match="does not cut videos"):
        local_forge.jobs.create(given, generator="small")
    with pytest.raises(NotFound, match="no such user"):
        local_forge.jobs.create(given, generator="snip", user=77)
    upload = local_forge.jobs.folder / ".albumforge-1.mp4"
    upload.write_bytes(b"x")
    with pytest.raises(NotFound):
        local_forge.jobs.create(upload, generator="snip", user=77, move=True)
    assert [path.name for path in local_forge.jobs.folder.iterdir()] == [upload.name]


def test_documents_and_what_decides_put_each_other_out_of_force() -> None:
    before = {"dsl": "{}", "subtitles": "soft", "strategy": "silence"}
    assert _merged(before, {"subtitles": "none"}) == {"dsl": "{}", "subtitles": "none", "strategy": "silence"}
    assert _merged(before, {"strategy": "speech"}) == {"subtitles": "soft", "strategy": "speech"}
    assert _merged(before, {"edl": "TITLE"}) == {"edl": "TITLE", "subtitles": "soft", "strategy": "silence"}
    assert _merged(before, {"dsl": None}) == {"subtitles": "soft", "strategy": "silence"}


@pytest.mark.parametrize("state", ["created", "running", "held by the dead", "completed", "failed", "expired"])
def test_deleting_in_every_state(local_forge: Forge, tmp_path: Path, state: str) -> None:
    forge = local_forge
    job = made(forge, tmp_path / "in", steps=200 if state == "running" else 2, delay=0.05 if state == "running" else 0)
    turn = threading.Thread(target=run, args=(forge, job))
    if state == "running":
        turn.start()
        while forge.jobs.get(job.work_id).stage != "render":
            time.sleep(0.02)
    elif state == "held by the dead":
        dead = {"status": Status.RUNNING, "lease": "x", "lease_owner": "dead"}
        _set(forge, job, **dead, lease_expires=now() - timedelta(seconds=1))
    elif state == "completed":
        run(forge, job)
    elif state == "failed":
        forge.jobs.cancel(job.work_id)
    elif state == "expired":
        _set(forge, job, updated=now() - timedelta(days=40), status=Status.DONE)
        assert forge.jobs.expire(30) == [job.work_id]
    begun = time.monotonic()
    forge.jobs.delete(job.work_id)
    assert time.monotonic() - begun < 5
    if state == "running":
        turn.join(10)
    assert not job.folder.exists()
    assert [path.name for path in forge.jobs.folder.iterdir() if list(path.iterdir())] == []
    with pytest.raises(NotFound):
        forge.jobs.get(job.work_id)


def test_an_expired_job_keeps_its_row_and_says_so(local_forge: Forge, tmp_path: Path) -> None:
    job, young = made(local_forge, tmp_path / "in"), made(local_forge, tmp_path / "in")
    assert [run(local_forge, job), run(local_forge, young)] == [Ran.DONE, Ran.DONE]
    _set(local_forge, job, updated=now() - timedelta(days=40))
    local_forge.housekeeping.sweep()
    gone = local_forge.jobs.get(job.work_id)
    assert (gone.state, gone.error) == ("failed", "The job has expired: its files were removed.")
    assert (job.folder.exists(), young.folder.exists()) == (False, True)
    with pytest.raises(Conflict, match="has expired"):
        local_forge.jobs.render(job.work_id)
    with pytest.raises(NotFound, match="files were removed"):
        local_forge.jobs.preview(job.work_id)


def test_what_killed_processes_left_is_swept(local_forge: Forge, tmp_path: Path) -> None:
    job, folder = made(local_forge, tmp_path / "in"), local_forge.jobs.folder
    for name in ("job_20200101_000000", "job_20200101_000001"):
        (folder / name / "input").mkdir(parents=True)
    uploads = [folder / ".albumforge-1.mp4", folder / ".albumforge-2.mp4"]
    for upload in uploads:
        upload.write_bytes(b"x")
    preview = job.folder / "temp" / ".albumforge-3.mp4"
    preview.write_bytes(b"half")
    old = time.time() - 7200
    for path in (preview, job.folder, folder / "job_20200101_000000", uploads[0]):
        os.utime(path, (old, old))
    local_forge.housekeeping.sweep()
    assert {path.name for path in folder.iterdir()} == {job.work_id, "job_20200101_000001", uploads[1].name}
    assert not preview.exists()


def test_only_ones_own(forge: Forge, tmp_path: Path) -> None:
    job = made(forge, tmp_path / "in")
    ann = forge.accounts.add_user("Ann").id
    assert forge.jobs.list(user=ann) == []
    assert [one.work_id for one in forge.jobs.list(user=LOCAL_USER)] == [job.work_id]
    for action in (forge.jobs.get, forge.jobs.cancel, forge.jobs.delete, forge.jobs.render, forge.jobs.preview):
        with pytest.raises(NotFound):
            action(job.work_id, user=ann)
    forge.jobs.create(video(tmp_path / "in"), generator="snip", user=ann)
    with pytest.raises(Conflict, match="Ann has 1 cutting job"):
        forge.accounts.remove_user("Ann")
    forge.accounts.remove_user("Ann", films=True)
    assert [one.work_id for one in forge.jobs.list()] == [job.work_id]


def _height(path: Path) -> tuple[int, int]:
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        return stream.height, sum(1 for _ in container.decode(stream))


def test_a_preview_is_made_once_for_ten_and_knows_of_what_it_is(
    local_forge: Forge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = made(local_forge, tmp_path / "in")
    made_of: list[str] = []
    do = local_forge._long_work.do

    def counted(name: str, **arguments: Any) -> Any:
        made_of.append(Path(arguments["source"]).name)
        return do(name, **arguments)

    monkeypatch.setattr(local_forge._long_work, "do", counted)
    with ThreadPoolExecutor(10) as pool:
        paths = set(pool.map(lambda _: local_forge.jobs.preview(job.work_id), range(10)))
    assert made_of == ["input.mp4"]
    assert paths == {job.folder / "temp" / "preview_480p.mp4"}
    assert _height(paths.pop()) == (480, 50)
    assert run(local_forge, job) is Ran.DONE
    assert _height(local_forge.jobs.preview(job.work_id)) == (480, 25)
    local_forge.jobs.preview(job.work_id)
    assert _height(local_forge.jobs.preview(job.work_id, "720p")) == (720, 25)
    assert made_of == ["input.mp4", "final.mp4", "final.mp4"]
    with pytest.raises(InvalidInput, match="480p, 720p"):
        local_forge.jobs.preview(job.work_id, "1080p")
    names = {path.name for path in (job.folder / "temp").iterdir()}
    assert not [name for name in names if name.startswith(".albumforge")]


def test_a_preview_ends_with_its_job(local_forge: Forge, tmp_path: Path) -> None:
    job = local_forge.jobs.create(video(tmp_path / "in", frames=3000), generator="snip")
    with ThreadPoolExecutor(1) as pool:
        preview = pool.submit(local_forge.jobs.preview, job.work_id)
        while not [*(job.folder / "temp").glob(".albumforge-*")]:
            assert not preview.done()
            time.sleep(0.02)
        local_forge.jobs.delete(job.work_id)
        with pytest.raises(NotFound):
            preview.result(timeout=5)


def test_a_job_can_be_watched(local_forge: Forge, tmp_path: Path) -> None:
    job = made(local_forge, tmp_path / "in", steps=8, delay=0.2)
    seen: list[Job] = []
    with closing(local_forge.jobs.events(job.work_id, heartbeat=5)) as events:  # type: ignore[type-var]
        turn = threading.Thread(target=run, args=(local_forge, job))
        for one in events:
            if not seen:
                turn.start()
            if one is not None:
                seen.append(one)
    turn.join(10)
    assert [seen[0].state, seen[-1].state] == ["created", "completed"]
    parts = [one.progress for one in seen]
    assert parts == sorted(parts)
    assert "render" in {one.stage for one in seen}
    local_forge.jobs.delete(job.work_id)
    with pytest.raises(NotFound):
        local_forge.jobs.events(job.work_id)

"""The document of the routes is true: whatever is sent, what comes back stands in it, and no mistake of ours."""

from __future__ import annotations

import functools
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import schemathesis
from http_parts import new, worker
from hypothesis import HealthCheck, strategies
from job_parts import run, video
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import positive_data_acceptance
from served import until
from transfers_rig import leaf, root
from wsgi_client import Client

from albumforge.forge import Forge
from albumforge.http import app
from albumforge.http.application import routes
from albumforge.http.openapi import document
from albumforge.http.routes import Route
from albumforge.models.tables import now
from albumforge.services.farm.states import WorkerType
from albumforge.services.farm.workers import Described
from albumforge.services.states import Ran
from albumforge.services.transfers.reports import Report
from albumforge.services.watch.states import BatchState, FileState
from albumforge.settings import Settings
from albumforge.transfers.keys import Keys

DOCUMENT = document(routes(), "/")
ADDRESS = "http://127.0.0.1:8000"
QUICK = {"resolution": "128x72", "fps": 10, "seconds_per_photo": 0.6, "music": "none"}
HOST = {"Host": "127.0.0.1:8000"}
NEVER_WELL = {
    "/movie/{work_id}/upload",
    "/movie/{work_id}/frame.jpg",
    "/movie/{work_id}/plan",
    "/movie/{work_id}/files",
    "/movie/{work_id}/cancel",
    "/movie/{work_id}/restore",
    "/login/{secret}",
    "/api/ingest/",
    "/api/jobs/{job_id}/render",
    "/api/jobs/{job_id}/export/{filename}",
    "/api/v1/videos/scan",
    "POST /api/v1/tasks",
    "POST /api/v1/watch/rules",
    "PUT /api/v1/watch/rules/{rule_id}",
}
"""Paths, or methods of them, for which nothing that is made up can be right."""
WITH_DOCUMENTS = {
    "/api/ingest/",
    "/api/jobs/{job_id}/render",
    "/api/jobs/{job_id}/check",
    "/api/v1/watch/check",
    "/api/v1/watch/rules",
    "/api/v1/watch/rules/{rule_id}",
    "/api/v1/watch/rules/{rule_id}/check",
}
"""Paths that take documents of which no schema says what is right."""
WITH_PATHS = {"/api/v1/tasks", "/api/v1/videos/scan"}
"""Paths that take names of folders, of which no schema says whether they are there."""
FAMILIES = {route.path.replace(":path}", "}"): route.family for route in routes()}
OPERATIONS = [(method.upper(), path) for path, methods in DOCUMENT["paths"].items() for method in methods]


def test_every_route_is_described() -> None:
    described = {(method, path) for method, path in OPERATIONS}
    assert described == {(method, route.path.replace(":path}", "}")) for route in routes() for method in route.methods}
    names = [operation["operationId"] for methods in DOCUMENT["paths"].values() for operation in methods.values()]
    assert len(set(names)) == len(names)
    for methods in DOCUMENT["paths"].values():
        for operation in methods.values():
            english, _, chinese = operation["summary"].partition(" · ")
            assert english and any("\u4e00" <= char <= "\u9fff" for char in chinese), operation["summary"]


def test_no_two_routes_are_the_same() -> None:
    seen: dict[tuple[str, str], Route] = {}
    for route in routes():
        for method in route.methods:
            assert seen.setdefault((method, route.path), route) is route


@dataclass
class Served:
    """An application with films in several states, and what its paths may be filled with."""

    forge: Forge
    client: Client
    token: str
    known: list[dict[str, str]]
    video: Path

    @functools.cached_property
    def schema(self) -> Any:
        """The document, as the application gives it."""
        config = SchemathesisConfig.from_dict({"generation": {"with-security-parameters": False}})
        return schemathesis.openapi.from_wsgi("/openapi.json", self.client.app, config=config, headers=HOST)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home, plugins = tmp_path_factory.mktemp("openapi"), Path(__file__).parent / "plugins"
    settings = Settings.load(environ={}, file=Path(os.devnull), home=home, plugins_dirs=(plugins,), threads=1)
    with Forge(settings) as forge:
        token = forge.accounts.add_token(forge.accounts.local().id)[1]
        client = Client(app(forge, trust_loopback=False)).signed(token)
        done, fresh, queued = new(client, pictures=2), new(client, pictures=2), new(client, pictures=1)
        client.send("POST", f"/movie/{done}", {"request": QUICK})
        client.get(f"/movie/{done}/start")
        with worker(forge, "generator.album"):
            until(lambda: client.get(f"/movie/{done}/status").json["status"] == 3, 60)
        client.get(f"/movie/{queued}/start")
        share = client.send("POST", f"/movie/{done}/share").json
        files = client.get(f"/movie/{fresh}").json["files"]
        rest = {"path": "main.js", "name": "clean", "secret": share["url"].rpartition("/")[2]}
        known = [{**rest, "work_id": done, "sid": str(share["share"]["id"]), "name": "morning"}]
        known += [{**rest, "work_id": fresh, "fid": str(file["id"]), "filename": file["name"]} for file in files]
        known += [{"work_id": queued, "path": "../x", "secret": "nothing"}, {"work_id": "0" * 32}]
        talk = video(tmp_path_factory.mktemp("talk"))
        cut = forge.jobs.create(talk, generator="snip")
        assert run(forge, cut) is Ran.DONE
        known += [{"job_id": cut.work_id, "category": "output", "filename": "final.mp4"}]
        known += [{"job_id": cut.work_id, "category": "input", "filename": "input.mp4"}]
        yield Served(forge, client, token, known, talk)


@pytest.mark.parametrize("method, path", OPERATIONS, ids=[f"{method} {path}" for method, path in OPERATIONS])
def test_what_comes_back_stands_in_the_document(served: Served, method: str, path: str) -> None:
    operation = served.schema[path][method]
    statuses: Counter[int] = Counter()

    @hypothesis.settings(
        max_examples=15, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
    )
    @hypothesis.given(case=operation.as_strategy(), data=strategies.data())
    def check(case: Any, data: Any) -> None:
        fitting = [known for known in served.known if set(case.path_parameters or ()) <= set(known)]
        known = data.draw(strategies.sampled_from(fitting or served.known))
        if "{job_id}" in path and method != "GET":
            job = served.forge.jobs.create(served.video, generator="snip")
            known = {"job_id": job.work_id}
        if "{work_id}" in path and (method != "GET" or path.endswith(("/delete", "/start"))):
            known = served.known[0] | _another_film(served.client)
        if FAMILIES[path] == "transfer":
            known = _transfers(served.forge, case)
        elif FAMILIES[path] == "watch":
            known = _watch(served.forge)
        elif path.startswith("/api/v1/"):
            known = _farm(served.forge, case)
        # The simplest example, which is tried always, names what is known: at least that one goes well.
        if case.path_parameters and data.draw(strategies.integers(0, 6)) < 6:
            case.path_parameters |= {name: known[name] for name in case.path_parameters if name in known}
        hypothesis.assume(
            case.formatted_path == path or case.formatted_path not in DOCUMENT["paths"]
        )  # "list" as a film
        if path.endswith("/events"):
            statuses[_stream(served.client, case.formatted_path)] += 1
        else:
            excluded = [positive_data_acceptance] if path in WITH_DOCUMENTS | WITH_PATHS else []
            answer = case.call_and_validate(
                base_url=ADDRESS, headers={**HOST, "Token": served.token}, excluded_checks=excluded
            )
            statuses[answer.status_code] += 1

    check()
    if not {path, f"{method} {path}"} & NEVER_WELL:
        assert statuses[200] or statuses[201] or statuses[206], statuses


def _farm(forge: Forge, case: Any) -> dict[str, str]:
    """A worker of the farm with a task, and a video that failed; a body that names a worker names this one."""
    farm = forge.farm
    with forge.database.transaction() as tables:
        tables.farm_worker.delete().execute()
        tables.farm_video.delete().execute()
        videos = [
            tables.farm_video.create(path=f"/v/{number}.mp4", status=status) for number, status in enumerate((3, 1))
        ]
        worker = farm.workers.register(Described("one", WorkerType.CPU, vr=True))
        row = tables.farm_worker.get_by_id(worker.id)
        video = videos[1]
        columns = {"worker": row.id, "worker_name": row.name, "registration": row.registration, "status": 1}
        task = tables.farm_task.create(video=video, preset='{"name": "x"}', **columns)
        tables.farm_video.update(task=task.id).where(tables.farm_video.id == video.id).execute()
    if isinstance(case.body, dict) and isinstance(case.body.get("worker_id"), int):
        case.body |= {"worker_id": row.id} | ({"worker_name": "one"} if "worker_name" in case.body else {})
    return {"worker_id": str(row.id), "task_id": str(task.id), "video_id": str(videos[0].id)}


def _transfers(forge: Forge, case: Any) -> dict[str, str]:
    """An upload that goes on, and one that is asked for; a form that names a source or a hash names a real one."""
    transfers, user = forge.transfers, forge.accounts.local().id
    with forge.database.transaction() as tables:
        tables.transfer_upload.delete().execute()
    begun = transfers.uploads.add(user, 1, "u", "s")
    done = transfers.uploads.add(user, 1, "u", "s")
    transfers.uploads.report(user, done.id, Report(8, "a.mov", "f", root(), 5))
    download, _ = transfers.downloads.ask(user, done.source_id)
    private = transfers.privates.due(user)[0]
    for given in (case.body, case.query):
        if hasattr(given, "get") and isinstance(given.get("source_id"), int | str):
            given["source_id"] = done.source_id
    if isinstance(case.body, dict) and isinstance(case.body.get("hash"), str):
        case.body["hash"] = leaf()
    if isinstance(case.body, dict) and isinstance(case.body.get("key"), str):
        case.body["key"] = Keys.new().public.encode()
    return {"upload_id": str(begun.id), "download_id": str(download.id), "private_id": str(private.id)}


def _watch(forge: Forge) -> dict[str, str]:
    """A rule of watch folders, with a file and a batch that failed."""
    with forge.database.transaction() as tables:
        tables.watch_rule.delete().execute()
    rule = forge.watch.rules.add({"do": "cut", "folders": ["/srv/incoming"]})
    with forge.database.transaction() as tables:
        columns = {"path": "/srv/incoming/a.mp4", "size": 1, "mtime_ns": 1, "due": now(), "changed": now()}
        file = tables.watch_file.create(rule=rule.id, status=FileState.FAILED, updated=now(), **columns)
        batch = tables.watch_batch.create(rule=rule.id, status=BatchState.FAILED, not_before=now())
    return {"rule_id": str(rule.id), "file_id": str(file.id), "batch_id": str(batch.id)}


def _another_film(client: Client) -> dict[str, str]:
    """What a path may name; it may be gone afterwards."""
    work_id = new(client, pictures=1)
    link = client.send("POST", f"/movie/{work_id}/share").json["share"]["id"]
    file = client.get(f"/movie/{work_id}").json["files"][0]
    return {"work_id": work_id, "fid": str(file["id"]), "filename": file["name"], "sid": str(link)}


def _stream(client: Client, path: str) -> int:
    """Look at the beginning of a stream, which has no end."""
    answer, body = client.begin("GET", path)
    try:
        if answer.status == 200:
            assert answer.headers["content-type"].startswith("text/event-stream")
            assert next(iter(body)) == b"retry: 3000\n\n"
        else:
            assert answer.status == (404 if path.startswith("/api/") else 403)
    finally:
        getattr(body, "close", lambda: None)()
    return answer.status

"""The farm's routes: shapes, types, messages and statuses, as they are documented."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from farm_rig import API, FarmRig, make_rig, said
from wsgi_client import Answer, Client

from albumforge.forge import Forge
from albumforge.http import app

WORKER = {"worker_name": "one", "worker_type": 0, "support_vr": 0}
CLAIM = {"worker_id": 1, "worker_type": 0, "support_vr": 0, "dest_path": ""}


@pytest.fixture
def rig(open_forge: Callable[..., Forge], tmp_path: Path) -> FarmRig:
    return make_rig(open_forge, tmp_path)


@pytest.fixture
def client(rig: FarmRig) -> Client:
    return rig.client


def _running(rig: FarmRig, client: Client) -> str:
    rig.clip("a.mp4")
    rig.scan()
    client.send("POST", f"{API}/workers", WORKER)
    task_id: str = client.send("POST", f"{API}/tasks", CLAIM).json["data"]["task_id"]
    return task_id


def test_a_worker_registers(client: Client) -> None:
    answer = client.send("POST", f"{API}/workers", WORKER)
    assert said(answer) == (201, "注册成功")
    assert answer.json["data"] == {"worker_id": 1}
    assert said(client.send("POST", f"{API}/workers/", WORKER)) == (409, "Worker one 已在线，注册失败")
    shown = {**WORKER, "worker_id": 1, "status": 1}
    assert client.get(f"{API}/workers").json == {"code": 200, "message": "获取成功", "data": [shown]}
    assert client.get(f"{API}/workers/1/").json["data"] == shown
    assert set(client.get(f"{API}/workers?details=1").json["data"][0]) > set(shown)


@pytest.mark.parametrize("missing", ["worker_name", "worker_type", "support_vr"])
def test_what_is_missing(client: Client, missing: str) -> None:
    body = {name: value for name, value in WORKER.items() if name != missing}
    assert said(client.send("POST", f"{API}/workers", body)) == (400, "参数不完整")
    assert said(client.send("POST", f"{API}/workers", {**WORKER, missing: None})) == (400, "参数不完整")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("worker_type", 4),
        ("worker_type", "0"),
        ("worker_type", True),
        ("support_vr", 2),
        ("worker_name", 5),
        ("worker_name", " "),
    ],
)
def test_what_is_wrong_is_named(client: Client, name: str, value: Any) -> None:
    status, message = said(client.send("POST", f"{API}/workers", {**WORKER, name: value}))
    assert status == 400
    assert message.startswith(f"{name}：")


def test_workers_are_changed_removed_and_missed(client: Client) -> None:
    client.send("POST", f"{API}/workers", WORKER)
    changed = {"worker_name": "二", "worker_type": 3, "support_vr": 1}
    assert said(client.send("PUT", f"{API}/workers/1", changed))[0] == 200
    assert client.get(f"{API}/workers/1").json["data"] == {**changed, "worker_id": 1, "status": 1}
    assert said(client.send("PUT", f"{API}/workers/1", {"worker_name": "x"})) == (400, "参数不完整")
    assert said(client.ask("DELETE", f"{API}/workers/1"))[0] == 200
    for method, path, body in (
        ("GET", "1", None),
        ("DELETE", "1", None),
        ("PUT", "1", changed),
        ("POST", "1/offline", {"action": "offline"}),
        ("POST", "x/offline", {"action": "offline"}),
        ("DELETE", "1/offline", None),
        ("POST", "heartbeat", {"worker_name": "二", "worker_id": 1}),
    ):
        answer = (
            client.send(method, f"{API}/workers/{path}", body) if body else client.ask(method, f"{API}/workers/{path}")
        )
        assert said(answer) == (404, "Worker不存在"), (method, path)


def test_orders_and_heartbeats(client: Client) -> None:
    client.send("POST", f"{API}/workers", WORKER)
    beat = {"worker_name": "one", "worker_id": 1}
    assert client.send("POST", f"{API}/workers/heartbeat", beat).json["data"] == {"action": None}
    for action in ("offline", "shutdown"):
        assert said(client.send("POST", f"{API}/workers/1/offline", {"action": action})) == (200, "下线指令已发送")
        assert client.send("POST", f"{API}/workers/heartbeat", beat).json["data"] == {"action": action}
    for wrong in ({"action": "x"}, {"action": None}, {}):
        assert said(client.send("POST", f"{API}/workers/1/offline", wrong)) == (400, "无效的下线动作")
    assert said(client.send("POST", f"{API}/tasks", CLAIM))[0] == 409
    assert said(client.ask("DELETE", f"{API}/workers/1/offline")) == (200, "下线指令已取消")
    assert said(client.send("POST", f"{API}/tasks", CLAIM)) == (404, "没有可分配的视频")
    assert said(client.send("POST", f"{API}/tasks", {**CLAIM, "worker_id": 9})) == (404, "Worker不存在")


def test_a_task_from_claim_to_completion(rig: FarmRig, client: Client) -> None:
    rig.clip("a.mp4")
    rig.scan()
    client.send("POST", f"{API}/workers", WORKER)
    answer = client.send("POST", f"{API}/tasks", CLAIM)
    assert answer.status == 201
    source = str(rig.folder / "a.mp4")
    assert answer.json["data"] == {"task_id": "1", "video_path": source}
    shape = {
        "task_id": "1",
        "video_path": source,
        "dest_path": source,
        "worker_id": 1,
        "worker_name": "one",
        "progress": 0.0,
        "status": 1,
        "elapsed_time": 0,
        "remaining_time": None,
    }
    assert client.get(f"{API}/tasks").json["data"] == [shape]
    assert client.get(f"{API}/tasks/1").json["data"] == {**shape, "error_message": ""}
    report = {"worker_id": 1, "progress": 40.5, "status": 1, "elapsed_time": 4, "remaining_time": 6}
    assert said(client.send("PATCH", f"{API}/tasks/1", report))[0] == 200
    told = client.get(f"{API}/tasks/1").json["data"]
    assert (told["progress"], told["elapsed_time"], told["remaining_time"]) == (40.5, 4, 6)
    order = client.get(f"{API}/tasks/1/order").json["data"]
    assert order["part_path"] == str(rig.folder / ".transcode-1.mp4")
    assert order["preset"]["name"] == "quick"
    assert (order["source_size"], order["dest_path"]) == (Path(source).stat().st_size, source)
    rig.make(rig.forge.farm.tasks.get(1))
    assert said(client.send("PATCH", f"{API}/tasks/1", {**report, "status": 2, "progress": 100}))[0] == 200
    done = client.get(f"{API}/tasks/1").json["data"]
    assert (done["status"], done["progress"], done["remaining_time"]) == (2, 100.0, 0)
    assert said(client.send("PATCH", f"{API}/tasks/1", report)) == (409, "任务已结束，上报无效")
    summary = client.get(f"{API}/farm").json["data"]
    assert summary["videos"]["done"] == 1
    assert summary["bytes_saved"] == summary["bytes_before"] - summary["bytes_after"]
    metrics = client.get("/metrics").body.decode()
    assert 'albumforge_farm_videos{status="done"} 1.0' in metrics
    assert f"albumforge_farm_saved_bytes {float(summary['bytes_saved'])}" in metrics


def test_a_task_that_fails(rig: FarmRig, client: Client) -> None:
    task = _running(rig, client)
    status, message = said(client.send("PATCH", f"{API}/tasks/{task}", {"worker_id": 1, "status": 3}))
    assert (status, message) == (400, "error_message：任务失败时必须说明原因")
    report = {"worker_id": 1, "status": 3, "error_message": "显卡掉了", "remaining_time": 5}
    assert said(client.send("PATCH", f"{API}/tasks/{task}", report))[0] == 200
    told = client.get(f"{API}/tasks/{task}").json["data"]
    assert (told["status"], told["error_message"], told["remaining_time"]) == (3, "显卡掉了", None)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("progress", 250),
        ("progress", -1),
        ("progress", "5"),
        ("status", 4),
        ("elapsed_time", -1),
        ("remaining_time", 1.5),
        ("worker_id", "1"),
    ],
)
def test_reports_that_are_wrong_change_nothing(rig: FarmRig, client: Client, name: str, value: Any) -> None:
    task = _running(rig, client)
    before = client.get(f"{API}/tasks/{task}").json
    status, message = said(client.send("PATCH", f"{API}/tasks/{task}", {"worker_id": 1, "status": 1, name: value}))
    assert status == 400
    assert message.startswith(f"{name}：")
    assert client.get(f"{API}/tasks/{task}").json == before


def test_cancelling(rig: FarmRig, client: Client) -> None:
    task = _running(rig, client)
    cancelled = client.ask("POST", f"{API}/tasks/{task}/cancel").json["data"]
    assert (cancelled["status"], cancelled["error_message"]) == (3, "cancelled")
    assert said(client.ask("POST", f"{API}/tasks/{task}/cancel")) == (409, "任务已结束")
    assert said(client.ask("POST", f"{API}/tasks/77/cancel")) == (404, "任务不存在")
    video = client.get(f"{API}/videos?details=1").json["data"]["videos"][0]
    assert (video["transcode_status"], video["error_message"], video["transcode_task_id"]) == (3, "cancelled", 1)
    assert client.ask("POST", f"{API}/videos/1/retry").json["data"]["transcode_status"] == 0
    assert said(client.ask("POST", f"{API}/videos/1/retry")) == (409, "视频已在等待")
    assert client.send("PATCH", f"{API}/videos/1", {"priority": -7}).json["data"]["priority"] == -7
    assert said(client.send("PATCH", f"{API}/videos/1", {"priority": 101}))[0] == 400
    assert said(client.send("PATCH", f"{API}/videos/9", {"priority": 1})) == (404, "视频不存在")


def test_videos_are_listed_filtered_and_sorted(rig: FarmRig, client: Client) -> None:
    rig.clip("b.mp4", width=96, height=64)
    rig.clip("a_VR180.mkv", width=160, height=96, frames=30)
    rig.clip("c.mp4", codec="mpeg4")
    assert client.send("POST", f"{API}/videos/scan", {"path": str(rig.folder)}).json["data"]["finished"] is True

    def names(query: str) -> list[str]:
        videos = client.get(f"{API}/videos?{query}").json["data"]["videos"]
        return [Path(video["video_path"]).stem for video in videos]

    video = client.get(f"{API}/videos?is_vr=1").json["data"]["videos"][0]
    assert set(video) == {
        "id", "video_path", "codec", "bitrate_k", "video_size", "fps", "resolution", "is_vr", "transcode_status",
        "transcode_task_id", "update_time",
    }  # fmt: skip
    assert (video["codec"], video["resolution"], video["is_vr"]) == ("h264", {"width": 160, "height": 96}, 1)
    assert isinstance(video["video_size"], float)
    assert isinstance(video["fps"], float)
    datetime.fromisoformat(video["update_time"])
    assert names("sort_by=video_path") == ["a_VR180", "b", "c"]
    assert names("sort_by=video_path&order=desc") == ["c", "b", "a_VR180"]
    assert names("sort_by=resolutionall&order=desc")[0] == "a_VR180"
    assert names("transcode_status[]=4") == ["c"]
    assert names("transcode_status[]=4&transcode_status[]=0&sort_by=video_path") == ["a_VR180", "b", "c"]
    assert names("transcode_status=4,3") == ["c"]
    assert names("codec[]=mpeg4") == names("codec=mpeg4,vp9") == ["c"]
    assert names("is_vr=0&sort_by=video_path") == ["b", "c"]
    paged = client.get(f"{API}/videos?per_page=2&page=2&sort_by=video_path").json["data"]["pagination"]
    assert paged == {"total": 3, "pages": 2, "current_page": 2, "per_page": 2, "has_next": False, "has_prev": True}
    body = json.dumps({"per_page": 1, "sort_by": "video_path", "order": "desc", "transcode_status[]": [0, 4]}).encode()
    answer = client.ask("GET", f"{API}/videos", body, "application/json")
    assert [Path(video["video_path"]).stem for video in answer.json["data"]["videos"]] == ["c"]


@pytest.mark.parametrize("route", ["tasks", "videos", "logs"])
@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("page=-1", "page"),
        ("page=0", "page"),
        ("page=x", "page"),
        ("page=", "page"),
        ("per_page=0", "per_page"),
        ("per_page=5000", "per_page"),
        ("sort_by=foo", "sort_by"),
        ("sort_by=", "sort_by"),
        ("order=up", "order"),
    ],
)
def test_bad_values_of_lists_are_named(client: Client, route: str, query: str, named: str) -> None:
    status, message = said(client.get(f"{API}/{route}?{query}"))
    assert status == 400
    assert message.startswith(f"{named}：")


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("tasks?status[]=7", "status[]"),
        ("tasks?status=1,x", "status[]"),
        ("videos?transcode_status=5", "transcode_status[]"),
        ("videos?is_vr=2", "is_vr"),
        ("logs?log_level=15", "log_level[]"),
        ("logs?start_time=yesterday", "start_time"),
        ("logs?end_time=2026-13-01", "end_time"),
    ],
)
def test_bad_filters_are_named(client: Client, query: str, named: str) -> None:
    status, message = said(client.get(f"{API}/{query}"))
    assert status == 400
    assert message.startswith(f"{named}：")


def test_the_log(client: Client) -> None:
    client.send("POST", f"{API}/workers", WORKER)
    answer = client.get(f"{API}/logs?log_level[]=20&per_page=1").json["data"]
    line = answer["logs"][0]
    assert set(line) == {"id", "task_id", "log_time", "log_level", "log_message"}
    assert (line["task_id"], line["log_level"], line["log_message"]) == (0, 20, "Worker one is online.")
    chinese = client.get(f"{API}/logs", Accept_Language="zh-CN").json["data"]["logs"][0]
    assert chinese["log_message"] == "Worker one 上线。"
    moment = line["log_time"]
    for query, count in (
        (f"start_time={moment}&end_time={moment}", 1),
        ("start_time=2099-01-01", 0),
        ("end_time=2020-01-01", 0),
    ):
        assert client.get(f"{API}/logs?{query}").json["data"]["pagination"]["total"] == count


def test_folders_to_scan(rig: FarmRig, client: Client) -> None:
    for path in ("/etc", "x", ""):
        status, message = said(client.send("POST", f"{API}/videos/scan", {"path": path}))
        assert status == 400
        assert message.startswith("path：")
    assert said(client.send("POST", f"{API}/videos/scan", {})) == (400, "参数不完整")


def _all_answers(client: Client) -> list[Answer]:
    return [client.get(f"{API}/{path}") for path in ("workers", "tasks", "videos", "logs", "farm", "workers/1")]


def test_the_farm_is_its_operators(rig: FarmRig) -> None:
    far = Client(app(rig.forge, trust_loopback=False))
    assert {said(answer)[0] for answer in _all_answers(far)} == {401}
    assert said(far.send("POST", f"{API}/workers", WORKER))[0] == 401
    ann = rig.forge.accounts.ensure_user("Ann")
    hers = far.signed(rig.forge.accounts.add_token(ann.id)[1])
    assert {said(answer) for answer in _all_answers(hers)} == {(401, "未登录或无权限，请使用管理员的 token")}
    ours = far.signed(rig.forge.accounts.add_token(rig.forge.accounts.local().id)[1])
    assert said(ours.send("POST", f"{API}/workers", WORKER))[0] == 201


def test_open_networks_are_open_to_workers_only(open_forge: Callable[..., Forge], tmp_path: Path) -> None:
    rig = make_rig(open_forge, tmp_path, farm_open_networks=("192.168.7.0/24",), http_host="0.0.0.0")
    near = Client(app(rig.forge), {"Host": "192.168.7.1:8000"}, remote="192.168.7.20")
    other = Client(app(rig.forge), {"Host": "192.168.7.1:8000"}, remote="192.168.8.20")
    assert said(other.send("POST", f"{API}/workers", WORKER))[0] == 401
    assert said(near.send("POST", f"{API}/workers", WORKER))[0] == 201
    assert said(near.send("POST", f"{API}/workers/heartbeat", {"worker_name": "one", "worker_id": 1}))[0] == 200
    assert said(near.send("POST", f"{API}/tasks", CLAIM))[0] == 404
    assert said(near.get(f"{API}/tasks/1"))[0] == 404
    for path in ("workers", "videos", "logs", "farm"):
        assert said(near.get(f"{API}/{path}"))[0] == 401
    assert said(near.send("POST", f"{API}/videos/scan", {"path": str(rig.folder)}))[0] == 401
    assert said(near.send("POST", f"{API}/workers/1/offline", {"action": "shutdown"}))[0] == 401
    assert near.get("/movie/list").status == 403
    assert said(near.send("POST", f"{API}/workers", WORKER, Origin="http://evil.example"))[0] == 401
    forwarded = near.send("POST", f"{API}/workers", WORKER, X_Forwarded_For="10.0.0.1")
    assert said(forwarded)[0] == 401


def test_what_is_no_route_or_no_json(client: Client) -> None:
    assert said(client.get(f"{API}/nothing")) == (404, "没有这个地址")
    assert said(client.ask("DELETE", f"{API}/videos")) == (405, "不支持此请求方法")
    assert said(client.post(f"{API}/workers", {"worker_name": "x"}))[0] == 415
    assert said(client.ask("POST", f"{API}/workers", b"[1]", "application/json"))[0] == 400
    assert said(client.ask("POST", f"{API}/workers", b"{", "application/json"))[0] == 400
    assert said(client.ask("PATCH", f"{API}/tasks/1", b"{}", "application/json")) == (404, "任务不存在")

"""The documented routes, exact to the message; each state is brought about by what brings it about in life."""

from __future__ import annotations

import re
import shutil
import time
from pathlib import Path
from typing import Any

import pytest
from http_parts import empty_queue, jpeg, kill, new, rendering, small, worker
from served import until
from wsgi_client import Client

from albumforge.forge import Forge
from albumforge.http import app

TIME = re.compile(r"20\d\d-\d\d-\d\d \d\d:\d\d:\d\d")
PLAIN = b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\nabc\r\n--x--\r\n'
LOST = "找不到任务，请重新启动"


@pytest.fixture
def client(forge: Forge) -> Client:
    return Client(app(forge))


@pytest.fixture
def local(local_forge: Forge) -> Client:
    return Client(app(local_forge))


def _start(client: Client, work_id: str) -> tuple[int, str]:
    return client.get(f"/movie/{work_id}/start").msg


def _status(client: Client, work_id: str) -> Any:
    return client.get(f"/movie/{work_id}/status").json


def _listed(client: Client, work_id: str, route: str = "myall") -> Any:
    films = client.get(f"/movie/{route}").json["movies"]
    return next((film for film in films if film["work_id"] == work_id), None)


def _said(client: Client, work_id: str) -> tuple[Any, ...]:
    """Status, words, number in the list, words in the list."""
    status, listed = _status(client, work_id), _listed(client, work_id)
    assert status["info"] == listed["result_msg"]
    return status["status"], status["description"], listed["status"], listed["status_msg"]


def test_new_makes_a_folder(local: Client, local_forge: Forge) -> None:
    answer = local.get("/movie/new")
    assert answer.msg == (200, "操作成功")
    assert set(answer.json) == {"msg", "work_id"}
    assert (local_forge.settings.media / "movies" / answer.json["work_id"]).is_dir()
    other = local.post("/movie/new", {"title": "海边", "shared": "0"}).json["work_id"]
    assert _listed(local, other)["movie_title"] == "海边"
    assert _listed(local, other, "all") is None
    assert _listed(local, answer.json["work_id"], "all") is not None


def test_upload_names_the_file_by_the_time(local: Client, local_forge: Forge) -> None:
    work_id = new(local)
    picture = jpeg()
    answer = local.upload(f"/movie/{work_id}/upload", ("夏天 的海.jpg", picture))
    assert answer.msg == (200, "操作成功")
    filename = answer.json["filename"]
    assert re.fullmatch(r"20\d{18}-\d{4}-[0-9a-f]{8}\.jpg", filename)
    assert answer.json["url"] == f"/media/movies/{work_id}/{filename}"
    assert local.get(answer.json["url"]).body == picture
    assert (local_forge.settings.media / "movies" / work_id / filename).read_bytes() == picture
    assert answer.json["file"]["label"] == "夏天 的海.jpg"
    assert local.upload("/movie/nothing/upload", ("a.jpg", picture)).msg == (403, "找不到作业集")


@pytest.mark.parametrize(
    "body, kind",
    [
        (b"", ""),
        (b"file=abc", "application/x-www-form-urlencoded"),
        (
            b'--x\r\nContent-Disposition: form-data; name="file"\r\n\r\nabc\r\n--x--\r\n',
            "multipart/form-data; boundary=x",
        ),
        (b"", "multipart/form-data; boundary=x"),
        (b"--x--\r\n", "multipart/form-data"),
        (jpeg(), "image/jpeg"),
    ],
)
def test_upload_without_a_file(local: Client, body: bytes, kind: str) -> None:
    work_id = new(local)
    assert local.ask("POST", f"/movie/{work_id}/upload", body, kind).msg == (403, "未获取到file")


def test_start_a_new_film(client: Client, forge: Forge) -> None:
    work_id = new(client)
    assert _start(client, work_id) == (403, "请先上传图片")
    assert _said(client, work_id) == (0, "等待用户提供信息", 0, "等待用户提供信息")
    client.upload(f"/movie/{work_id}/upload", ("a.jpg", jpeg()))
    assert _start(client, work_id) == (200, "已加入队列")
    assert _start(client, work_id) == (403, "已在 PENDING 队列中")
    assert _said(client, work_id) == (1, "排队等待中", 100, "排队等待中")
    assert _status(client, work_id)["info"] == forge.movies.get(work_id).message_id != ""
    assert _start(client, "nothing") == (403, "找不到作业集")


def test_a_film_from_start_to_done(client: Client, forge: Forge) -> None:
    work_id = small(forge, client, frames=30, delay=0.1)
    assert _start(client, work_id) == (200, "已加入队列")
    with worker(forge):
        rendering(forge, work_id)
        assert _start(client, work_id) == (403, "已在 STARTED 队列中")
        assert _said(client, work_id) == (2, "正在处理", 105, "正在生成影集")
        until(lambda: _status(client, work_id)["status"] == 3, 30)
    assert _said(client, work_id) == (3, "处理完成", 200, "处理完成")
    assert _start(client, work_id) == (403, "任务已完成")
    status = _status(client, work_id)
    known = "msg work_id uid create_time update_time status description info image_num image_urls"
    assert set(status) == set(known.split())
    assert status["info"] == f"/media/movie/{work_id}/result.mp4"
    assert TIME.fullmatch(status["create_time"]) and TIME.fullmatch(status["update_time"])
    assert (status["uid"], status["image_num"], len(status["image_urls"])) == (1, 2, 2)
    for address in status["image_urls"]:
        assert address.startswith(f"http://127.0.0.1:8000/media/movies/{work_id}/")
        assert client.get(address.removeprefix("http://127.0.0.1:8000")).body[:3] == b"\xff\xd8\xff"
    film = client.get(status["info"])
    assert (film.status, film.headers["content-type"]) == (200, "video/mp4")
    assert film.body == (forge.movies.get(work_id).folder / "result.mp4").read_bytes()


def test_a_message_that_was_lost(client: Client, forge: Forge) -> None:
    work_id = new(client, pictures=1)
    assert _start(client, work_id) == (200, "已加入队列")
    empty_queue(forge)
    time.sleep(1.1)  # for so long it might still be on its way
    assert _said(client, work_id) == (1, LOST, 100, LOST)
    assert _start(client, work_id) == (200, "已重新加入队列")
    assert _start(client, work_id) == (403, "已在 PENDING 队列中")
    assert _said(client, work_id) == (1, "排队等待中", 100, "排队等待中")


def test_a_worker_that_was_killed(client: Client, forge: Forge) -> None:
    work_id = small(forge, client, frames=100, delay=0.1)
    _start(client, work_id)
    with worker(forge, lease_seconds=60) as process:
        rendering(forge, work_id)
        kill(process)
    assert _said(client, work_id) == (2, LOST, 105, LOST)
    assert _start(client, work_id) == (200, "已重新加入队列")
    assert _start(client, work_id) == (403, "已在 PENDING 队列中")


def test_a_film_that_failed(client: Client, forge: Forge) -> None:
    work_id = small(forge, client, fail_times=9)
    _start(client, work_id)
    with worker(forge, max_attempts=2):
        until(lambda: _status(client, work_id)["status"] == -1, 30)
    assert _said(client, work_id) == (-1, "生成失败", -1, "生成失败")
    assert _listed(client, work_id, "list") is None
    assert _listed(client, work_id, "all") is not None
    assert _start(client, work_id) == (200, "原执行失败，已重新加入队列")
    assert _said(client, work_id)[:2] == (1, "排队等待中")


def test_a_folder_that_is_gone(client: Client, forge: Forge) -> None:
    work_id = new(client, pictures=1)
    shutil.rmtree(forge.settings.media / "movies" / work_id)
    assert _status(client, work_id)["status"] == 0
    assert _start(client, work_id) == (403, "影集已过期，请重新新建")
    assert _said(client, work_id) == (-2, "已过期", -2, "已过期")
    assert _start(client, work_id) == (403, "影集已过期，请重新新建")
    assert client.upload(f"/movie/{work_id}/upload", ("a.jpg", jpeg())).status == 403


def test_a_folder_that_is_gone_while_the_film_waits(client: Client, forge: Forge) -> None:
    work_id = new(client, pictures=1)
    _start(client, work_id)
    shutil.rmtree(forge.settings.media / "movies" / work_id)
    assert _start(client, work_id) == (403, "影集已过期，请重新新建")
    assert _said(client, work_id)[:2] == (-2, "已过期")


def test_a_film_that_was_swept(client: Client, forge: Forge) -> None:
    work_id = new(client, pictures=1)
    time.sleep(0.05)
    assert forge.movies.expire(0.01 / 86_400) == [work_id]
    assert not (forge.settings.media / "movies" / work_id).exists()
    assert _said(client, work_id) == (-2, "已过期", -2, "已过期")
    assert (_status(client, work_id)["image_num"], _status(client, work_id)["image_urls"]) == (0, [])
    assert _start(client, work_id) == (403, "影集已过期，请重新新建")


def test_a_film_that_was_cancelled_starts_anew(client: Client) -> None:
    work_id = new(client, pictures=1)
    _start(client, work_id)
    assert client.post(f"/movie/{work_id}/cancel").msg == (200, "操作成功")
    assert _said(client, work_id) == (0, "等待用户提供信息", 0, "等待用户提供信息")
    assert _start(client, work_id) == (200, "已加入队列")


def test_start_takes_options_and_tells_those_it_cannot_read(local: Client, local_forge: Forge) -> None:
    work_id = new(local, pictures=1)
    form = {
        "title": "春天",
        "aspect": "9:16",
        "poem": "0",
        "seed": "7",
        "duration": "lots",
        "music": "/etc/passwd",
        "template": "../x.yaml",
        "command": "30秒",
        "shared": "0",
        "unheard": "of",
    }
    assert local.post(f"/movie/{work_id}/start", form).msg == (200, "已加入队列")
    movie = local_forge.movies.get(work_id)
    assert (movie.title, movie.shared) == ("春天", False)
    assert {name: movie.request[name] for name in ("aspect", "poem", "seed")} == {
        "aspect": "9:16",
        "poem": False,
        "seed": 7,
    }
    assert not {"duration", "music", "template", "unheard"} & set(movie.request)
    said = "\n".join(local_forge.movies.log(work_id))
    assert [name in said for name in ("duration", "music", "template")] == [True] * 3


@pytest.mark.parametrize("method, path", [("GET", "delete"), ("POST", "delete/"), ("DELETE", "")])
def test_delete_removes_the_folder(local: Client, local_forge: Forge, method: str, path: str) -> None:
    work_id = new(local, pictures=1)
    assert local.ask(method, f"/movie/{work_id}/{path}".rstrip("/")).msg == (200, "操作成功")
    assert not (local_forge.settings.media / "movies" / work_id).exists()
    assert local.get(f"/movie/{work_id}/status").msg == (403, "找不到作业集")
    assert local.get(f"/movie/{work_id}/delete").msg == (403, "找不到作业集")


def test_delete_while_it_is_made(client: Client, forge: Forge) -> None:
    work_id = small(forge, client, frames=100, delay=0.1)
    _start(client, work_id)
    with worker(forge):
        rendering(forge, work_id)
        assert client.get(f"/movie/{work_id}/delete").msg == (200, "操作成功")
    assert not (forge.settings.media / "movies" / work_id).exists()
    assert client.get("/movie/myall").json["movies"] == []


def test_lists(client: Client, forge: Forge) -> None:
    ids = [new(client) for _ in range(3)]
    anna = Client(app(forge)).signed(forge.accounts.add_token(forge.accounts.add_user("Anna").id)[1])
    hers = new(anna)
    for route in ("list", "myall"):
        answer = client.get(f"/movie/{route}/").json
        assert (answer["msg"], answer["uid"], answer["movie_num"]) == ("操作成功", 1, 3)
        assert {film["work_id"] for film in answer["movies"]} == set(ids)
        known = "work_id movie_title movie_description create_time update_time status status_msg result_msg"
        assert set(answer["movies"][0]) == set(known.split())
    everybody = client.get("/movie/all").json
    assert everybody["movie_num"] == 4
    assert {film["uid"] for film in everybody["movies"] if film["work_id"] == hers} == {anna.get("/me").json["uid"]}


@pytest.mark.parametrize("route", ["new", "x/upload", "x/start", "x/status", "x/delete", "list", "myall", "all"])
def test_nobody_is_let_in(local_forge: Forge, route: str) -> None:
    far = Client(app(local_forge, trust_loopback=False))
    method = "POST" if route.endswith("upload") else "GET"
    assert far.ask(method, f"/movie/{route}").msg == (403, "未登录或登录超时")
    assert far.signed("nonsense").ask(method, f"/movie/{route}").msg == (403, "未登录或登录超时")


def test_every_route_stands_with_and_without_a_slash(local: Client) -> None:
    work_id = new(local, pictures=1)
    for route in (f"{work_id}/status", f"{work_id}/start", "list", "myall", "all", f"{work_id}/delete"):
        for path in (f"/movie/{route}", f"/movie/{route}/"):
            assert "msg" in local.get(path).json, path
    assert local.get("/movie/new/").msg == (200, "操作成功")


def test_times_are_in_the_zone_of_the_server(local: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    work_id = new(local)
    there = {}
    for zone in ("UTC", "Asia/Shanghai"):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        there[zone] = time.strptime(_status(local, work_id)["create_time"], "%Y-%m-%d %H:%M:%S")
    monkeypatch.undo()
    time.tzset()
    assert (time.mktime(there["Asia/Shanghai"]) - time.mktime(there["UTC"])) == 8 * 3600


def test_no_film_of_another_is_found(local: Client, local_forge: Forge, tmp_path: Path) -> None:
    token = local_forge.accounts.add_token(local_forge.accounts.add_user("Anna").id)[1]
    anna = local.signed(token)
    hidden, shared = anna.get("/movie/new?shared=0").json["work_id"], anna.get("/movie/new").json["work_id"]
    for route in ("status", "start", "delete"):
        assert local.get(f"/movie/{hidden}/{route}").msg == (403, "找不到作业集"), route
    assert local.upload(f"/movie/{hidden}/upload", ("a.jpg", jpeg())).msg == (403, "找不到作业集")
    assert local.get(f"/movie/{shared}/status").msg == (200, "操作成功")
    for route in ("start", "delete"):
        assert local.get(f"/movie/{shared}/{route}").msg == (403, "找不到作业集"), route
    assert local.upload(f"/movie/{shared}/upload", ("a.jpg", jpeg())).msg == (403, "找不到作业集")
    assert anna.get(f"/movie/{hidden}/status").msg == (200, "操作成功")

"""Our own routes of films."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from subprocess import run
from typing import Any

import pytest
from http_parts import jpeg, new, rendering, small, worker
from served import until
from wsgi_client import Client

from albumforge.chinese import in_chinese
from albumforge.forge import Forge
from albumforge.http import app


@pytest.fixture
def client(local_forge: Forge) -> Client:
    return Client(app(local_forge))


@pytest.fixture
def anna(local_forge: Forge, client: Client) -> Client:
    """Another user."""
    return client.signed(local_forge.accounts.add_token(local_forge.accounts.add_user("Anna").id)[1])


def _film(client: Client, work_id: str) -> Any:
    return client.get(f"/movie/{work_id}").json["movie"]


def test_a_film_and_its_files(client: Client, local_forge: Forge) -> None:
    work_id = new(client, pictures=2)
    answer = client.get(f"/movie/{work_id}").json
    film = answer["movie"]
    assert (film["work_id"], film["uid"], film["mine"], film["status"]) == (work_id, 1, True, 0)
    assert (film["image_num"], film["poster"], film["film"], film["frame"]) == (2, None, None, None)
    assert datetime.fromisoformat(film["created"]).tzinfo is not None
    assert [(file["position"], file["label"], file["kind"]) for file in answer["files"]] == [
        (1, "IMG_0.jpg", "photo"),
        (2, "IMG_1.jpg", "photo"),
    ]
    for file in answer["files"]:
        small_one = client.get(file["thumb"])
        assert (small_one.status, small_one.headers["content-type"]) == (200, "image/jpeg")
        assert "immutable" in small_one.headers["cache-control"]
        assert client.get(file["thumb"] + "?w=640").status == 200
    assert client.get(f"/movie/{work_id}/files/99/thumb.jpg").status == 404
    assert client.get(f"/movie/{work_id}/files/x/thumb.jpg").status == 404
    assert client.get(answer["files"][0]["thumb"] + "?w=lots").json["code"] == "invalid"


def test_change(client: Client) -> None:
    work_id = new(client)
    said = client.send("POST", f"/movie/{work_id}", {"title": "海", "request": {"aspect": "9:16", "poem": False}})
    assert said.msg == (200, "操作成功")
    assert (said.json["movie"]["title"], said.json["movie"]["request"]) == ("海", {"aspect": "9:16", "poem": False})
    changed = {"shared": False, "description": "in May", "request": {"poem": None, "seed": 5}}
    film = client.send("POST", f"/movie/{work_id}", changed).json["movie"]
    assert (film["title"], film["description"], film["shared"]) == ("海", "in May", False)
    assert film["request"] == {"aspect": "9:16", "seed": 5}


@pytest.mark.parametrize(
    "body, said",
    [
        ({"title": 5}, "title"),
        ({"title": "a" * 201}, "title"),
        ({"shared": "yes"}, "shared"),
        ({"request": []}, "request"),
        ({"request": {"aspect": "2:1"}}, "aspect"),
        ({"request": {"nonsense": 1}}, "nonsense"),
        ({"request": {"duration": 1e400}}, ""),
        ({"request": {"music": "/etc/passwd"}}, "music"),
        ({"request": {"music": "~/.bashrc"}}, "music"),
        ({"request": {"template": "/etc/x.yaml"}}, "template"),
        ({"request": {"file_captions": {"/etc/passwd": "a"}}}, "file_captions"),
        ({"request": {"notes": ["a"]}}, "notes"),
        ({"status": 3}, "status"),
        ({"user": 2}, "user"),
    ],
)
def test_what_does_not_fit_changes_nothing(client: Client, body: Any, said: str) -> None:
    work_id = new(client)
    before = _film(client, work_id)
    answer = client.send("POST", f"/movie/{work_id}", body)
    assert (answer.status, answer.json["code"]) == (403, "invalid")
    assert said in answer.json["detail"]
    assert _film(client, work_id) == before


@pytest.mark.parametrize(
    "raw, kind, code",
    [
        (b"{", "application/json", "invalid"),
        (b"[]", "application/json", "invalid"),
        (b"\xff\xfe", "application/json", "invalid"),
        (b'{"title": "\\ud800"}', "application/json", "invalid"),
        (b'{"title": "a\\u0000b"}', "application/json", "invalid"),
        (b'{"title": NaN}', "application/json", "invalid"),
        (b"[" * 100_000, "application/json", "invalid"),
        (b'{"a": ' * 100_000, "application/json", "invalid"),
        (b'{"title": ' + b"9" * 10_000 + b"}", "application/json", "invalid"),
        (b'{"title": "x"}', "text/plain", "wrong_type"),
        (b'{"title": "x"}', "", "wrong_type"),
        (b"title=x", "application/x-www-form-urlencoded", "wrong_type"),
        (b" " * ((1 << 20) + 1), "application/json", "too_large"),
    ],
)
def test_bodies_that_are_no_json_object(client: Client, raw: bytes, kind: str, code: str) -> None:
    work_id = new(client)
    answer = client.ask("POST", f"/movie/{work_id}", raw, kind)
    assert (answer.status, answer.json["code"]) == (413 if code == "too_large" else 403, code)
    cut = client.ask("POST", f"/movie/{work_id}", b'{"title": "x"', "application/json", length=400)
    assert (cut.status, cut.json["code"]) == (403, "cut")


def test_files_are_arranged_and_removed(client: Client, local_forge: Forge) -> None:
    work_id = new(client, pictures=3)
    ids = [file["id"] for file in client.get(f"/movie/{work_id}").json["files"]]
    path = f"/movie/{work_id}/files"
    wanted = {"order": ids[::-1], "left_out": [ids[0]], "captions": {str(ids[1]): "am Meer 海边"}}
    files = client.send("PUT", path, wanted).json["files"]
    assert [(file["id"], file["left_out"], file["caption"]) for file in files] == [
        (ids[2], False, ""),
        (ids[1], False, "am Meer 海边"),
        (ids[0], True, ""),
    ]
    for wrong in ({"order": [10**6]}, {"order": ["x"]}, {"left_out": 5}, {"captions": {"x": "y"}}, {"more": 1}):
        assert client.send("PUT", path, wrong).json["code"] == "invalid", wrong
    left = client.ask("DELETE", f"{path}/{ids[0]}").json["files"]
    assert [file["id"] for file in left] == [ids[2], ids[1]]
    assert client.ask("DELETE", f"{path}/{ids[0]}").msg == (403, "找不到作业集")
    assert len(list((local_forge.settings.media / "movies" / work_id).iterdir())) == 2


def test_gallery(client: Client, anna: Client) -> None:
    ids = [new(client) for _ in range(5)]
    hers, hidden = anna.get("/movie/new").json["work_id"], anna.get("/movie/new?shared=0").json["work_id"]
    page = client.get("/movies?limit=2&offset=1").json
    assert (page["total"], [film["work_id"] for film in page["movies"]]) == (5, ids[::-1][1:3])
    everybody = client.get("/movies?mine=0").json
    assert everybody["total"] == 6
    assert {film["work_id"]: film["mine"] for film in everybody["movies"]} == {**dict.fromkeys(ids, True), hers: False}
    assert hidden not in json.dumps(everybody)
    for wrong in ("limit=0", "limit=x", "limit=501", "offset=-1", "offset=99999999999", "mine=perhaps"):
        assert client.get(f"/movies?{wrong}").json["code"] == "invalid", wrong


def test_a_film_is_made_cancelled_made_again_and_reopened(client: Client, local_forge: Forge) -> None:
    work_id = small(local_forge, client, frames=60, delay=0.1)
    client.get(f"/movie/{work_id}/start")
    with worker(local_forge):
        rendering(local_forge, work_id)
        assert client.post(f"/movie/{work_id}/cancel").status == 200
        until(lambda: _film(client, work_id)["status"] == 0)
    assert client.post(f"/movie/{work_id}/cancel").json["code"] == "conflict"
    work_id = small(local_forge, client)
    client.get(f"/movie/{work_id}/start")
    with worker(local_forge):
        until(lambda: _film(client, work_id)["status"] == 3, 30)
    film = _film(client, work_id)
    assert (film["progress"], film["duration"]) == (1.0, pytest.approx(0.2))
    assert client.get(film["film"]).headers["content-type"] == "video/mp4"
    saved = client.get(film["film"] + "&download=1").headers["content-disposition"]
    assert saved == "attachment; filename=\"Reise.mp4\"; filename*=UTF-8''Reise.mp4"
    part = client.get(film["film"], Range="bytes=4-7")
    assert (part.status, part.body) == (206, b"ftyp")
    poster = client.get(film["poster"])
    assert (poster.body[:2], poster.headers["content-type"]) == (b"\xff\xd8", "image/jpeg")
    assert client.ask("HEAD", film["film"]).body == b""
    assert client.upload(f"/movie/{work_id}/upload", ("a.jpg", jpeg())).json["code"] == "conflict"
    assert client.post(f"/movie/{work_id}/reopen").json["movie"]["status"] == 0
    assert client.upload(f"/movie/{work_id}/upload", ("a.jpg", jpeg())).status == 200
    assert client.get(f"/movie/{work_id}/log").json["msg"] == "操作成功"


def test_files_of_others_are_copies_without_metadata(client: Client, anna: Client) -> None:
    from PIL import Image

    exif = Image.Exif()
    exif[0x0110] = "Camera 7"
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 8.0, 0.0), 3: "E", 4: (11.0, 34.0, 0.0)})
    work_id = new(client)
    picture = jpeg(64, 48, exif=exif.tobytes())
    url = client.upload(f"/movie/{work_id}/upload", ("a.jpg", picture)).json["url"]
    assert client.get(url).body == picture
    seen = anna.get(url)
    assert (seen.status, seen.headers["content-type"]) == (200, "image/jpeg")
    assert b"Camera 7" in picture and b"Camera 7" not in seen.body and b"Exif" not in seen.body


def test_what_the_owner_left_out_is_for_the_owner(client: Client, anna: Client) -> None:
    work_id = new(client, pictures=2)
    kept, out = client.get(f"/movie/{work_id}").json["files"]
    client.send("PUT", f"/movie/{work_id}/files", {"left_out": [out["id"]]})
    assert [file["id"] for file in anna.get(f"/movie/{work_id}").json["files"]] == [kept["id"]]
    assert len(anna.get(f"/movie/{work_id}/status").json["image_urls"]) == 1
    for url in (out["url"], out["thumb"]):
        assert (anna.get(url).status, client.get(url).status) == (404, 200)


def test_samples(client: Client) -> None:
    picture = client.get("/album/templates/clean.jpg")
    assert (picture.status, picture.headers["content-type"], picture.body[:2]) == (200, "image/jpeg", b"\xff\xd8")
    piece = client.get("/album/music").json["music"][0]
    assert {"zh", "en"} <= set(piece["title"]) and piece["bpm"] > 20 and piece["mood"]
    sound = client.get(piece["sample"])
    assert (sound.status, sound.headers["content-type"], sound.body[4:8]) == (200, "audio/mp4", b"ftyp")
    for path in ("/album/templates/nothing.jpg", "/album/templates/..%2fx.jpg", "/album/music/nothing.m4a"):
        assert client.get(path).status == 404


OTHERS = (
    ("GET", ""),
    ("POST", ""),
    ("DELETE", ""),
    ("PUT", "/files"),
    ("DELETE", "/files/1"),
    ("POST", "/reopen"),
    ("POST", "/cancel"),
    ("GET", "/events"),
    ("GET", "/log"),
    ("GET", "/plan"),
    ("PUT", "/plan"),
    ("DELETE", "/plan"),
    ("GET", "/scenes"),
    ("POST", "/share"),
    ("GET", "/shares"),
    ("DELETE", "/shares/1"),
    ("GET", "/status"),
    ("POST", "/start"),
    ("POST", "/upload"),
    ("GET", "/delete"),
)
FILES = ("/movie/{0}/poster.jpg", "/movie/{0}/frame.jpg", "/movie/{0}/files/1/thumb.jpg", "/media/movie/{0}/result.mp4")


def test_another_users_film_is_not_found(client: Client, anna: Client) -> None:
    work_id = new(client, pictures=1)
    client.send("POST", f"/movie/{work_id}", {"shared": False})
    picture = client.get(f"/movie/{work_id}").json["files"][0]["url"]
    before = client.get(f"/movie/{work_id}").json
    for method, path in OTHERS:
        kind = "application/json" if method in ("PUT", "POST") else ""
        answer = anna.ask(method, f"/movie/{work_id}{path}", b"{}" if kind else b"", kind)
        assert answer.msg == (403, "找不到作业集"), (method, path)
    for path in (*(path.format(work_id) for path in FILES), picture):
        assert anna.get(path).status == 404, path
    assert client.get(f"/movie/{work_id}").json == before


def test_a_shared_film_is_for_looking_only(client: Client, anna: Client) -> None:
    work_id = new(client, pictures=1)
    client.send("POST", f"/movie/{work_id}", {"title": "海", "request": {"seed": 4}})
    film = anna.get(f"/movie/{work_id}").json["movie"]
    assert (film["title"], film["mine"], film["request"]) == ("海", False, {})
    readable = {"", "/status", "/events"}
    for method, path in OTHERS:
        if method == "GET" and path in readable:
            continue
        kind = "application/json" if method in ("PUT", "POST") else ""
        answer = anna.ask(method, f"/movie/{work_id}{path}", b"{}" if kind else b"", kind)
        assert answer.msg == (403, "找不到作业集"), (method, path)


def test_nobody_is_let_in(local_forge: Forge, client: Client) -> None:
    work_id = new(client, pictures=1)
    far = Client(app(local_forge, trust_loopback=False))
    for method, path in OTHERS:
        assert far.ask(method, f"/movie/{work_id}{path}").msg == (403, "未登录或登录超时"), (method, path)
    for path in (
        *(path.format(work_id) for path in FILES),
        "/movies",
        "/me",
        "/options",
        "/album/templates",
        "/metrics",
    ):
        assert far.get(path).msg == (403, "未登录或登录超时"), path


def test_what_is_wrong_is_said_in_the_language_of_who_asks(client: Client) -> None:
    work_id = new(client)
    said = {
        language: client.upload(f"/movie/{work_id}/upload", ("x.jpg", b"words"), Accept_Language=language).json[
            "detail"
        ]
        for language in ("en-GB,zh;q=0.5", "zh-CN,zh;q=0.9,en;q=0.8", "fr", "")
    }
    english, chinese, other, none = said.values()
    assert "x.jpg: it is text, not a picture" in english and english == other == none
    assert "x.jpg" in chinese and "it is text" not in chinese


def test_paths_of_the_server_are_never_told(client: Client, local_forge: Forge) -> None:
    work_id = new(client, pictures=2)
    home = str(local_forge.settings.home)
    for path in (
        "/me",
        f"/movie/{work_id}",
        f"/movie/{work_id}/status",
        "/movies",
        f"/movie/{work_id}/log",
        "/options",
    ):
        assert home not in client.get(path).body.decode(), path


def test_me_knows_of_a_speech_model(open_forge: Callable[..., Forge]) -> None:
    assert Client(app(open_forge(whisper_model="small"))).get("/me").json["transcribes"] is True


def test_me_and_choices(client: Client) -> None:
    me = client.get("/me").json
    assert (me["uid"], me["name"], me["kind"], me["lan"], me["workers"]) == (1, "local", "local", None, 0)
    assert me["transcribes"] is False
    assert me["limits"]["upload_bytes"] == 8 * 10**9
    assert me["limits"]["quota_bytes"] is None and me["limits"]["free_bytes"] > 0
    options = {option["name"]: option for option in client.get("/options").json["options"]}
    assert {"title", "music", "aspect", "template", "command"} <= set(options)
    assert "calm" in json.dumps(options["mood"])
    templates = client.get("/album/templates").json["templates"]
    assert {"zh", "en"} <= set(templates[0]["title"]) and templates[0]["sample"].startswith("/album/templates/")


def test_me_says_whether_a_session_is_needed(local_forge: Forge) -> None:
    def session_of(client: Client, user: int) -> Any:
        cookie = client.get(f"/login/{local_forge.accounts.login_link(user)}").cookies[0].partition(";")[0]
        me = client.get("/me", Cookie=cookie).json
        return me["kind"], me["trusted"]

    here, far = Client(app(local_forge)), Client(app(local_forge, trust_loopback=False))
    local, anna = local_forge.accounts.local().id, local_forge.accounts.add_user("Anna").id
    assert session_of(here, local) == ("session", True)
    assert session_of(here, anna) == ("session", False)
    assert session_of(far, local) == ("session", False)
    assert here.get("/me").json["trusted"] is False


def test_a_phone_in_the_same_network(open_forge: Any) -> None:
    forge = open_forge(http_host="0.0.0.0", http_hosts=("192.168.1.5",), http_port=8123)
    client = Client(app(forge)).signed(forge.accounts.add_token(forge.accounts.local().id)[1])
    assert client.get("/me").json["lan"] is None  # a token is not to make sessions
    link = forge.accounts.login_link(forge.accounts.local().id)
    session = client.get(f"/login/{link}").cookies[0].partition(";")[0]
    lan = Client(client.app).get("/me", Cookie=session).json["lan"]
    assert lan["url"].startswith("http://192.168.1.5:8123/login/")
    assert lan["qr"].startswith("<svg")
    phone = Client(client.app, {"Host": "192.168.1.5:8123"}, remote="192.168.1.77")
    assert phone.get(lan["url"].removeprefix("http://192.168.1.5:8123")).status == 303


def test_little_is_loaded_for_plain_requests(tmp_path: Path) -> None:
    """The process that answers is to stay small."""
    code = """
import sys
sys.path.insert(0, sys.argv[1])
from albumforge.chinese import in_chinese
from albumforge.forge import Forge
from albumforge.http import app
from wsgi_client import Client
with Forge(home=sys.argv[2]) as forge:
    client = Client(app(forge))
    for path in ("/", "/healthz", "/me", "/movie/list", "/movies", "/openapi.json", "/docs", "/metrics"):
        assert client.get(path).status == 200, path
    print(*[name for name in ("numpy", "cv2", "av", "PIL", "scipy", "fontTools") if name in sys.modules])
"""
    done = run([sys.executable, "-c", code, Path(__file__).parent, tmp_path / "h"], capture_output=True, text=True)
    assert (done.stdout, done.returncode) == ("\n", 0), done.stdout + done.stderr


@pytest.mark.parametrize("text", ["Sign in first, or send a token.", "A film takes at most 5 files."])
def test_the_door_speaks_chinese(text: str) -> None:
    assert re.search("[\u4e00-\u9fff]", in_chinese(text)) and in_chinese(text) != text

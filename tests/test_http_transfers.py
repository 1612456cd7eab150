"""The routes of master transfer: every row of the document, and every error."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from transfers_rig import API, FORM, PUBLIC, Api, TransferRig, leaf, root
from wsgi_client import Client

from albumforge.forge import Forge
from albumforge.http import app
from albumforge.transfers.keys import Keys

NEW = {"series_id": 7, "uuid": "a uuid", "source_name": "春晚 2018"}
UPLOAD = {
    *("id", "status", "percent", "series_id", "source_id", "source_name", "uuid"),
    *("ip", "file", "name", "size", "hash", "created_at"),
}
BLOCK = {"private_status", "private_name", "private_size", "private_hash", "private_ip"}


@pytest.fixture
def rig(open_forge: Callable[..., Forge]) -> TransferRig:
    return TransferRig.make(open_forge())


@pytest.fixture
def ann(rig: TransferRig) -> Api:
    return Api(rig.forge, rig.ann)


@pytest.fixture
def bob(rig: TransferRig) -> Api:
    return Api(rig.forge, rig.bob)


def uploaded(ann: Api) -> dict[str, Any]:
    number = ann.data("POST", "tasks/upload/pbulic/", NEW)["id"]
    done = {"status": 8, "name": "a.mov", "file": "卷1", "hash": root(), "size": "12.0", "ip": "10.0.0.1"}
    found: dict[str, Any] = ann.data("PATCH", f"tasks/upload/pbulic/{number}/", done)
    return found


def asked(ann: Api, bob: Api) -> dict[str, Any]:
    found: dict[str, Any] = bob.data("POST", "tasks/download/", {"source_id": uploaded(ann)["source_id"]})
    return found


def test_who_asks(rig: TransferRig, ann: Api) -> None:
    for path in ("users/me/", "users/me"):
        assert ann.data("GET", path) == {"id": rig.ann, "name": "Ann", "roles": ["user"]}
    operator = Api(rig.forge, rig.forge.accounts.local().id)
    assert operator.data("GET", "users/me/")["roles"] == ["user", "operator"]


def test_keys(ann: Api) -> None:
    empty = {"key": "", "fingerprint": "", "hpke": "", "signing": "", "created_at": None}
    assert ann.data("GET", "users/me/key") == empty
    public = Keys.new().public
    told = ann.data("PUT", "users/me/key/", {"key": public.encode()})
    assert (told["key"], told["fingerprint"]) == (public.encode(), public.fingerprint)
    assert ann.data("GET", "users/me/key/") == told
    assert [line["detail"] for line in ann.data("GET", "transfers/log")] == [public.fingerprint]
    assert ann.refused("PUT", "users/me/key", {"key": "x"})[0] == 400
    assert ann.refused("PUT", "users/me/key", {})[1] == "key: is missing."


@pytest.mark.parametrize("word", ["pbulic", "public"])
@pytest.mark.parametrize("slash", ["", "/"])
def test_an_upload(ann: Api, word: str, slash: str) -> None:
    answer = ann.ask("POST", f"tasks/upload/{word}{slash}", NEW)
    assert answer.status == 201
    assert answer.json["message"] == ""
    told = answer.json["data"]
    assert set(told) == UPLOAD
    assert {name: told[name] for name in NEW} == NEW
    assert (told["status"], told["percent"], told["size"], told["hash"], told["name"]) == (0, 0, 0, "", "")
    moment = datetime.strptime(told["created_at"], "%Y-%m-%d %H:%M:%S").astimezone()
    assert abs((moment - datetime.now().astimezone()).total_seconds()) < 60
    path = f"tasks/upload/{word}/{told['id']}{slash}"
    for status, percent in ((1, 10.0), (2, 33.5), (3, 99.0)):
        form = {**PUBLIC, "status": status, "name": "主片.mov", "file": "D:\\母带", "percent": percent}
        told = ann.data("PATCH", path, form)
        assert (told["status"], told["percent"], told["name"], told["file"]) == (
            status,
            percent,
            "主片.mov",
            "D:\\母带",
        )
    form |= {"status": 8, "hash": root(), "size": 12.0, "ip": "12D3KooWPeer"}
    answer = ann.send("PATCH", path, form)
    assert answer.status == 200, answer.body
    assert b'"size":12,' in answer.body, "a whole number of bytes"
    assert answer.json["data"] == {
        **told,
        "status": 8,
        "percent": 100,
        "hash": root(),
        "size": 12,
        "ip": "12D3KooWPeer",
    }
    assert ann.send("PATCH", path, form).status == 200, "the answer was lost"


@pytest.mark.parametrize("missing", NEW)
def test_what_a_new_upload_needs(ann: Api, missing: str) -> None:
    form = {name: value for name, value in NEW.items() if name != missing}
    assert ann.refused("POST", "tasks/upload/pbulic/", form) == (400, f"{missing}: is missing.")
    status, message = ann.refused("POST", "tasks/upload/pbulic/", {**NEW, missing: ""})
    assert (status, message.split(":")[0]) == (400, missing)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("series_id", "x"),
        ("series_id", "-1"),
        ("series_id", "9" * 30),
        ("series_id", "1.5"),
        ("uuid", "a\nb"),
        ("uuid", "x" * 256),
        ("source_name", "x" * 256),
    ],
)
def test_a_new_upload_that_is_wrong(ann: Api, name: str, value: str) -> None:
    status, message = ann.refused("POST", "tasks/upload/pbulic/", {**NEW, name: value})
    assert (status, message.split(":")[0]) == (400, name)


@pytest.mark.parametrize("missing", PUBLIC)
@pytest.mark.parametrize("kind", ["pbulic", "private"])
def test_all_but_percent_must_be_sent(ann: Api, bob: Api, kind: str, missing: str) -> None:
    asked(ann, bob)
    form = {name: value for name, value in PUBLIC.items() if name != missing}
    assert ann.refused("PATCH", f"tasks/upload/{kind}/1/", form) == (400, f"{missing}: is missing.")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("status", ""),
        ("status", "4"),
        ("status", "x"),
        ("status", "1.0"),
        ("status", "99999999999999999999"),
        ("size", "x"),
        ("size", "-1"),
        ("size", "nan"),
        ("size", "inf"),
        ("size", "1e300"),
        ("size", "1_0"),
        ("percent", "100.1"),
        ("percent", "-1"),
        ("percent", "x"),
        ("hash", "x"),
        ("hash", "QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnnhZ"),
        ("ip", "a\nb"),
        ("name", "x" * 256),
        ("file", "x" * 1001),
    ],
)
def test_a_report_that_is_wrong_changes_nothing(ann: Api, name: str, value: str) -> None:
    task = ann.data("POST", "tasks/upload/pbulic/", NEW)
    status, message = ann.refused("PATCH", f"tasks/upload/pbulic/{task['id']}/", {**PUBLIC, "status": 1, name: value})
    assert (status, message.split(":")[0]) == (400, name)
    assert {name: ann.data("GET", "transfers/uploads")[0][name] for name in UPLOAD} == task


def test_steps_of_an_upload_that_are_not_allowed(ann: Api) -> None:
    number = ann.data("POST", "tasks/upload/pbulic/", NEW)["id"]
    path = f"tasks/upload/pbulic/{number}/"
    ann.data("PATCH", path, {**PUBLIC, "status": 3})
    assert ann.refused("PATCH", path, {**PUBLIC, "status": 1})[0] == 409
    ann.data("PATCH", path, {**PUBLIC, "status": 9})
    assert ann.refused("PATCH", path, {**PUBLIC, "status": 8, "hash": root(), "size": 1})[0] == 409
    ann.data("PATCH", path, {**PUBLIC, "status": 3})
    assert ann.refused("PATCH", path, {**PUBLIC, "status": 8})[0] == 400
    ann.data("PATCH", path, {**PUBLIC, "status": 8, "hash": root(), "size": 1})
    assert ann.refused("PATCH", path, {**PUBLIC, "status": 9})[0] == 409
    assert ann.refused("PATCH", path, {**PUBLIC, "status": 8, "hash": leaf(), "size": 1})[0] == 409


@pytest.mark.parametrize("slash", ["", "/"])
def test_a_download_by_get_and_by_post(ann: Api, bob: Api, slash: str) -> None:
    upload = uploaded(ann)
    answer = bob.ask("GET", f"tasks/download{slash}?source_id={upload['source_id']}")
    assert (answer.status, answer.json["message"]) == (200, "")
    told = answer.json["data"]
    assert set(told) == UPLOAD | BLOCK | {"sender", "sender_key", "message"}
    same = UPLOAD - {"id", "status", "percent", "created_at"}
    assert {name: told[name] for name in same} == {name: upload[name] for name in same}
    assert (told["status"], told["private_hash"], told["private_status"]) == (0, "", 0)
    form = {"source_id": upload["source_id"]}
    assert bob.ask("GET", f"tasks/download{slash}", form).json == answer.json, "in a form, by GET"
    again = bob.send("POST", f"tasks/download{slash}", form)
    assert (again.status, again.json) == (200, answer.json), "there is one already"
    assert bob.data("GET", f"tasks/download/{told['id']}{slash}") == told
    told = bob.data("PATCH", f"tasks/download/{told['id']}{slash}", {"status": 4, "percent": 50})
    assert (told["status"], told["percent"]) == (4, 50)


def test_a_post_that_is_new_is_201(ann: Api, bob: Api) -> None:
    source = uploaded(ann)["source_id"]
    assert [bob.ask("POST", "tasks/download/", {"source_id": source}).status for _ in range(2)] == [201, 200]
    assert ann.ask("POST", "tasks/download/", {"source_id": source}).status == 201


def test_what_cannot_be_downloaded(ann: Api, bob: Api) -> None:
    task = ann.data("POST", "tasks/upload/pbulic/", NEW)
    assert bob.refused("GET", f"tasks/download/?source_id={task['source_id']}")[0] == 409
    for wrong, status in (("1", 404), ("x", 400), ("", 400), ("-1", 400), ("99999999999", 400)):
        assert bob.refused("GET", f"tasks/download/?source_id={wrong}")[0] == status, wrong
        assert bob.refused("POST", "tasks/download/", {"source_id": wrong})[0] == status
    assert bob.refused("GET", "tasks/download/") == (400, "source_id: is missing.")


def test_consent(ann: Api, bob: Api) -> None:
    for one in (ann, bob):
        one.data("PUT", "users/me/key", {"key": Keys.new().public.encode()})
    download = asked(ann, bob)
    path = f"tasks/download/{download['id']}/"
    assert download["sender_key"] == ann.data("GET", "users/me/key")["key"]
    assert bob.data("PATCH", path, {"status": 5})["status"] == 5
    for status in (6, 7, 8):
        assert bob.refused("PATCH", path, {"status": status})[0] == 409
    answer = ann.ask("GET", "tasks/upload/private/")
    assert answer.json["meta"]["status_choices"] == [
        {"code": 0, "name": "未开始"},
        {"code": 3, "name": "上载中"},
        {"code": 8, "name": "已完成"},
        {"code": 9, "name": "出现错误"},
    ]
    (private,) = answer.json["data"]
    assert set(private) == UPLOAD | BLOCK | {"download_id", "receiver", "receiver_key"}
    assert private["receiver"] == {"id": bob.data("GET", "users/me")["id"], "name": "Bob"}
    assert private["receiver_key"] == bob.data("GET", "users/me/key")["key"]
    assert (private["download_id"], private["hash"], private["status"]) == (download["id"], root(), 0)
    form = {"status": 3, "name": "a.private", "file": "f", "hash": leaf(), "size": 4321, "ip": "peer", "percent": 50}
    told = ann.data("PATCH", f"tasks/upload/private/{private['id']}", form)
    assert (told["status"], told["percent"], told["hash"], told["private_hash"]) == (3, 50, root(), leaf())
    assert bob.data("GET", path)["private_hash"] == ""
    told = ann.data("PATCH", f"tasks/upload/private/{private['id']}/", {**form, "status": 8})
    assert (told["status"], told["percent"], told["hash"], told["size"]) == (8, 100, leaf(), 4321)
    got = bob.data("GET", path)
    assert {name: got[name] for name in BLOCK} == {
        "private_status": 8,
        "private_name": "a.private",
        "private_size": 4321,
        "private_hash": leaf(),
        "private_ip": "peer",
    }
    assert (got["hash"], got["status"]) == (root(), 5)
    assert ann.data("GET", "tasks/upload/private/") == []
    assert ann.refused("PATCH", "tasks/upload/private/1", {**form, "status": 8, "hash": leaf("b")})[0] == 409
    for status in (6, 7, 8):
        assert bob.data("PATCH", path, {"status": status})["status"] == status
    lines = ann.data("GET", "transfers/log?per_page=3")
    assert [(line["user"]["name"], line["action"]) for line in lines] == [
        ("Bob", "received"),
        ("Ann", "released"),
        ("Bob", "asked"),
    ]


def test_a_refusal_reaches_the_receiver(ann: Api, bob: Api) -> None:
    download = asked(ann, bob)
    form = {**PUBLIC, "status": 9, "message": "档期未到"}
    assert ann.data("PATCH", "tasks/upload/private/1/", form)["status"] == 9
    answer = bob.ask("GET", f"tasks/download/{download['id']}/")
    assert (answer.json["data"]["status"], answer.json["message"]) == (9, "档期未到")
    assert bob.data("GET", "transfers/downloads")[0]["message"] == "档期未到"
    status, message = bob.refused("PATCH", f"tasks/download/{download['id']}/", {"status": 5})
    assert status == 409
    assert "档期未到" in message
    assert bob.ask("POST", "tasks/download/", {"source_id": download["source_id"]}).status == 201


def test_what_is_another_s_is_not_there(rig: TransferRig, ann: Api, bob: Api) -> None:
    asked(ann, bob)
    cid = Api(rig.forge, rig.cid)
    for one, path in (
        (bob, "tasks/upload/pbulic/1/"),
        (cid, "tasks/upload/pbulic/1/"),
        (bob, "tasks/upload/private/1"),
        (cid, "tasks/upload/private/1"),
        (ann, "tasks/download/1/"),
        (cid, "tasks/download/1/"),
        (ann, "tasks/upload/pbulic/2/"),
        (ann, "tasks/upload/private/x/"),
        (bob, "tasks/download/99999999999999999999/"),
    ):
        assert one.refused("PATCH", path, {**PUBLIC, "status": 9})[0] == 404, path
    assert ann.refused("GET", "tasks/download/1/")[0] == cid.refused("GET", "tasks/download/1")[0] == 404
    for path in ("tasks/upload/private/", "transfers/uploads", "transfers/downloads", "transfers/log"):
        assert cid.data("GET", path) == [], path


def test_lists_have_pages(ann: Api, bob: Api) -> None:
    for _ in range(3):
        asked(ann, bob)
    for one, path in ((ann, "uploads"), (bob, "downloads"), (bob, "log")):
        answer = one.ask("GET", f"transfers/{path}/?page=2&per_page=2")
        numbers = {"total": 3, "pages": 2, "current_page": 2, "per_page": 2, "has_next": False, "has_prev": True}
        assert answer.json["meta"] == numbers
        assert len(answer.json["data"]) == 1
        for wrong in ("page=0", "page=x", "per_page=1001", "per_page=0", "page=99999999999"):
            assert one.refused("GET", f"transfers/{path}?{wrong}")[0] == 400
    assert [upload["id"] for upload in ann.data("GET", "transfers/uploads")] == [3, 2, 1]


def test_nobody_comes_in_without_a_token(rig: TransferRig) -> None:
    nobody = Api(rig.forge)
    for method, path in (
        ("GET", "users/me/"),
        ("GET", "users/me/key"),
        ("PUT", "users/me/key"),
        ("POST", "tasks/upload/pbulic/"),
        ("PATCH", "tasks/upload/pbulic/1/"),
        ("GET", "tasks/upload/private/"),
        ("PATCH", "tasks/upload/private/1"),
        ("GET", "tasks/download/?source_id=1"),
        ("POST", "tasks/download/"),
        ("GET", "tasks/download/1/"),
        ("PATCH", "tasks/download/1/"),
        ("GET", "transfers/uploads"),
        ("GET", "transfers/downloads"),
        ("GET", "transfers/log"),
    ):
        assert nobody.refused(method, path)[0] == 401, path
        assert nobody.ask(method, path, HTTP_TOKEN="af_wrong").status == 401


def test_a_page_of_another_site_may_not_ask(rig: TransferRig, ann: Api) -> None:
    source = uploaded(ann)["source_id"]
    local = Client(app(rig.forge))
    answer = local.ask("GET", f"{API}/tasks/download/?source_id={source}", headers={"Sec-Fetch-Site": "cross-site"})
    assert (answer.status, answer.json["data"]) == (403, None)
    assert local.ask("HEAD", f"{API}/tasks/download/?source_id={source}").status == 405


def test_words_of_these_routes_are_never_tasks_of_the_farm(rig: TransferRig, ann: Api) -> None:
    operator = Api(rig.forge, rig.forge.accounts.local().id)
    for one in (ann, operator):
        for method, path, status in (
            ("GET", "tasks/upload", 404),
            ("PATCH", "tasks/upload/", 404),
            ("PATCH", "tasks/download", 405),
            ("GET", "tasks/download/order", 404),
            ("POST", "tasks/download/cancel", 405),
            ("GET", "tasks/upload/pbulic", 405),
            ("DELETE", "tasks/upload/pbulic/1/", 405),
            ("GET", "users/", 404),
            ("GET", "transfers/nothing", 404),
        ):
            assert one.refused(method, path)[0] == status, path
    assert operator.ask("GET", "tasks").json["code"] == 200
    assert operator.ask("GET", "tasks/1").json == {"code": 404, "message": "任务不存在"}
    assert ann.ask("GET", "tasks/uploads").json["code"] == 401, "the farm is its operator's"


def test_bodies_that_are_no_forms(ann: Api) -> None:
    path = f"{API}/tasks/upload/pbulic/"
    assert ann.client.ask("POST", path, b"x", "text/plain").status == 415
    assert ann.client.ask("POST", path, b"x" * (1 << 19), FORM).status == 413
    assert ann.client.ask("POST", path, b"--x", "multipart/form-data; boundary=y").status == 400
    assert ann.client.ask("POST", path, b"uuid=%00&series_id=1&source_name=x", FORM).status == 400
    assert ann.client.ask("POST", path, b"a", FORM, length=5).status == 400
    answer = ann.client.send("POST", path, NEW)
    assert (answer.status, answer.json["data"]["uuid"]) == (201, "a uuid"), "flat JSON is as good"


def test_a_part_without_a_body_is_empty(ann: Api) -> None:
    number = ann.data("POST", "tasks/upload/pbulic/", NEW)["id"]
    values = {**PUBLIC, "status": "1", "name": "a\r\n"}  # a line break of a value is not one of the form
    parts = "".join(
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n' + (f"{value}\r\n" if value != "" else "")
        for name, value in values.items()
    )
    kind = "multipart/form-data; boundary=b"
    answer = ann.client.ask("PATCH", f"{API}/tasks/upload/pbulic/{number}", f"{parts}--b--\r\n".encode(), kind)
    assert answer.status == 200, answer.body
    told = answer.json["data"]
    assert (told["status"], told["name"], told["file"], told["hash"], told["ip"]) == (1, "a\r\n", "", "", "")


def test_messages_are_in_the_user_s_language(ann: Api, bob: Api) -> None:
    def said(api: Api, method: str, path: str, form: dict[str, Any] | None, language: str) -> str:
        message: str = api.ask(method, path, form, **{"Accept-Language": language}).json["message"]
        return message

    task = asked(ann, bob)
    for one, method, path, form in (
        (ann, "POST", "tasks/upload/pbulic/", {}),
        (ann, "POST", "tasks/upload/pbulic/", {**NEW, "uuid": ""}),
        (ann, "POST", "tasks/upload/pbulic/", {**NEW, "uuid": "\n"}),
        (ann, "POST", "tasks/upload/pbulic/", {**NEW, "uuid": "a\nb"}),
        (ann, "POST", "tasks/upload/pbulic/", {**NEW, "series_id": "x"}),
        (ann, "PATCH", "tasks/upload/pbulic/1/", {**PUBLIC, "status": 4}),
        (ann, "PATCH", "tasks/upload/pbulic/1/", {**PUBLIC, "hash": "x"}),
        (ann, "PATCH", "tasks/upload/pbulic/1/", {**PUBLIC, "size": "x"}),
        (ann, "PATCH", "tasks/upload/pbulic/1/", {**PUBLIC, "status": 3}),
        (ann, "PATCH", "tasks/upload/private/1/", {**PUBLIC, "status": 8}),
        (ann, "PATCH", "tasks/upload/private/1/", {**PUBLIC, "status": 8, "hash": root()}),
        (ann, "PUT", "users/me/key", {"key": "x"}),
        (bob, "GET", "tasks/download/?source_id=1", None),
        (bob, "PATCH", f"tasks/download/{task['id']}/", {"status": 6}),
        (bob, "GET", "tasks/download/9/", None),
        (bob, "GET", "tasks/upload", None),
        (bob, "PATCH", "tasks/download", None),
        (bob, "GET", "transfers/log?page=0", None),
        (Api(ann.client.app.site.forge), "GET", "users/me/", None),
    ):
        english = said(one, method, path, form, "en-US,en;q=0.9")
        chinese = said(one, method, path, form, "zh-CN,zh;q=0.9")
        assert english.endswith(".") and not any("\u4e00" <= char <= "\u9fff" for char in english), english
        assert any("\u4e00" <= char <= "\u9fff" for char in chinese), (english, chinese)


def test_no_file_name_is_logged(ann: Api, bob: Api, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    asked(ann, bob)
    ann.ask("PATCH", "tasks/upload/pbulic/1/", {**PUBLIC, "name": "a.mov", "status": 1})
    assert not any(word in caplog.text for word in ("a.mov", "卷1", "春晚", "a uuid"))

"""The routes of watch folders: each of them, its errors, who may, and lists by pages."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from watch_parts import Hand, by_hand
from wsgi_client import Answer, Client

from albumforge.forge import Forge
from albumforge.http import app
from albumforge.models.tables import LOCAL_USER, now
from albumforge.services.watch.rules import new_token
from albumforge.services.watch.states import BatchState, FileState, Origin, RootState

API = "/api/v1/watch"
FILM = {"name": "Family", "do": "film", "when": "sunday 18:00"}


@pytest.fixture
def forge(open_forge: Callable[..., Forge]) -> Forge:
    return open_forge()


@pytest.fixture
def client(forge: Forge) -> Client:
    token = forge.accounts.add_token(forge.accounts.local().id)[1]
    return Client(app(forge, trust_loopback=False)).signed(token)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "incoming"
    found.mkdir()
    return found


def data(answer: Answer, status: int = 200) -> Any:
    """What an answer that is as it should be brings."""
    assert answer.status == status, answer.body
    assert set(answer.json) - {"meta"} == {"data", "message"}
    return answer.json["data"]


def refused(answer: Answer) -> tuple[int, str, str]:
    """Status, field and message of an error."""
    assert answer.status >= 400, answer.body
    assert set(answer.json) == {"data", "message", "code", "field"}
    assert answer.json["data"] is None
    return answer.status, answer.json["field"], answer.json["message"]


def add(client: Client, folder: Path, **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = data(client.send("POST", f"{API}/rules", {**FILM, "folders": [str(folder)], **more}), 201)
    return found


def found_files(forge: Forge, hand: Hand, count: int, state: FileState = FileState.FAILED) -> list[str]:
    """Files of a rule that stand so, the first one first."""
    paths = [f"{hand.rule.folders[0]}/clip {number:03d}.mp4" for number in range(count)]
    rows = [
        {"rule": hand.watched.id, "path": path, "size": 5, "mtime_ns": 1, "status": state, "due": now()}
        | {"changed": now(), "updated": now(), "reason": "the file is empty (0 bytes)"}
        for path in paths
    ]
    with forge.database.transaction() as tables:
        tables.watch_file.insert_many(rows).execute()
    return paths


def made(forge: Forge, hand: Hand, count: int = 1, state: BatchState = BatchState.FAILED, **columns: Any) -> list[int]:
    """Batches of a rule that stand so; their numbers."""
    with forge.database.transaction() as tables:
        return [
            tables.watch_batch.create(
                rule=hand.watched.id, title=f"clip {number}", status=state, files=1, not_before=now(), **columns
            ).id
            for number in range(count)
        ]


def test_a_rule_is_added_told_changed_and_removed(client: Client, folder: Path) -> None:
    assert data(client.get(f"{API}/rules")) == []
    told = add(client, folder)
    assert (told["name"], told["origin"], told["changeable"], told["paused"]) == ("Family", "page", True, False)
    assert told["rule"]["folders"] == [str(folder)]
    assert (told["rule"]["when"], told["rule"]["group"], told["rule"]["at_least"]) == ("sunday 18:00", "all", 3)
    assert told["due"] is not None
    assert (told["watched"], told["looked"], told["roots"], told["problem"]) == (False, None, [], "")
    assert told["files"] == dict.fromkeys(("new", "ready", "taken", "known", "failed", "gone"), 0)
    assert told["batches"] == dict.fromkeys(("waiting", "running", "done", "failed"), 0)
    path = f"{API}/rules/{told['id']}"
    assert data(client.get(path)) == told
    assert data(client.get(f"{API}/rules/")) == [told]
    changed = data(client.send("PUT", path, {**told["rule"], "when": "quiet 5"}))
    assert (changed["rule"]["when"], changed["due"], changed["asked"]) == ("quiet 5", None, True)
    assert data(client.ask("DELETE", path)) is None
    assert data(client.get(f"{API}/rules")) == []
    for method, place in (("GET", path), ("DELETE", path), ("POST", f"{path}/look"), ("GET", f"{path}/files")):
        assert refused(client.ask(method, place)) == (404, "", "There is no such rule.")
    assert refused(client.send("PUT", path, told["rule"]))[0] == 404


def test_a_rule_rests_goes_on_and_is_looked_after_at_once(client: Client, folder: Path) -> None:
    path = f"{API}/rules/{add(client, folder)['id']}"
    assert data(client.post(f"{path}/pause"))["paused"] is True
    assert data(client.post(f"{path}/pause"))["paused"] is True
    assert data(client.post(f"{path}/resume"))["paused"] is False
    told = data(client.post(f"{path}/look"))
    assert (told["asked"], told["paused"]) == (True, False)


def test_rules_of_the_settings_can_rest_but_are_changed_in_the_settings(
    forge: Forge, client: Client, folder: Path
) -> None:
    forge.watch.rules.take_over([{**FILM, "folders": [str(folder)]}, {"do": "fly"}], Origin.SETTINGS)
    good, bad = sorted(data(client.get(f"{API}/rules")), key=lambda one: bool(one["problem"]))
    assert (good["origin"], good["changeable"], bad["changeable"]) == ("settings", False, False)
    assert bad["problem"].startswith("do: must be one of film, cut")
    assert bad["rule"] == {"do": "fly"}
    path = f"{API}/rules/{good['id']}"
    assert data(client.post(f"{path}/pause"))["paused"] is True
    assert data(client.post(f"{path}/look"))["asked"] is True
    for answer in (client.send("PUT", path, good["rule"]), client.ask("DELETE", path)):
        assert refused(answer) == (409, "", "The rule 'Family' stands in the settings. Change it there.")


@pytest.mark.parametrize(
    ("field", "more"),
    [
        ("do", {"do": "fly"}),
        ("when", {"when": "now and then"}),
        ("when", {"when": 7}),
        ("folders", {"folders": []}),
        ("folders", {"folders": ["incoming"]}),
        ("group", {"group": "each"}),
        ("at_least", {"at_least": 0}),
        ("name", {"name": 0}),
        ("name", {"name": "a/b"}),
        ("title", {"title": "{year}"}),
        ("request", {"request": {"duration": "long"}}),
        ("request", {"request": {"sparkle": 1}}),
        ("backend", {"backend": "magic"}),
        ("target", {"do": "transcode", "group": "each"}),
        ("preset", {"do": "transcode", "group": "each", "target": "/srv/proxies", "preset": "nothing"}),
        ("backend", {"do": "transcode", "group": "each", "target": "/srv/proxies", "backend": "magic"}),
        ("series", {"do": "send", "group": "each"}),
        ("place", {"do": "send", "group": "each", "series": 3, "place": "nowhere"}),
        ("place", {"do": "send", "group": "each", "series": 3, "place": "magic:/srv"}),
        ("backend", {"do": "cut", "group": "each", "backend": "album"}),
    ],
)
def test_what_is_wrong_with_a_rule_is_said_at_its_field(
    client: Client, folder: Path, field: str, more: dict[str, Any]
) -> None:
    document = {**FILM, "folders": [str(folder)], **more}
    status, named, message = refused(client.send("POST", f"{API}/rules", document))
    assert (status, named) == (400, field), message
    checked = data(client.send("POST", f"{API}/check", document))
    assert (checked["rule"], checked["error"]["field"]) == (None, field)
    assert not checked["error"]["message"].startswith(f"{field}:")
    assert data(client.get(f"{API}/rules")) == []
    chinese = data(client.send("POST", f"{API}/check", document, Accept_Language="zh"))["error"]["message"]
    assert any("\u4e00" <= char <= "\u9fff" for char in chinese), chinese


def test_a_field_that_there_is_not(client: Client, folder: Path) -> None:
    status, field, message = refused(client.send("POST", f"{API}/rules", {**FILM, "folders": ["/a"], "colour": 1}))
    assert (status, field) == (400, "")
    assert message.startswith("colour: there is no such field of a rule.")


def test_two_rules_have_not_the_same_name(client: Client, folder: Path) -> None:
    first, second = add(client, folder), add(client, folder, name="Other")
    wanted = (409, "name", "A rule has the name 'Family' already. Choose another name.")
    assert refused(client.send("POST", f"{API}/rules", first["rule"])) == wanted
    assert refused(client.send("PUT", f"{API}/rules/{second['id']}", first["rule"])) == wanted
    checked = data(client.send("POST", f"{API}/check", first["rule"]))
    assert checked["error"] == {"field": "name", "option": "", "message": wanted[2]}
    own = data(client.send("POST", f"{API}/rules/{first['id']}/check", first["rule"]))
    assert own["error"] is None


def test_a_check_says_what_a_rule_means_and_keeps_nothing(client: Client, folder: Path, tmp_path: Path) -> None:
    gone = tmp_path / "camera"
    told = data(client.send("POST", f"{API}/check", {**FILM, "folders": [str(folder), str(gone)]}))
    assert told["rule"]["at_least"] == 3
    assert told["due"] is not None
    note = f"The folder {gone} is not there yet; the rule waits for it."
    assert (told["error"], told["notes"]) == (None, [{"field": "folders", "message": note}])
    option = data(client.send("POST", f"{API}/check", {**FILM, "folders": ["/a"], "request": {"duration": -1}}))
    assert (option["error"]["field"], option["error"]["option"]) == ("request", "duration")
    assert refused(client.ask("POST", f"{API}/check", b"[]", "application/json"))[0] == 400
    assert data(client.get(f"{API}/rules")) == []


def test_what_a_rule_may_choose_from(client: Client) -> None:
    told = data(client.get(f"{API}/options"))
    assert "hevc-archive" in [preset["name"] for preset in told["presets"]]
    assert all(set(preset["title"]) == {"en", "zh"} for preset in told["presets"])
    assert "software" in told["transcoders"]


def test_how_folders_are(forge: Forge, client: Client, folder: Path) -> None:
    rule, token = add(client, folder), new_token()
    assert forge.watch.rules.claim(rule["id"], token)
    said = f"The folder {folder} is not there."
    roots = [
        {"folder": str(folder), "state": RootState.OFFLINE, "said": said, "files": 0},
        {"folder": "/net", "state": RootState.POLLED, "said": "", "files": 4},
        {"folder": "/near", "state": RootState.WATCHED, "said": "", "files": 1234},
    ]
    forge.watch.rules.write(rule["id"], token, roots=roots, looked=now())
    told = data(client.get(f"{API}/rules/{rule['id']}"))
    assert told["watched"] is True
    assert told["looked"] is not None
    assert [(root["state"], root["seconds"]) for root in told["roots"]] == [
        ("offline", None),
        ("polled", 60),
        ("watched", 300),
    ]
    assert told["roots"][0]["said"] == said
    chinese = data(client.get(f"{API}/rules/{rule['id']}", Accept_Language="zh-CN"))
    assert chinese["roots"][0]["said"] == f"文件夹 {folder} 不存在。"


def test_files_by_state_and_pages(forge: Forge, client: Client, folder: Path) -> None:
    hand = by_hand(forge, folder)
    paths = found_files(forge, hand, 7)
    place = f"{API}/rules/{hand.watched.id}/files"
    first = client.get(f"{place}?limit=3&state=failed")
    assert [row["path"] for row in data(first)] == paths[:3:-1]
    assert set(data(first)[0]) >= {"id", "path", "size", "state", "reason", "tries", "batch_id"}
    assert data(first)[0]["reason"] == "the file is empty (0 bytes)"
    second = client.get(f"{place}?limit=4&before={first.json['meta']['next']}")
    assert [row["path"] for row in data(second)] == paths[3::-1]
    assert second.json["meta"]["next"] is None
    assert data(client.get(f"{place}?state=ready")) == []
    assert data(client.get(f"{API}/rules/{hand.watched.id}"))["files"]["failed"] == 7
    for query, name in (("state=odd", "state"), ("limit=0", "limit"), ("limit=501", "limit"), ("before=x", "before")):
        status, _, message = refused(client.get(f"{place}?{query}"))
        assert (status, message.split(":")[0]) == (400, name)


def test_a_file_that_failed_is_tried_again(forge: Forge, client: Client, folder: Path) -> None:
    hand = by_hand(forge, folder)
    found_files(forge, hand, 3)
    place = f"{API}/rules/{hand.watched.id}"
    number = data(client.get(f"{place}/files"))[0]["id"]
    assert data(client.post(f"{place}/files/{number}/retry")) == {"files": 1, "batches": 0}
    assert data(client.get(f"{place}/files?state=new"))[0]["id"] == number
    assert refused(client.post(f"{place}/files/{number}/retry"))[:1] == (404,)
    assert refused(client.post(f"{API}/rules/99/files/{number}/retry"))[2] == "There is no such rule."
    made(forge, hand, 2)
    assert data(client.post(f"{place}/retry")) == {"files": 2, "batches": 2}
    assert data(client.post(f"{place}/retry")) == {"files": 0, "batches": 0}
    assert data(client.get(place))["batches"]["waiting"] == 2


def test_batches_by_rule_state_and_pages(forge: Forge, client: Client, folder: Path, tmp_path: Path) -> None:
    hand, other = by_hand(forge, folder), by_hand(forge, tmp_path / "films", "film", name="Films")
    numbers = made(forge, hand, 5, error="the source is gone")
    film = made(forge, other, state=BatchState.RUNNING, work_id="0" * 32)[0]
    assert [row["id"] for row in data(client.get(f"{API}/batches"))] == [film, *reversed(numbers)]
    page = client.get(f"{API}/batches?rule={hand.watched.id}&state=failed&limit=2")
    assert [row["id"] for row in data(page)] == numbers[:2:-1]
    rest = client.get(f"{API}/batches?rule={hand.watched.id}&limit=3&before={page.json['meta']['next']}")
    assert [row["id"] for row in data(rest)] == numbers[2::-1]
    assert rest.json["meta"] == {"next": None}
    told = data(client.get(f"{API}/batches/{film}"))
    assert (told["state"], told["link"], told["rule_name"]) == ("running", f"#/film/{'0' * 32}", "Films")
    assert (told["do"], told["paths"]) == ("film", [])
    assert refused(client.get(f"{API}/batches/99")) == (404, "", "There is no such batch.")
    assert refused(client.get(f"{API}/batches?state=odd"))[0] == 400


def test_a_batch_that_failed_is_made_once_more(forge: Forge, client: Client, folder: Path) -> None:
    number = made(forge, by_hand(forge, folder), error=f"{forge.settings.cache}/x: the disk is full")[0]
    assert data(client.get(f"{API}/batches/{number}"))["error"] == "…/x: the disk is full", "no paths of the forge"
    assert data(client.post(f"{API}/batches/{number}/retry"))["state"] == "waiting"
    assert forge.watch.has_work()
    assert refused(client.post(f"{API}/batches/{number}/retry")) == (409, "", "The batch did not fail.")
    assert refused(client.post(f"{API}/batches/99/retry"))[0] == 404


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "rules"),
        ("POST", "rules"),
        ("GET", "rules/1"),
        ("PUT", "rules/1"),
        ("DELETE", "rules/1"),
        ("POST", "rules/1/pause"),
        ("POST", "rules/1/look"),
        ("GET", "rules/1/files"),
        ("POST", "rules/1/retry"),
        ("GET", "batches"),
        ("POST", "batches/1/retry"),
        ("POST", "check"),
        ("GET", "options"),
    ],
)
def test_who_does_not_run_the_server_may_not(
    forge: Forge, client: Client, folder: Path, method: str, path: str
) -> None:
    add(client, folder)
    guest = Client(app(forge, trust_loopback=False))
    assert refused(guest.ask(method, f"{API}/{path}"))[0] == 401
    other = guest.signed(forge.accounts.add_token(forge.accounts.add_user("Ann").id)[1])
    status, _, message = refused(other.ask(method, f"{API}/{path}"))
    assert (status, message) == (401, "Watch folders are the operator's. Send the operator's token.")
    assert len(forge.watch.rules.all()) == 1
    assert forge.watch.rules.all()[0].user == LOCAL_USER


def test_a_page_of_another_site_changes_nothing(forge: Forge, folder: Path) -> None:
    trusted = Client(app(forge, trust_loopback=True))
    document = {**FILM, "folders": [str(folder)]}
    status, _, _ = refused(trusted.send("POST", f"{API}/rules", document, Sec_Fetch_Site="cross-site"))
    assert status == 403
    assert forge.watch.rules.all() == []
    data(trusted.send("POST", f"{API}/rules", document, Sec_Fetch_Site="same-origin"), 201)


def test_addresses_that_there_are_not(client: Client) -> None:
    assert refused(client.get(f"{API}/nothing")) == (404, "", "There is no such address.")
    assert refused(client.ask("DELETE", f"{API}/batches"))[0] == 405
    assert refused(client.ask("POST", f"{API}/rules", b"{", "application/json"))[0] == 400
    assert refused(client.ask("POST", f"{API}/rules", b"a=b", "text/plain"))[0] == 415

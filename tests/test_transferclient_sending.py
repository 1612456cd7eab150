"""Masters are sent over the documented routes: once, whole, and never changed."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from pathlib import Path

import pytest
from tink_parts import opened
from transfer_world import MIB, World, master, place_of, send

from albumforge.context import Context
from albumforge.errors import Conflict, InvalidInput, MediaError, StorageError
from albumforge.services.videos_found import candidates
from albumforge.transferclient.kept import Kept
from albumforge.transferclient.sending import Sender
from albumforge.transferclient.server import Refused, Server, ServerAway, Task
from albumforge.transferring import PlaceAway
from albumforge.transfers.checking import check_place, layout_in
from albumforge.transfers.cids import RAW, cid_of, read_cid
from albumforge.transfers.names import UnsafeName


def uploads(world: World, name: str) -> list[dict[str, object]]:
    return world.person(name).server._ask("GET", "transfers/uploads")["data"]  # type: ignore[no-any-return]


def test_each_video_of_a_folder_gets_a_task_and_its_block_is_what_tink_opens(world: World, tmp_path: Path) -> None:
    anna, folder = world.person("anna"), tmp_path / "masters"
    first = master(folder / "one 母带.mov").read_bytes()
    master(folder / "deeper" / "two.mxf", 100)
    (folder / "notes.txt").write_text("no master")
    sent = send(anna, folder, world.blocks, series=12)
    assert [one.path.name for one in sent] == ["one 母带.mov", "two.mxf"]
    told = {task["name"]: task for task in uploads(world, "anna")}
    assert set(told) == {"one 母带.mov", "two.mxf"}
    for one in sent:
        task = told[one.path.name]
        assert (task["status"], task["percent"], task["series_id"]) == (8, 100, 12)
        assert (task["hash"], task["size"], task["source_id"]) == (one.hash, one.length, one.source_id)
        assert (task["file"], task["source_name"]) == ("masters", one.path.stem)
        assert task["uuid"] and task["ip"] == "127.0.0.1"
    kept = Kept.read(sent[0].kept)
    place, root = place_of(world.blocks), cid_of(*read_cid(sent[0].hash))
    layout = layout_in(place, root, context=Context())
    block = b"".join(place.get(cid_of(RAW, digest)) for digest in layout.leaves)
    assert opened(block, anna.state.keys().unwrap(kept.key), kept.associated) == first
    assert (folder / "one 母带.mov").read_bytes() == first


def test_what_it_keeps_is_its_owners_alone(world: World, tmp_path: Path) -> None:
    anna = world.person("anna")
    (sent,) = send(anna, master(tmp_path / "one.mov"), world.blocks)
    for path in [anna.state.folder, *anna.state.folder.rglob("*")]:
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0 or path.suffix == ".lock", path
    key = anna.state.keys().unwrap(Kept.read(sent.kept).key)
    for path in tmp_path.rglob("*"):
        if path.is_file():
            assert key not in path.read_bytes(), path
    assert not list(anna.state.folder.rglob("journal"))


def test_sent_again_nothing_is_done(world: World, tmp_path: Path) -> None:
    anna, one = world.person("anna"), master(tmp_path / "one.mov")
    (first,) = send(anna, one, world.blocks)
    (again,) = send(anna, one, world.blocks)
    assert again.before and (again.source_id, again.hash) == (first.source_id, first.hash)
    assert len(uploads(world, "anna")) == 1


def test_a_master_that_changed_is_refused_by_name_and_sent_as_a_new_version(world: World, tmp_path: Path) -> None:
    anna, one = world.person("anna"), master(tmp_path / "one.mov")
    (first,) = send(anna, one, world.blocks)
    master(one)
    with pytest.raises(MediaError, match=r"one\.mov: it changed since it was first sent") as caught:
        send(anna, one, world.blocks)
    assert "--anew" in caught.value.hint
    (second,) = send(anna, one, world.blocks, anew=True)
    assert second.hash != first.hash and second.source_id != first.source_id
    assert Kept.read(second.kept).associated != Kept.read(first.kept).associated
    assert len(uploads(world, "anna")) == 2


def test_a_new_version_of_the_same_bytes_shares_no_segment(world: World, tmp_path: Path) -> None:
    anna, one = world.person("anna"), master(tmp_path / "one.mov")
    send(anna, one, world.blocks)
    before = {path.name for path in world.blocks.rglob("baf*")}
    (second,) = send(anna, one, world.blocks, anew=True)
    assert second.put == 4
    assert len({path.name for path in world.blocks.rglob("baf*")} - before) == 5


def test_a_place_that_is_away_is_said_and_the_task_has_failed(world: World, tmp_path: Path) -> None:
    anna, one = world.person("anna"), master(tmp_path / "one.mov")
    sender = Sender(anna.server, anna.state, Away(), series=1, patience=0.3)  # type: ignore[arg-type]
    keys, (candidate,) = anna.state.ensure_keys(), candidates([one], Context()).videos
    with pytest.raises(PlaceAway, match="does not answer"):
        sender.send(candidate, keys, Context())
    assert [task["status"] for task in uploads(world, "anna")] == [9]
    (sent,) = send(anna, one, world.blocks)
    assert [task["status"] for task in uploads(world, "anna")] == [8]
    assert sent.put == 4


class Away:
    """A place that answers, but takes nothing: its machine is switched off in the middle."""

    address = "nowhere"

    def room(self) -> int | None:
        return None

    def put(self, cid: bytes, data: bytes) -> None:
        raise PlaceAway("nowhere does not answer.")


def test_no_room_is_said_before_anything_is_sent(world: World, tmp_path: Path) -> None:
    anna, one = world.person("anna"), master(tmp_path / "one.mov")

    class Full(Away):
        def room(self) -> int | None:
            return 2 * MIB

    sender = Sender(anna.server, anna.state, Full(), series=1, patience=0.3)  # type: ignore[arg-type]
    with pytest.raises(StorageError, match=r"room for 2\.1 MB; one\.mov needs 3\.1 MB"):
        sender.send(candidates([one], Context()).videos[0], anna.state.ensure_keys(), Context())
    assert uploads(world, "anna") == []


def test_two_at_once_do_not_send_the_same(world: World, tmp_path: Path) -> None:
    anna, one = world.person("anna"), master(tmp_path / "one.mov")

    class Nested(Away):
        def put(self, cid: bytes, data: bytes) -> None:
            with pytest.raises(Conflict, match=r"one\.mov: another process is at it"):
                send(anna, one, world.blocks)
            raise PlaceAway("nowhere does not answer.")

    sender = Sender(anna.server, anna.state, Nested(), series=1, patience=0.1)  # type: ignore[arg-type]
    with pytest.raises(PlaceAway):
        sender.send(candidates([one], Context()).videos[0], anna.state.ensure_keys(), Context())


def test_other_keys_of_the_same_user_are_not_written_over(world: World, tmp_path: Path) -> None:
    one = master(tmp_path / "one.mov")
    send(world.person("anna"), one, world.blocks)
    elsewhere = world.person("anna", home="another machine")
    with pytest.raises(Conflict, match="knows other keys of yours"):
        send(elsewhere, one, world.blocks)


def test_what_is_kept_is_needed_until_the_end(world: World, tmp_path: Path) -> None:
    anna, one = world.person("anna"), master(tmp_path / "one.mov")
    with pytest.raises(InvalidInput, match="damaged"):
        (sent,) = send(anna, one, world.blocks)
        sent.kept.write_bytes(b"{")
        send(anna, one, world.blocks)


@pytest.mark.parametrize("token, said", [("", "Give --token"), ("wrong", "Give --token"), ("a b", "no token has")])
def test_who_is_not_known_to_the_server_is_told(world: World, tmp_path: Path, token: str, said: str) -> None:
    anna = world.person("anna")
    with pytest.raises((Refused, InvalidInput)) as caught:
        Server(anna.url.replace("127.0.0.1", "localhost"), token or "none").me()
    assert said in str(caught.value)


def test_a_server_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(ServerAway, match="does not answer"):
        Server("http://127.0.0.1:9", "x").me()


@pytest.mark.parametrize("url", ["ftp://a", "http://", "http://u:p@host", "http://host/?x=1"])
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(InvalidInput, match="no address of a server"):
        Server(url)


def test_something_else_at_the_address_is_said(world: World) -> None:
    with pytest.raises(Refused, match="no server of transfers"):
        Server(f"{world.person('anna').url}/static", "x").me()


def test_the_limit_is_kept(world: World, tmp_path: Path) -> None:
    import time

    from albumforge.transfers.throttle import Throttle

    anna, one = world.person("anna"), master(tmp_path / "one.mov", 4 * MIB)
    begin = time.monotonic()
    send(anna, one, world.blocks, throttle=Throttle(4e6))
    assert time.monotonic() - begin > 0.5  # 4.2 MB at 4 MB/s, less what may pass at once


def test_progress_says_the_pace(world: World, tmp_path: Path) -> None:
    from albumforge.transfers.throttle import Throttle

    seen = []
    anna, one = world.person("anna"), master(tmp_path / "one.mov", 6 * MIB)
    send(anna, one, world.blocks, Context(on_progress=seen.append), throttle=Throttle(5e6), jobs=1)
    assert {one.stage for one in seen} == {"encrypt", "publish"}
    paces = [one.message for one in seen if one.stage == "publish" and one.message]
    assert paces and all(pace.endswith(" MB/s") for pace in paces)
    assert 2 < float(paces[-1].split()[0]) < 12


def test_the_journal_is_gone_and_originals_stay_as_they_are(world: World, tmp_path: Path) -> None:
    anna, one = world.person("anna"), master(tmp_path / "one.mov")
    before, content = one.stat(), one.read_bytes()
    send(anna, one, world.blocks)
    after = one.stat()
    assert (after.st_mtime_ns, after.st_ino, after.st_mode) == (before.st_mtime_ns, before.st_ino, before.st_mode)
    assert one.read_bytes() == content


class Refusing(Server):
    """A server that takes no report of the end."""

    def report_upload(self, task: int, fields: Mapping[str, object]) -> Task:
        if fields["status"] == 8:
            raise Refused(500, "no")
        return super().report_upload(task, fields)


def test_a_task_that_the_server_lost_is_made_again_and_nothing_is_put_twice(world: World, tmp_path: Path) -> None:
    import sqlite3

    anna, one = world.person("anna"), master(tmp_path / "one.mov")

    sender = Sender(Refusing(anna.url, anna.token), anna.state, place_of(world.blocks), series=1, patience=0.3)
    with pytest.raises(Refused):
        sender.send(candidates([one], Context()).videos[0], sender.prepare(Context()), Context())
    assert [task["status"] for task in uploads(world, "anna")] == [9]
    with sqlite3.connect(world.served.home / "albumforge.sqlite3", timeout=10) as database:
        database.execute("DELETE FROM transfer_upload WHERE id = ?", [uploads(world, "anna")[0]["id"]])
    (sent,) = send(anna, one, world.blocks)
    assert sent.put == 0
    (task,) = uploads(world, "anna")
    assert (task["status"], task["hash"], task["source_id"]) == (8, sent.hash, sent.source_id)


def test_what_failed_at_the_very_end_goes_on(world: World, tmp_path: Path) -> None:
    anna, one = world.person("anna"), master(tmp_path / "one.mov")

    sender = Sender(Refusing(anna.url, anna.token), anna.state, place_of(world.blocks), series=1, patience=0.3)
    with pytest.raises(Refused):
        sender.send(candidates([one], Context()).videos[0], sender.prepare(Context()), Context())
    (sent,) = send(anna, one, world.blocks)
    assert sent.put == 0 and [task["status"] for task in uploads(world, "anna")] == [8]


def test_into_another_place_the_same_block_is_put_and_nothing_else_changes(world: World, tmp_path: Path) -> None:
    anna, one, other = world.person("anna"), master(tmp_path / "one.mov"), tmp_path / "other"
    (first,) = send(anna, one, world.blocks)
    task = uploads(world, "anna")
    (again,) = send(anna, one, other)
    assert (again.put, again.before, again.hash, again.source_id) == (4, False, first.hash, first.source_id)
    assert uploads(world, "anna") == task
    mine, theirs = ({path.name: path.read_bytes() for path in place.rglob("baf*")} for place in (world.blocks, other))
    assert mine == theirs
    (third,) = send(anna, one, other)
    assert third.before
    assert not list(anna.home.rglob("journal*"))


def test_what_a_place_lost_or_damaged_is_put_again(world: World, tmp_path: Path) -> None:
    anna, one = world.person("anna"), master(tmp_path / "one.mov")
    (first,) = send(anna, one, world.blocks)
    lost, damaged = sorted(path for path in world.blocks.rglob("bafkrei*") if path.stat().st_size > 1000)[:2]
    lost.unlink()
    damaged.write_bytes(b"x")
    (again,) = send(anna, one, world.blocks, again=True)
    assert again.hash == first.hash
    place, root = place_of(world.blocks), cid_of(*read_cid(first.hash))
    assert check_place(layout_in(place, root, context=Context()), place, context=Context()).whole


def test_other_bytes_under_the_same_time_are_not_put_again(world: World, tmp_path: Path) -> None:
    """One nonce must not meet two plaintexts, whatever a file system says of its times."""
    anna, one, other = world.person("anna"), master(tmp_path / "one.mov"), tmp_path / "other"
    send(anna, one, world.blocks)
    status = one.stat()
    master(one)
    os.utime(one, ns=(status.st_atime_ns, status.st_mtime_ns))
    with pytest.raises(MediaError, match=r"one\.mov: it changed"):
        send(anna, one, other)
    assert not list(other.rglob("baf*"))


def test_in_another_series_it_is_not_sent_once_more_unnoticed(world: World, tmp_path: Path) -> None:
    anna, one = world.person("anna"), master(tmp_path / "one.mov")
    (first,) = send(anna, one, world.blocks, series=12)
    with pytest.raises(Conflict, match=f"series 12, as source {first.source_id}"):
        send(anna, one, world.blocks, series=1)
    (second,) = send(anna, one, world.blocks, series=1, anew=True)
    assert second.source_id != first.source_id


@pytest.mark.parametrize("name", ["a\nb.mov", "x\\y.mov", "gpj.\u202evom.mov", " a.mov"])
def test_a_name_that_no_receiver_would_take_is_refused(world: World, tmp_path: Path, name: str) -> None:
    anna, one = world.person("anna"), master(tmp_path / "masters" / name, 100)
    with pytest.raises(UnsafeName, match="cannot be the name of a file here"):
        send(anna, one, world.blocks)
    assert uploads(world, "anna") == []

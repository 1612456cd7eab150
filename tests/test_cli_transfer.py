"""The commands of transfers: what they print, in both languages, what they refuse, and how they end."""

from __future__ import annotations

import os
import signal
import stat
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from served import until
from transfer_world import MIB, World, master, place_of, release_all, send

from albumforge.transferclient.kept import Kept
from albumforge.transfers.keys import Keys

Run = Callable[..., Any]


@pytest.fixture
def anna(world: World, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Anna, who sits at this machine."""
    person = world.person("anna")
    monkeypatch.setenv("ALBUMFORGE_HOME", str(person.home))
    monkeypatch.setenv("ALBUMFORGE_TRANSFER_TOKEN", person.token)
    monkeypatch.setenv("ALBUMFORGE_TRANSFER_SERVER", person.url)
    monkeypatch.setenv("ALBUMFORGE_TRANSFER_PLACES", f"local:{world.blocks}")
    return person


def test_sent_masters_are_listed_and_what_failed_is_said(anna: Any, cli: Run, tmp_path: Path) -> None:
    master(tmp_path / "masters" / "one.mov", 1000)
    (tmp_path / "masters" / "empty.mov").touch()
    ran = cli("transfer", "send", tmp_path / "masters", "--series", 12)
    assert ran.code == 3
    assert "one.mov" in ran.out and "sent" in ran.out and "bafkrei" in ran.out
    assert "empty.mov: the file is empty" in ran.err
    assert "Make a copy of it" in ran.err and "keys.json" in ran.err
    again = cli("transfer", "send", tmp_path / "masters" / "one.mov", "--series", 12, "--json")
    assert again.code == 0
    (one,) = again.json["sent"]
    assert one["sent_before"] and one["segments_put"] == 0 and Path(one["private"]).exists()


def test_the_private_files_go_where_they_are_wanted(anna: Any, cli: Run, tmp_path: Path) -> None:
    master(tmp_path / "one.mov", 1000)
    keys = tmp_path / "usb stick"
    ran = cli("transfer", "send", tmp_path / "one.mov", "--series", 1, "--private", keys, "--json")
    (file,) = keys.iterdir()
    assert ran.json["sent"][0]["private"] == str(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_every_file_where_that_is_wanted(anna: Any, cli: Run, tmp_path: Path) -> None:
    master(tmp_path / "masters" / "raw.r3d", 1000)
    ran = cli("transfer", "send", tmp_path / "masters", "--series", 1)
    assert ran.code == 3 and "there are no videos" in ran.err
    assert cli("transfer", "send", tmp_path / "masters", "--series", 1, "--all").code == 0


def test_from_asking_to_the_end(anna: Any, world: World, cli: Run, tmp_path: Path) -> None:
    bob = world.person("bob")
    content = master(tmp_path / "masters" / "one 母带.mov", 2 * MIB).read_bytes()
    (sent,) = cli("transfer", "send", tmp_path / "masters", "--series", 12, "--json").json["sent"]
    assert "nobody waits" in cli("transfer", "private").out
    assert "has not consented yet" in bob.run("receive", sent["source_id"], "-o", tmp_path / "got", "--no-wait")
    listed = cli("transfer", "private")
    assert "series 12" in listed.out and "one 母带.mov for bob" in listed.out and "(new)" in listed.out
    assert bob.state.keys().public.fingerprint in listed.out
    assert "add --yes" in listed.err  # nobody could be asked
    (due,) = cli("transfer", "private", "--json").json["due"]
    assert (due["series_id"], due["name"], due["key_is_known"]) == (12, "one 母带.mov", False)
    assert cli("transfer", "private", "--task", 999_999).code == 4
    ran = cli("transfer", "private", "--task", due["task"])
    assert ran.code == 0 and "released to bob" in ran.out
    told = bob.run("receive", sent["source_id"], "-o", tmp_path / "got")
    assert "verified" in told and "C4 ID c4" in told and "new key of anna" in told
    assert (tmp_path / "got" / "one 母带.mov").read_bytes() == content
    known = cli("transfer", "keys", "known").out
    assert "bob" in known and bob.state.keys().public.fingerprint in known


def test_a_refusal_needs_a_reason_which_the_receiver_sees(anna: Any, world: World, cli: Run, tmp_path: Path) -> None:
    bob = world.person("bob")
    (sent,) = send(anna, master(tmp_path / "one.mov", 1000), world.blocks)
    waiting = bob.start("receive", sent.source_id, "-o", tmp_path / "got", "--limit", 100)
    due = until(lambda: cli("transfer", "private", "--json").json["due"])
    ran = cli("transfer", "private", "--refuse", due[0]["task"])
    assert ran.code == 2 and "--message" in ran.err
    ran = cli("transfer", "private", "--refuse", due[0]["task"], "--message", "not before May")
    assert ran.code == 0 and "refused to bob" in ran.out
    _, err = waiting.communicate(timeout=30)
    assert waiting.returncode == 4 and "refuses it: not before May" in err
    assert not (tmp_path / "got" / "one.mov").exists()


def test_ctrl_c_while_waiting_leaves_what_is_here(anna: Any, world: World, tmp_path: Path) -> None:
    bob = world.person("bob")
    (sent,) = send(anna, master(tmp_path / "one.mov", 2 * MIB), world.blocks)
    waiting = bob.start("receive", sent.source_id, "-o", tmp_path / "got")
    until(lambda: [task["status"] for task in bob.server._ask("GET", "transfers/downloads")["data"]] == [5])
    begin = time.monotonic()
    waiting.send_signal(signal.SIGINT)
    waiting.communicate(timeout=30)
    assert waiting.returncode == 130 and time.monotonic() - begin < 5
    release_all(anna, world.blocks)
    received = bob.json("receive", sent.source_id, "-o", tmp_path / "got")["received"]
    assert received["segments_fetched"] == 0 and Path(received["path"]).exists()


def test_verify_names_what_is_wrong(anna: Any, world: World, cli: Run, tmp_path: Path) -> None:
    (sent,) = send(anna, master(tmp_path / "one.mov", 3 * MIB), world.blocks)
    good = cli("transfer", "verify", sent.hash)
    assert good.code == 0 and "whole, 4 segments" in good.out
    leaves = sorted(world.blocks.rglob("bafkrei*"))
    leaves[0].write_bytes(b"other")
    leaves[1].unlink()
    bad = cli("transfer", "verify", sent.hash, "--json")
    assert bad.code == 3
    (place,) = bad.json["places"].values()
    assert len(place["damaged"]) == len(place["missing"]) == 1 and not bad.json["good"]
    assert "1 damaged and 1 missing of 4 segments" in cli("transfer", "verify", sent.hash).out
    elsewhere = ("transfer", "verify", sent.hash, "--from", f"local:{tmp_path / 'elsewhere'}")
    typo = cli(*elsewhere)
    assert typo.code == 5 and "There is no folder" in typo.err
    (tmp_path / "elsewhere").mkdir()
    nowhere = cli(*elsewhere)
    assert nowhere.code == 4 and "has no block" in nowhere.err


def test_verify_of_a_file(anna: Any, world: World, cli: Run, tmp_path: Path) -> None:
    from albumforge.context import Context
    from albumforge.transfers.checking import layout_in
    from albumforge.transfers.cids import RAW, cid_of, read_cid

    (sent,) = send(anna, master(tmp_path / "one.mov", 2 * MIB), world.blocks)
    place = place_of(world.blocks)
    layout = layout_in(place, cid_of(*read_cid(sent.hash)), context=Context())
    block = tmp_path / "public.block"
    block.write_bytes(b"".join(place.get(cid_of(RAW, digest)) for digest in layout.leaves))
    assert sent.hash in cli("transfer", "verify", block).out
    assert cli("transfer", "verify", block, "--hash", sent.hash).code == 0
    damaged = bytearray(block.read_bytes())
    damaged[MIB + 1] ^= 1
    block.write_bytes(damaged)
    assert cli("transfer", "verify", block, "--hash", sent.hash).code == 3
    named = cli("transfer", "verify", block, "--hash", sent.hash, "--from", f"local:{world.blocks}", "--json")
    assert named.code == 3 and named.json["damaged"] == [1]


@pytest.mark.parametrize("target", ["no such thing", "bafynonsense"])
def test_verify_of_nothing(anna: Any, cli: Run, target: str) -> None:
    ran = cli("transfer", "verify", target)
    assert ran.code == 2 and "neither a folder, nor a file, nor a CID" in ran.err


def test_keys(anna: Any, cli: Run, tmp_path: Path) -> None:
    assert cli("transfer", "keys", "show").code == 4
    made = cli("transfer", "keys", "make")
    assert made.code == 0 and "keys.json" in made.err and "fingerprint" in made.out
    shown = cli("transfer", "keys", "show", "--json").json
    assert shown["fingerprint"] in made.out and shown["key"].startswith("albumforge-key-1:")
    assert cli("transfer", "keys", "make", "--json").json["key"] == shown["key"]
    assert cli("transfer", "keys", "export").out == shown["key"] + "\n"
    file = tmp_path / "anna.key"
    assert cli("transfer", "keys", "export", "-o", file).code == 0 and file.read_text() == shown["key"] + "\n"
    assert cli("transfer", "keys", "export", "-o", file).code == 5  # nothing is written over
    assert cli("transfer", "keys", "publish").code == 0
    assert anna.server.key() == shown["key"]
    assert "no key of anybody" in cli("transfer", "keys", "known").out


def test_trust(anna: Any, cli: Run) -> None:
    first, other = "ab12 " * 9 + "ab12", "cd34 " * 9 + "cd34"
    anna.state.known().trust("bob (user 3) at http://a", first)
    anna.state.known().trust("bob (user 9) at http://b", first)
    ran = cli("transfer", "keys", "trust", "bob", other)
    assert ran.code == 2 and "fits 2" in ran.err
    assert cli("transfer", "keys", "trust", "user 3", "zz").code == 2
    assert cli("transfer", "keys", "trust", "user 3", other).code == 0
    assert cli("transfer", "keys", "known", "--json").json["known"]["bob (user 3) at http://a"] == other
    assert cli("transfer", "keys", "trust", "user 3").code == 0
    assert list(cli("transfer", "keys", "known", "--json").json["known"]) == ["bob (user 9) at http://b"]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("send", "{masters}", "--series", 1, "--to", "nonsense"), 2, "is no place of blocks"),
        (("send", "{masters}", "--series", 1, "--to", "http://127.0.0.1:5001"), 2, "ipfs:http://127.0.0.1:5001"),
        (("send", "{masters}", "--series", 1, "--to", "ftp:x"), 6, "There is no transfer 'ftp'"),
        (("send", "{masters}", "--series", 1, "--to", "ipfs:http://127.0.0.1:9"), 6, "http://127.0.0.1:9"),
        (("send", "{masters}/none", "--series", 1), 3, "no such file"),
        (("send", "{masters}"), 2, "--series"),
        (("receive", 999_999_999, "-o", "{masters}/got"), 4, "There is no such source"),
        (("receive", "x", "-o", "{masters}/got"), 2, "SOURCE_ID"),
        (("private", "--server", "http://127.0.0.1:9"), 6, "http://127.0.0.1:9 does not answer"),
    ],
)
def test_what_cannot_be_is_said(
    anna: Any, cli: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: Any, code: int, said: str
) -> None:
    from albumforge.transfers import many

    monkeypatch.setattr(many.insist, "__kwdefaults__", {**many.insist.__kwdefaults__, "patience": 0.3})
    for name in ("sending", "releasing", "receiving"):
        module = __import__(f"albumforge.transferclient.{name}", fromlist=["x"])
        for kind in ("Sender", "Releaser", "Receiver"):
            if hasattr(module, kind) and getattr(module, kind).__module__ == module.__name__:
                init = getattr(module, kind).__init__
                monkeypatch.setattr(init, "__kwdefaults__", {**init.__kwdefaults__, "patience": 0.3})
    master(tmp_path / "masters" / "one.mov", 1000)
    ran = cli("transfer", *(str(word).format(masters=tmp_path / "masters") for word in arguments))
    assert ran.code == code, ran.err
    assert said in ran.err


def test_in_chinese(anna: Any, world: World, cli: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    master(tmp_path / "masters" / "one.mov", 1000)
    ran = cli("transfer", "send", tmp_path / "masters", "--series", 1)
    assert "已发送" in ran.out and "私有块保存在" in ran.err
    master(tmp_path / "masters" / "one.mov", 1000)
    ran = cli("transfer", "send", tmp_path / "masters", "--series", 1)
    assert ran.code == 3 and "首次发送之后文件有改动" in ran.err and "--anew" in ran.err


def test_a_token_does_not_show(anna: Any, world: World, tmp_path: Path) -> None:
    process = anna.start("private", "--json", ALBUMFORGE_TRANSFER_TOKEN="secret-token-of-nobody")
    out, err = process.communicate(timeout=30)
    assert process.returncode == 4
    assert "secret-token" not in out + err and "401" in out


def test_names_that_cannot_be_do_not_stop_the_others(anna: Any, cli: Run, tmp_path: Path) -> None:
    master(tmp_path / "masters" / "a\nb.mov", 100)
    master(tmp_path / "masters" / "good.mov", 100)
    with Path(os.fsdecode(bytes(tmp_path / "masters") + b"/\xff.mov")).open("wb") as file:
        file.write(b"x")
    process = anna.start("send", tmp_path / "masters", "--series", 1)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 3, err
    assert "good.mov" in out and err.count("cannot be the name of a file here") == 2
    assert "no valid Unicode" in err and "characters that cannot be seen" in err


def test_one_release_that_fails_does_not_stop_the_others(anna: Any, world: World, cli: Run, tmp_path: Path) -> None:
    bob = world.person("bob")
    sent = [send(anna, master(tmp_path / name, 100), world.blocks)[0] for name in ("one.mov", "two.mov")]
    for one in sent:
        bob.run("receive", one.source_id, "-o", tmp_path / "got", "--no-wait")
    kept = Kept.read(sent[0].kept)
    msgspec.structs.replace(kept, key=Keys.new().wrap(b"k" * 32)).write(sent[0].kept)
    ran = cli("transfer", "private", "--yes", "--json")
    assert ran.code == 3
    assert len(ran.json["released"]) == len(ran.json["failed"]) == 1
    assert "kept by other keys" in ran.json["failed"][0]["message"]


def test_a_damaged_private_file_is_named(anna: Any, world: World, cli: Run, tmp_path: Path) -> None:
    bob = world.person("bob")
    (sent,) = send(anna, master(tmp_path / "one.mov", 100), world.blocks)
    bob.run("receive", sent.source_id, "-o", tmp_path / "got", "--no-wait")
    sent.kept.write_text("{}")
    ran = cli("transfer", "private")
    assert sent.kept.name in ran.err and "no file of a private block" in ran.err
    assert "was not found in the folder" in ran.out


def test_ctrl_c_while_sending_ends_it_all_and_says_that_it_goes_on(anna: Any, world: World, tmp_path: Path) -> None:
    for name in ("one.mov", "two.mov"):
        master(tmp_path / "masters" / name, 6 * MIB)
    process = anna.start("send", tmp_path / "masters", "--series", 1, "--limit", 3)
    until(lambda: [task["status"] for task in anna.server._ask("GET", "transfers/uploads")["data"]] == [3])
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130 and "the same command goes on" in err
    assert len(anna.server._ask("GET", "transfers/uploads")["data"]) == 1


def test_received_before_is_said(anna: Any, world: World, cli: Run, tmp_path: Path) -> None:
    bob = world.person("bob")
    (sent,) = send(anna, master(tmp_path / "one.mov", 100), world.blocks)
    assert bob.json("receive", sent.source_id, "-o", tmp_path / "got", "--no-wait")["state"] == "waiting"
    release_all(anna, world.blocks)
    assert bob.json("receive", sent.source_id, "-o", tmp_path / "got")["state"] == "received"
    assert bob.json("receive", sent.source_id, "-o", tmp_path / "got")["state"] == "here"
    assert "received before" in bob.run("receive", sent.source_id, "-o", tmp_path / "got")

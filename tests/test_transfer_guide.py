"""docs/transfer.md says enough: what knows only it opens what our client sent."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from transfer_world import MIB, World, master, place_of, receiver_of, release_all, send

from albumforge.context import Context
from albumforge.settings import TABLE
from albumforge.transfers.checking import layout_in
from albumforge.transfers.cids import RAW, cid_of, read_cid

DOCS = Path(__file__).resolve().parents[1] / "docs"


def test_a_client_that_knows_only_the_guide_opens_a_master(world: World, tmp_path: Path) -> None:
    anna, bob = world.person("anna"), world.person("bob")
    content = master(tmp_path / "masters" / "one.mov", 2 * MIB + 5).read_bytes()
    (sent,) = send(anna, tmp_path / "masters", world.blocks)
    assert receiver_of(bob, tmp_path / "got", world.blocks).receive(sent.source_id, Context()) is None
    release_all(anna, world.blocks)
    task = bob.server._ask("GET", "transfers/downloads")["data"][0]
    place = place_of(world.blocks)
    for name, cid in (("public", task["hash"]), ("private", task["private_hash"])):
        layout = layout_in(place, cid_of(*read_cid(cid)), context=Context())
        parts = [place.get(cid_of(RAW, digest)) for digest in layout.leaves]
        (tmp_path / f"{name}.block").write_bytes(b"".join(parts))
    line = [sys.executable, "-I", DOCS / "open_master_example.py", bob.state.keys_file, task["sender_key"], task["id"]]
    line += [task["hash"], tmp_path / "public.block", tmp_path / "private.block", tmp_path / "opened.mov"]
    opened = subprocess.run([str(word) for word in line], capture_output=True, text=True, check=False)
    assert opened.returncode == 0, opened.stderr
    assert (tmp_path / "opened.mov").read_bytes() == content
    damaged = bytearray((tmp_path / "public.block").read_bytes())
    damaged[MIB + 7] ^= 1
    (tmp_path / "public.block").write_bytes(damaged)
    (tmp_path / "opened.mov").unlink()
    assert subprocess.run([str(word) for word in line], capture_output=True, check=False).returncode != 0
    assert not (tmp_path / "opened.mov").exists()


def test_the_example_knows_nothing_of_albumforge() -> None:
    text = (DOCS / "open_master_example.py").read_text(encoding="utf-8")
    assert not re.search(r"^(from|import) albumforge", text, re.MULTILINE)


def test_settings_and_files_that_the_guide_names_are_there() -> None:
    text = (DOCS / "transfer.md").read_text(encoding="utf-8")
    for name in re.findall(r"`(transfer_\w+)`", text):
        assert name in TABLE, name
    for name in re.findall(r"\]\(([\w.]+)\)", text):
        assert (DOCS / name).exists(), name

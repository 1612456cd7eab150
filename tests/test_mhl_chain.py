"""Chains: as the reference writes them, and refused where they are not in order."""

from __future__ import annotations

from pathlib import Path

import pytest
from ascmhl_parts import ascmhl, assert_valid, put_files
from hypothesis import given
from hypothesis import strategies as st

from albumforge.chinese import in_chinese
from albumforge.errors import InvalidInput
from albumforge.transfers.c4 import c4_id
from albumforge.transfers.mhl_chain import Generation, chain_text, read_chain

ONE, TWO = (
    Generation(number, f"{number:04d}_夜 & 景_2026-05-06_123015Z.mhl", c4_id(bytes([number]) * 64)) for number in (1, 2)
)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    text = chain_text([ONE, TWO])
    assert read_chain(text.encode()) == (ONE, TWO)
    path = tmp_path / "ascmhl_chain.xml"
    path.write_text(text, encoding="utf-8")
    assert_valid(path)


def test_the_text_is_that_of_the_reference(tmp_path: Path) -> None:
    folder = put_files(tmp_path / "A&B 夜")
    for _ in range(2):
        assert ascmhl("create", folder).returncode == 0
    data = (folder / "ascmhl/ascmhl_chain.xml").read_bytes()
    found = read_chain(data)
    assert [one.number for one in found] == [1, 2]
    assert chain_text(found).encode() == data


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (chain_text([TWO, ONE]), "not in order"),
        (chain_text([ONE, Generation(2, ONE.name, ONE.c4)]), "twice"),
        (chain_text([ONE]).replace('sequencenr="1"', ""), "without a number"),
        (chain_text([ONE]).replace("0001_", "../0001_"), "it has the part"),
        (chain_text([ONE]).replace("0001_", "a/0001_"), "which is no manifest beside it"),
        (chain_text([ONE]).replace(".mhl", ".txt"), "which is no manifest beside it"),
        (chain_text([ONE]).replace("<c4>c4", "<c4>c5"), "format c4 that is none"),
        (chain_text([ONE]).replace("c4>", "md5>"), "not in order"),
    ],
)
def test_what_is_refused(text: str, said: str) -> None:
    with pytest.raises(InvalidInput, match=said) as refused:
        read_chain(text.encode())
    assert in_chinese(refused.value.message) != refused.value.message


@given(st.binary())
def test_arbitrary_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(InvalidInput):
        read_chain(data)

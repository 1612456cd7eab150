"""What is said of places of blocks is there in Chinese: every error that their modules write."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ipfs_parts import raw

from albumforge.chinese import in_chinese
from albumforge.errors import ForgeError
from albumforge.transfers.local import LocalTransfer

pytest_plugins = ["ipfs_fixtures"]
MODULES = ("blocks", "ipfs", "ipfs_files", "ipfs_gateway", "ipfs_http", "ipfs_rpc", "local")
ERRORS = {"InvalidInput", "StorageError", "PlaceAway", "BlockMissing", "WrongBlock", "Late"}
FOLDER = Path(__file__).resolve().parent.parent / "albumforge/transfers"


def written(node: ast.expr) -> str:
    """A text as it may come out: what is filled in has the form that it mostly has."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    assert isinstance(node, ast.JoinedStr), ast.unparse(node)
    filled = []
    for part in node.values:
        code = ast.unparse(part)
        if isinstance(part, ast.Constant):
            filled.append(str(part.value))
        elif "status" in code:
            filled.append("404")
        elif "timeout" in code:
            filled.append("5")
        elif "!r" in code:
            filled.append("'here'")
        else:
            filled.append("http://a:1")
    return "".join(filled)


def lines() -> Iterator[str]:
    for name in MODULES:
        for node in ast.walk(ast.parse((FOLDER / f"{name}.py").read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ERRORS:
                said = [*node.args, *(keyword.value for keyword in node.keywords if keyword.arg == "hint")]
                yield from (written(one) for one in said if isinstance(one, ast.Constant | ast.JoinedStr))


LINES = sorted(set(lines()))


def is_chinese(text: str) -> bool:
    told = in_chinese(text)
    return told != text and "None" not in told and any("\u4e00" <= char <= "\u9fff" for char in told)


def test_there_are_lines() -> None:
    assert len(LINES) > 30


@pytest.mark.parametrize("line", LINES, ids=lambda line: re.sub(r"\W+", "-", line)[:60])
def test_each_line_has_its_chinese(line: str) -> None:
    assert is_chinese(line), in_chinese(line)


def test_as_they_are_really_written(tmp_path: Path, opened: Any) -> None:
    (tmp_path / "a file").write_bytes(b"x")
    folder, nobody = LocalTransfer().place(str(tmp_path / "a file")), opened("http://127.0.0.1:1")
    gateway = opened("http://127.0.0.1:1/ipfs/")
    for call in (
        folder.check,
        lambda: folder.get(raw(b"x")),
        lambda: folder.put(raw(b"x"), b"x"),
        nobody.check,
        lambda: gateway.put(raw(b"x"), b"x"),
        lambda: opened("nowhere"),
        lambda: LocalTransfer().place(""),
    ):
        with pytest.raises(ForgeError) as refused:
            call()
        for line in (refused.value.message, refused.value.hint):
            assert not line or is_chinese(line), line

"""What the server of transfers says is there in Chinese: every error that its services write."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from test_chinese_transcoding import is_chinese
from test_chinese_transfers import errors

PACKAGE = Path(__file__).resolve().parent.parent / "albumforge"
MODULES = [*(PACKAGE / "services/transfers").glob("*.py"), *(PACKAGE / "http/transfers").glob("*.py")]
FILLED = {
    "what": "uuid",
    "name": "uuid",
    "names": "0, 3, 8, 9",
    "said": "4",
    "error.message": "'x' is no CID that names a file.",
    "_shown(said)": "'x'",
    "target.address": "/kept",
    "block.message": "档期未到",
}
CODES = {"invalid", "not_found"}


def written(node: ast.expr) -> str:
    """A text as it may come out."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    assert isinstance(node, ast.JoinedStr)
    return "".join(
        str(part.value) if isinstance(part, ast.Constant) else FILLED.get(ast.unparse(part.value), "12")  # type: ignore[attr-defined]
        for part in node.values
    )


def lines() -> Iterator[str]:
    for module in MODULES:
        tree = ast.parse(module.read_text(encoding="utf-8"))
        returned = (
            argument
            for node in ast.walk(tree)
            if isinstance(node, ast.Return) and isinstance(node.value, ast.Call) and "Conflict" in ast.unparse(node)
            for argument in node.value.args
        )
        for node in (*errors(tree), *returned):
            if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str)):
                text = written(node)
                if text not in CODES:
                    yield text


@pytest.mark.parametrize("line", sorted(set(lines())))
def test_what_it_says_is_known(line: str) -> None:
    known = line.replace("key: 'x' is no CID that names a file.", "key: This is no public key of albumforge.")
    assert is_chinese(known), known


def test_they_are_found() -> None:
    found = list(lines())
    assert len(found) > 20
    assert any(re.search("does not go back to", line) for line in found)

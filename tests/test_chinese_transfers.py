"""What is said of transfers is there in Chinese: every error that the engines and the client write."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from albumforge.chinese import in_chinese

PACKAGE = Path(__file__).resolve().parent.parent / "albumforge"
ENGINES = (
    "blocks cids fetching checking copying journal keys leaf_map many opening private_block public_block public_dag "
    "publishing sealing sources unixfs"
)
MODULES = [
    *(PACKAGE / f"transfers/{name}.py" for name in ENGINES.split()),
    *sorted((PACKAGE / "transferclient").glob("*.py")),
]
FILLED = {
    "cid_text": "bafkreia",
    "error": "it is so",
    "!r": "'here'",
    "fingerprint": "12ab 34cd",
    "known": "12ab 34cd",
    "said": "There is no such source.",
    "size_text": "3.1 MB",
    "message or": "合同还没签",
}
NUMBERS = ("number", "size", "length", "most", "version", "_VERSION", "status", "source_id")


def written(node: ast.expr) -> str:
    """A text as it may come out."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    assert isinstance(node, ast.JoinedStr), ast.unparse(node)
    return "".join(str(part.value) if isinstance(part, ast.Constant) else filled(part) for part in node.values)


def filled(part: ast.expr) -> str:
    code = ast.unparse(part)
    found = next((text for word, text in FILLED.items() if word in code), None)
    return found or ("12" if any(word in code for word in NUMBERS) else "http://a:1")


def errors(tree: ast.AST) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            yield from node.exc.args
            yield from (keyword.value for keyword in node.exc.keywords if keyword.arg == "hint")


def lines() -> Iterator[str]:
    for module in MODULES:
        for node in errors(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str)):
                yield written(node)


FORWARDED = "http://a:1: it is so"
"""An error of another module with the file that it is about."""
LINES = sorted({line for line in lines() if " " in line} - {FORWARDED})


def test_there_are_many() -> None:
    assert len(LINES) > 50


def test_what_the_log_says() -> None:
    assert in_chinese("http://a:1 answers with status 500. Trying again.") == "http://a:1 应答状态码 500。正在重试。"
    told = in_chinese("Segment 3 of the public block is damaged on this disk, and is fetched again.")
    assert told == "公有块的第 3 段在本机磁盘上损坏，正在重新下载。"


@pytest.mark.parametrize("line", LINES)
def test_a_line_is_there_in_chinese(line: str) -> None:
    told = in_chinese(line)
    assert told != line and "None" not in told and any("\u4e00" <= char <= "\u9fff" for char in told), told

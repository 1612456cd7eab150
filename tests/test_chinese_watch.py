"""What watch folders say is there in Chinese: errors, reasons, states of folders."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from test_chinese_transcoding import is_chinese

from albumforge.chinese import in_chinese

PACKAGE = Path(__file__).resolve().parent.parent / "albumforge"
MODULES = [
    *sorted((PACKAGE / "services/watch").glob("*.py")),
    *sorted((PACKAGE / "http/watch").glob("*.py")),
    PACKAGE / "watch/hints.py",
]
FILLED = {
    "', '.join(FIELDS)": "name, folders, do",
    "', '.join(kind)": "film, cut",
    "', '.join(states)": "waiting, running",
    "(error.strerror or str(error)).lower()": "permission denied",
    "do": "cut",
    "field_name": "do",
    "folder": "/srv/incoming",
    "message": "The transcoder 'nvenc'",
    "most": "80",
    "name": "target",
    "other": "/srv/old/a.jpg",
    "stem": "Family",
    "target": "/srv/films",
}
ALONE = {"it is a picture, not a video", "its last pictures cannot be decoded"}
"""Reasons, which are said as they are."""


def sentences(module: Path) -> Iterator[str]:
    """Texts of a module that begin or end as what is said to people does, filled as they may come out."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for route in ast.walk(tree):  # descriptions, which have their Chinese beside them
        if isinstance(route, ast.Call) and ast.unparse(route.func) in (
            "Route",
            "Param",
            "_done",
            "_checked",
            "re.compile",
        ):
            told |= {id(part) for part in ast.walk(route)}
    for node in ast.walk(tree):
        told |= {id(part) for part in ast.walk(node) if part is not node} if isinstance(node, ast.JoinedStr) else set()
    for node in ast.walk(tree):
        if id(node) not in told and isinstance(node, ast.JoinedStr | ast.Constant):
            text = written(node).strip()
            if text in ALONE or ((" " in text and text.endswith((".", "?"))) or "went wrong" in text):
                yield text


def written(node: ast.JoinedStr | ast.Constant) -> str:
    """A text as it may come out."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else ""
    return "".join(str(part.value) if isinstance(part, ast.Constant) else filled(part) for part in node.values)


def filled(part: ast.expr) -> str:
    assert isinstance(part, ast.FormattedValue)
    code = ast.unparse(part.value)
    if part.conversion == ord("r"):
        return "'here'"
    if part.format_spec is not None:
        return "1,200"
    return FILLED.get(code, "here")


LINES = sorted({line for module in MODULES for line in sentences(module)})


def test_there_are_many() -> None:
    assert len(LINES) > 55
    for known in ("The folder /srv/incoming is not there.", "The batch did not fail.", *ALONE):
        assert known in LINES


@pytest.mark.parametrize("line", LINES)
def test_a_line_is_there_in_chinese(line: str) -> None:
    assert is_chinese(line), line


def test_several_sentences_in_one_line() -> None:
    said = "/srv/a.jpg: its name is not UTF-8. The folder /srv/b.c d cannot be read. And 4 more."
    assert in_chinese(said) == "/srv/a.jpg：文件名不是 UTF-8。文件夹 /srv/b.c d 无法读取。另有 4 条。"
    assert in_chinese("The folder /srv is not there. Nothing is known of that.") == (
        "The folder /srv is not there. Nothing is known of that."
    )

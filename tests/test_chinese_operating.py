"""What backups and restores say is there in Chinese: every error and hint that their modules raise."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from test_chinese_transcoding import is_chinese
from test_chinese_transfers import errors

PACKAGE = Path(__file__).resolve().parent.parent / "albumforge"
MODULES = sorted((PACKAGE / "services" / "backup").glob("*.py"))
FILLED = {
    "size_text(needed)": "5.0 GB",
    "size_text(free)": "1.0 GB",
    "size_text(manifest.size)": "5.0 GB",
    "path!r": "'x'",
    "table.name!r": "'x'",
    "path": "'x'",
    "table.name": "'x'",
    "newest": "0042_later",
    "NAME": "manifest.json",
}
TOLD = (
    "/b: 2 files of the backup cannot be used:\n  media/movies/a/1.jpg: it is damaged\n  media/jobs/b/2: it is missing",
    "/b/manifest.json: it is damaged: its digest is another one",
    "/b: 5.0 GB are needed, 1.0 GB are free; it cannot be written: the disk is full.",
    "The database db/films is not empty: there are rows in the table movie.",
    "Use another home, or another database.",
)


def written(node: ast.expr) -> str:
    """A text as it may come out."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    assert isinstance(node, ast.JoinedStr)
    return "".join(
        str(part.value) if isinstance(part, ast.Constant) else FILLED.get(ast.unparse(part.value), "/x")  # type: ignore[attr-defined]
        for part in node.values
    )


def lines() -> Iterator[str]:
    for module in MODULES:
        for node in errors(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str)):
                yield written(node)


FOUND = sorted({line for line in lines() if " " in line and not line.startswith("it ") and not line.endswith("; it")})


def test_there_are_many() -> None:
    assert len(FOUND) > 15


@pytest.mark.parametrize("line", [*FOUND, *TOLD])
def test_what_it_says_is_known(line: str) -> None:
    assert is_chinese(line), line

"""What is said of machines that share a queue is there in Chinese: every error and hint that their modules raise."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from test_chinese_transcoding import is_chinese
from test_chinese_transfers import errors

from albumforge.cli.messages_machines import CATALOGUE

PACKAGE = Path(__file__).resolve().parent.parent / "albumforge"
MODULES = ("queue/sentinel.py", "services/sharing.py", "services/status.py", "serving/machine.py")
FILLED = {
    "other": "redis_url",
    "missing[0]": "database_url",
    "what": "database would be a file",
    "kind": "nfs4",
    "settings.home": "/h",
    "why": "the name of the master is missing",
    "unknown[0]": "'x'",
    "', '.join(_OPTIONS)": "username, ssl_ca_certs",
    "number": "'x'",
    "text": "'x'",
    "check.name": "media: shared",
    "check.detail": "/m is not the folder that one has its media in",
}
TOLD = (
    "The Redis server 10.0.0.1 does not answer: it was silent for 3 s.",
    "The Redis server 10.0.0.1 does not answer: Error 111 connecting to 10.0.0.1:6379. Connection refused.",
    "The database db/films does not answer: connection refused.",
    "The master mymaster of the Sentinels a:1, b:2 is not found: a:1 does not answer (x); b:2 knows no master 'y'.",
    "PostgreSQL, schema 0012_watch_target_additive",
    "SQLite, schema 0009_watch; the next start of this version brings it to 0012_watch_target_additive",
    "not running: nobody needs it now",
    "not made yet",
    "version 9.1.2",
    "this is 0.1.0, and one, two has 0.2.0",
    "The database db/films was made by a newer albumforge (0012_x).",
    "Do it with that version.",
)


def written(node: ast.expr) -> str:
    """A text as it may come out."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    assert isinstance(node, ast.JoinedStr)
    return "".join(
        str(part.value) if isinstance(part, ast.Constant) else FILLED[ast.unparse(part.value)]  # type: ignore[attr-defined]
        for part in node.values
    )


def lines() -> Iterator[str]:
    for module in MODULES:
        for node in errors(ast.parse((PACKAGE / module).read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str)):
                yield written(node)


FOUND = sorted({line for line in lines() if " " in line})


def test_there_are_some() -> None:
    assert len(FOUND) >= 6


@pytest.mark.parametrize("line", [*FOUND, *TOLD])
def test_what_it_says_is_known(line: str) -> None:
    assert is_chinese(line), line


def test_the_words_of_the_tables_are_all_chinese() -> None:
    for key, (english, chinese) in CATALOGUE.items():
        assert english != chinese or key == "count", key  # which only puts its parts in order

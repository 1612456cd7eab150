"""What `albumforge doctor`, `plugins` and `settings` print is Chinese in a Chinese locale."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from albumforge.chinese import in_chinese

SERVICES = Path(__file__).resolve().parent.parent / "albumforge" / "services"
ENGLISH = re.compile(r"[a-z]+(?: [a-z]+){2}")
LIKE = {"folder": "/x", "file": "/x", "settings.home": "/x", "settings.media": "/x", "where": "h:1", "what": "AAC"}
LIKE["'ahead of' if skew > 0 else 'behind'"] = "behind"
"""Expression in a text → what stands for it; else a number does."""


def written(node: ast.expr) -> str:
    """The text that an expression makes, as far as it is one; else nothing."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(
            part.value if isinstance(part, ast.Constant) else LIKE.get(ast.unparse(part.value), "7")  # type: ignore[attr-defined,misc]
            for part in node.values
        )
    return ""


def texts() -> Iterator[str]:
    """All that doctor's checks say in so many words: arguments, and what is called `said` or `advice` before."""
    for file in SERVICES.glob("doctor*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Check":
                yield from map(written, (*node.args[:1], *node.args[2:]))
            elif isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in ("said", "advice"):
                yield written(node.value)


TEXTS = sorted({text for text in texts() if re.search("[a-z]{3}", text)})


IN_PARTS = ("/x is on a network file system (7)", "disk: 7", "inotify 7", "OpenCV")
"""What is put together from parts, and stands whole among the others or in the next test; and a name."""


@pytest.mark.parametrize(
    "text", [text for text in TEXTS if not text.startswith(("7", "chmod")) and text not in IN_PARTS]
)
def test_what_doctor_may_say_is_known(text: str) -> None:
    assert re.search(r"[\u4e00-\u9fff]", in_chinese(text)), text


def test_there_is_much_that_doctor_may_say() -> None:
    assert len(TEXTS) > 60


@pytest.mark.parametrize("verb", ["doctor", "plugins", "settings"])
def test_what_is_printed_is_chinese(verb: str, cli: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    monkeypatch.setenv("COLUMNS", "300")
    ran = cli(verb)
    assert ran.code in (0, 6)
    lines = ran.out.splitlines()
    assert len(lines) > 8
    for line in lines:
        assert not ENGLISH.search(re.sub("`[^`]*`", "", line)), line
        assert re.search(r"[\u4e00-\u9fff]", line), line

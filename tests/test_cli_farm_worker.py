"""``albumforge farm-worker``: what it takes, what it refuses, and in which words."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from albumforge.chinese import in_chinese
from albumforge.cli.farm_worker import EXAMPLES
from albumforge.errors import ForgeError
from albumforge.farmworker.client import Master, MasterAway, Refused
from albumforge.farmworker.mapping import Mappings

EXAMPLE = Path(__file__).resolve().parents[1] / "docs" / "farm_worker_example.py"


def test_help_has_examples_and_all_types(cli: Callable[..., Any]) -> None:
    ran = cli("farm-worker", "--help")
    assert ran.code == 0
    assert all(line in ran.out for line in EXAMPLES)
    assert "[cpu|nvenc|qsv|vpu]" in ran.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["ftp://master"], "no address of a master"),
        (["http://master:8000", "--map", "videos=/mnt"], "MASTER=LOCAL"),
        (["http://master:8000", "--type", "gpu"], "nvenc"),
        (["http://master:8000", "--dest", "/no/such/folder"], "/no/such/folder"),
        (["http://master:8000", "--threads", "-1"], "--threads"),
        ([], "MASTER"),
    ],
)
def test_what_does_not_fit_is_named(cli: Callable[..., Any], arguments: list[str], words: str) -> None:
    ran = cli("farm-worker", *arguments)
    assert ran.code == 2
    assert words in ran.err


def test_the_token_may_stand_in_the_environment(cli: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALBUMFORGE_FARM_TOKEN", "af_ümlaut")
    ran = cli("farm-worker", "http://127.0.0.1:9")
    assert ran.code == 2
    assert "token" in ran.err
    assert "ümlaut" not in ran.err


def _error(call: Callable[[], object]) -> ForgeError:
    with pytest.raises(ForgeError) as caught:
        call()
    return caught.value


def test_its_errors_are_chinese_where_that_is_spoken() -> None:
    for error in (
        _error(lambda: Mappings.parse(["a"])),
        _error(lambda: Mappings.parse(["/a=/b", "/a=/c"])),
        _error(lambda: Mappings().to_local("a")),
        _error(lambda: Master("ftp://a")),
        _error(lambda: Master("a", "ü")),
        _error(lambda: Master("nosuch.invalid").task("1")),
        MasterAway("http://a:1 does not answer within 10 s."),
        MasterAway("The master answers with status 500."),
        Refused(401, "未授权", hint="Give --token with a token of its operator."),
    ):
        for text in filter(None, (error.message, error.hint)):
            told = re.sub(r"--\w+|MASTER|LOCAL|\S*(/|nosuch)\S*|'a'", "", in_chinese(text))
            assert not re.search(r"[A-Za-z]{2,}", told), in_chinese(text)


def test_the_worker_of_the_documentation_has_sixty_lines() -> None:
    lines = [line for line in EXAMPLE.read_text(encoding="utf-8").splitlines() if line.strip()]
    assert len(lines) <= 60
    assert "albumforge" not in "\n".join(line for line in lines if "import" in line)

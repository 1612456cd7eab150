"""What is wrong with settings, documents and parts is told in Chinese, as the command line meets it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from albumforge.chinese import in_chinese
from albumforge.errors import SettingsError
from albumforge.settings import TABLE, Settings

ENGLISH = re.compile(r"[a-z]+(?: [a-z]+)+")


@pytest.mark.parametrize("name", TABLE)
def test_a_setting_that_does_not_fit_is_told_in_chinese(name: str) -> None:
    refused = []
    for value in ("!", "", -1, 10**12, ["a b", 1], {"a": 1}, "a//b c"):
        try:
            Settings.load(environ={}, file=Path(os.devnull), **{name: value})
        except SettingsError as error:
            refused.append(in_chinese(error.message))
    assert refused, name
    for text in refused:
        assert f"设置 {name} 应为" in text
        assert not ENGLISH.search(re.sub(r"，不能是 .*", "", text)), text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--set", "nothing=1", "doctor"), "没有设置 'nothing'。\n用 `albumforge settings` 查看所有设置。"),
        (("--set", "thread=1", "doctor"), "没有设置 'thread'。\n是否指 'threads'？"),
        (("--set", "threads=x", "doctor"), "设置 threads 应为整数，不能是 'x'。"),
        (("--config", "{folder}/none.yaml", "doctor"), "{folder}/none.yaml：没有这个设置文件。"),
        (("--config", "{folder}/list.yaml", "doctor"), "{folder}/list.yaml：应为设置名到值的映射。"),
        (("--config", "{folder}/odd.yaml", "doctor"), "{folder}/odd.yaml：设置 threads 应为整数，不能是 'many'。"),
        (
            ("--set", "database_url=mysql://x", "movie", "list"),
            "设置 database_url 的种类不认识。\n请写成 postgresql://",
        ),
        (("--set", "redis_url=foo", "movie", "start", "0"), "没有这部影片"),
        (("render", "{folder}/list.yaml"), "方案不是 JSON：第 1 行第 1 列应有一个值。"),
        (("render", "{folder}/other.json"), "方案没有说明用哪个生成器。\n需要字段"),
        (("make", "{folder}", "--generator", "none", "--plan-only"), "没有后端 'none'。"),
        (("worker", "--queues", "generator.none"), "没有队列 'generator.none'。"),
    ],
)
def test_an_error_of_the_command_line_is_chinese(
    arguments: tuple[str, ...], said: str, cli: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    for name, text in {"list.yaml": "- a\n", "odd.yaml": "threads: many\n", "other.json": "{}"}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    ran = cli(*(argument.replace("{folder}", str(tmp_path)) for argument in arguments))
    assert ran.code in (2, 4, 6)
    assert said.replace("{folder}", str(tmp_path)) in ran.err
    assert not ENGLISH.search(re.sub(r"`[^`]*`|'[^']*'", "", ran.err)), ran.err

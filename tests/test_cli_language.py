"""The language of the command line: which it is, and that in a Chinese locale help, usage and settings are Chinese."""

from __future__ import annotations

import gettext
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest

from albumforge.cli import main
from albumforge.cli.helping import broken, columns, in_language
from albumforge.cli.language import catalogue, language, speaking
from albumforge.settings import TABLE

ROOT = Path(__file__).resolve().parent.parent
ENGLISH = re.compile(r"[a-z]+(?: [a-z]+){2}")
"""Three words in a row. Names of options, files and values stand alone, or between commas."""


def commands(command: click.Command, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    yield path
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from commands(inner, (*path, name))


PATHS = list(commands(main))


@pytest.fixture
def chinese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")


def is_chinese(text: str) -> bool:
    plain = re.sub(r"`[^`]*`|“[^”]*”|'[^']*'", "", text)
    return bool(re.search(r"[\u4e00-\u9fff]", plain)) and not ENGLISH.search(plain)


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_TW"}, "zh"),
        ({"LANG": "zh-Hans"}, "zh"),
        ({"LANG": "zh"}, "zh"),
        ({"LANG": "zh_CN@pinyin"}, "zh"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "zha_CN"}, "en"),
        ({"LANG": "C"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "POSIX"}, "en"),
        ({"LANG": "zh_TW.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "zh_CN"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": ""}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_CTYPE": "en_GB.UTF-8"}, "zh"),
        ({"LANGUAGE": "zh_CN:en", "LANG": "en_GB.UTF-8"}, "zh"),
        ({"LANGUAGE": "en:zh", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LANGUAGE": "de:zh_Hant_TW:en", "LANG": "de_DE.UTF-8"}, "zh"),
        ({"LANGUAGE": "de:fr", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LANGUAGE": "", "LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANGUAGE": "zh_CN"}, "zh"),
        ({"LANGUAGE": "zh_CN:zh", "LC_ALL": "C"}, "en"),
        ({"LANGUAGE": "zh_CN:zh", "LANG": "zh_CN.UTF-8", "LC_ALL": "POSIX"}, "en"),
    ],
)
def test_the_language_is_chosen_as_gettext_does(environ: dict[str, str], expected: str) -> None:
    assert language(environ) == expected


def test_the_catalogue_is_complete_and_compiled() -> None:
    command = [sys.executable, str(ROOT / "scripts" / "catalogue.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.usefixtures("chinese")
@pytest.mark.parametrize("path", PATHS, ids=" ".join)
def test_help_is_chinese(path: tuple[str, ...], cli: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    ran = cli(*path, "--help")
    assert ran.code == 0
    usage, _, rest = ran.out.partition("\n\n")
    assert usage.startswith("用法： ")
    text = rest.partition("示例：")[0]
    for line in text.splitlines():
        assert columns(line) <= 80, line
    assert "显示本帮助并退出。" in text
    assert is_chinese(" ".join(text.split()))
    for line in rest.partition("示例：")[2].splitlines():
        assert not ENGLISH.search(re.sub(r'albumforge .*?(?=  |$)|"[^"]*"', "", line)), line


@pytest.mark.usefixtures("chinese")
def test_each_text_of_the_catalogue_is_chinese() -> None:
    words = catalogue()
    for path in PATHS:
        command: click.Command = main
        for name in path:
            assert isinstance(command, click.Group)
            found = command.get_command(click.Context(command), name)
            assert found is not None
            command = found
        told = in_language(main) if not path else command
        assert told.help is not None
        assert is_chinese(told.help), path
        for parameter in told.params:
            if isinstance(parameter, click.Option):
                # `h264, hevc or av1.` has but one word that can be Chinese.
                assert re.search(r"[\u4e00-\u9fff、。]", parameter.help or ""), (path, parameter.name)
            assert not re.search("[a-z]+ [a-z]+", parameter.metavar or ""), (path, parameter.metavar)
    for field in TABLE.values():
        assert is_chinese(words.gettext(field.metadata["help"])), field.name


@pytest.mark.usefixtures("chinese")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("make",), "缺少参数 'FOLDER|FILES...'"),
        (("--nothing",), "没有选项 '--nothing'。"),
        (("mkae",), "没有命令 'mkae'。"),
        (("movie", "nothing"), "没有命令 'nothing'。"),
        (("demo", "--count", "900"), "'--count' 的值无效：900 不在范围 1<=x<=200 内。"),
        (("demo", "--count", "many"), "'--count' 的值无效：'many' 不是有效的"),
        (("demo", "more"), "多余的参数（more）"),
        (("demo", "--music"), "选项 '--music' 需要一个值。"),
        (("demo", "--force=yes"), "选项 '--force' 不带值。"),
        (("watch", ".", "--do", "dance"), "不是可选的值："),
        (("transfer", "send", "."), "缺少选项 '--series'"),
        (("serve", "--workers", "2", "--no-worker"), "错误：--workers"),
    ],
)
def test_errors_of_usage_are_chinese(arguments: tuple[str, ...], said: str, cli: Callable[..., Any]) -> None:
    ran = cli(*arguments)
    assert ran.code == 2
    assert said in ran.err
    assert "Error" not in ran.err
    assert not ENGLISH.search(re.sub(r"^用法.*|'[^']*'", "", ran.err, flags=re.MULTILINE)), ran.err


@pytest.mark.usefixtures("chinese")
def test_what_programs_read_stays_english(cli: Callable[..., Any]) -> None:
    assert cli("demo", "--json", "--count", "900").json["error"]["message"] == (
        "Invalid value for '--count': 900 is not in the range 1<=x<=200."
    )
    assert [row["help"] for row in cli("settings", "--json").json["settings"]] == [
        field.metadata["help"] for field in TABLE.values()
    ]


def test_the_process_is_left_as_it_was(monkeypatch: pytest.MonkeyPatch, cli: Callable[..., Any]) -> None:
    before = gettext.textdomain()
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    with speaking():
        assert gettext.gettext("Usage:") == "用法："
        assert os.environ["LANGUAGE"] == "zh"  # for the processes that are started, too
    assert gettext.textdomain() == before
    assert "LANGUAGE" not in os.environ
    assert "用法" in cli("demo", "--help").out
    monkeypatch.setenv("LANG", "C")
    assert "Usage: albumforge demo [OPTIONS]" in cli("demo", "--help").out
    assert "Show this message and exit." in cli("demo", "--help").out
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert "显示本帮助并退出。" in cli("demo", "--help").out


def test_lines_are_broken_by_the_columns_of_characters() -> None:
    assert broken("影片，照片。模板", 6) == ["影片，", "照片。", "模板"]
    assert broken("写到 `albumforge make` 的 OUT", 12) == ["写到", "`albumforge", "make` 的 OUT"]
    assert broken("（安静）的影片", 4) == ["（安", "静）", "的影", "片"]
    assert broken("", 10) == [""]

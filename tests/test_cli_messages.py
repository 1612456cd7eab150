"""Messages: every one in both languages, with the same places for values."""

from __future__ import annotations

import re
import string
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from media_files import cut, texture, write_clip, write_picture

from albumforge.cli.messages import CATALOGUE, say, stage_name, translated
from albumforge.generators.album.music import PIECES


def fields(text: str) -> set[str | None]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("key", CATALOGUE)
def test_both_languages_have_the_same_places_for_values(key: str) -> None:
    english, chinese = CATALOGUE[key]
    assert english
    assert chinese
    assert english != chinese
    assert fields(english) == fields(chinese)


def test_messages_follow_the_language(monkeypatch: pytest.MonkeyPatch) -> None:
    assert say("error", message="x") == "error: x"
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert say("error", message="x") == "错误：x"
    assert stage_name("render") == "渲染画面"


def test_a_stage_without_a_name_of_its_own_keeps_its_name() -> None:
    assert stage_name("colouring") == "colouring"


def test_chinese_has_the_punctuation_of_chinese() -> None:
    for _, chinese in CATALOGUE.values():
        plain = re.sub(r"\{\w+\}|`[^`]+`|[\w./]*[A-Za-z][\w./]*", "", chinese)
        assert not re.search(r"[,:;()?!]", plain), chinese


def test_texts_from_below_are_translated_where_they_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "None of these files can be used:\n  a: b.jpg: the file is empty (0 bytes)\n  c.jpg: odd\n  and 3 more"
    assert translated(text) == text
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert translated(text) == "这些文件都不能用：\n  a: b.jpg：文件是空的（0 字节）\n  c.jpg: odd\n  另有 3 个"
    assert translated("/x/y.mp4 cannot be written: the disk is full.") == "/x/y.mp4 无法写入：磁盘已满。"
    assert translated("Something unheard of: (1) happened.") == "Something unheard of: (1) happened."
    assert translated("") == ""


def test_the_reasons_a_newcomer_meets_are_chinese(
    cli: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The real texts, from a folder of everything that goes wrong: none has a word of English left."""
    folder = tmp_path / "t"
    folder.mkdir()
    write_picture(folder / "1.jpg", texture(320, 240, 1))
    (folder / "1b.jpg").write_bytes((folder / "1.jpg").read_bytes())
    write_clip(folder / "1.mov", width=64, height=64, frames=5)
    write_picture(folder / "2.jpg", texture(320, 240, 2))
    cut(folder / "2.jpg", 0.5)
    write_picture(folder / "3.png", texture(8, 8))
    (folder / "4.jpg").touch()
    (folder / "5.jpg").write_text("words", encoding="utf-8")
    (folder / "6.txt").write_text("words", encoding="utf-8")
    (folder / "7.mp3").write_bytes(b"x")
    (folder / "8.mp4").write_bytes(b"\0\0\0\x18ftypisom" + bytes(500))
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    monkeypatch.chdir(tmp_path)
    ran = cli("make", "t", "--plan-only", "-o", "t.json")
    assert ran.code == 0, ran.err
    left_out = [line.removeprefix("  ") for line in ran.err.splitlines() if line.startswith("  ")]
    assert len(left_out) == 9, ran.err
    for line in left_out:
        name, _, reason = line.partition("：")
        assert reason, line
        assert not re.search(r"[A-Za-z]{2,}", re.sub(r"1\.jpg", "", reason)), line
        assert not re.search(r"[A-Za-z]{4,}", Path(name).stem)
    for arguments in (
        ("make", "nosuch"),
        ("make", "t/5.jpg", "t/4.jpg"),
        ("make", "t", "-o", "nowhere/x.mp4", "--resolution", "128x72", "--duration", "2"),
        ("make", "t", "--music", "none.mp3"),
        ("movie", "status", "x"),
    ):
        ran = cli(*arguments)
        said = ran.err[ran.err.index("错误：") :]
        known = r"nosuch|nowhere/x\.mp4|\S+\.jpg|none\.mp3|music|auto|none|" + "|".join(PIECES)
        assert ran.code in (2, 3, 4, 5), said
        assert not re.search(r"[A-Za-z]{2,}", re.sub(known, "", said)), said

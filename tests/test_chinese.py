"""The Chinese of errors, reasons and notes."""

from __future__ import annotations

import pytest

from albumforge.chinese import in_chinese


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("The film has no pictures.", "影片还没有照片。"),
        ("Option template: there is no template 'x'.", "选项 template：没有模板 'x'。"),
        ("a.jpg: the file is empty (0 bytes)", "a.jpg：文件是空的（0 字节）"),
        (
            "None of these files can be used:\n  b.txt: not a photo or clip",
            "这些文件都不能用：\n  b.txt：不是照片或短片",
        ),
        ("label: must be at most 80 characters.", "标签最多 80 个字符。"),
    ],
)
def test_what_is_known_is_told_in_chinese(english: str, chinese: str) -> None:
    assert in_chinese(english) == chinese


def test_what_is_not_known_stays_as_it_is() -> None:
    unknown = "Nothing in the tables says this"
    assert in_chinese(unknown) == unknown
    assert in_chinese(f"a.jpg: {unknown}") == f"a.jpg: {unknown}"

"""README.zh.md is README.md in Chinese: the same parts in the same order, the same commands, code and links."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENGLISH, CHINESE = ((ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh.md"))
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def headings(page: str) -> list[int]:
    """The levels of the headings."""
    return [len(marks) for marks in re.findall(r"^(#+) ", FENCE.sub("", page), re.MULTILINE)]


def commands(block: str) -> list[str]:
    """The commands of a console block, without the remarks beside them; of other code each line."""
    lines = [line for line in block.splitlines() if line.startswith("$ ")] or block.splitlines()
    return [re.sub(r"\s+# .*", "", line) for line in lines]


def sections(page: str) -> list[list[tuple[str, list[str]]]]:
    """The blocks of code of each section: kind, and commands."""
    parts = re.split(r"^## .*$", FENCE.sub(lambda block: block.group().replace("\n#", "\n "), page), flags=re.MULTILINE)
    return [[(kind, commands(block)) for kind, block in FENCE.findall(part)] for part in parts]


def links(page: str) -> set[str]:
    return {target.partition("#")[0] for target in re.findall(r"\]\(([^)]+)\)", page)}


def test_it_has_the_same_headings() -> None:
    assert headings(CHINESE) == headings(ENGLISH)
    assert len(headings(ENGLISH)) > 8


def test_each_section_has_the_same_commands_and_code() -> None:
    assert sections(CHINESE) == sections(ENGLISH)
    assert sum(len(lines) for part in sections(ENGLISH) for _, lines in part) > 25


def test_it_shows_as_many_lines_of_output() -> None:
    for (_, english), (_, chinese) in zip(FENCE.findall(ENGLISH), FENCE.findall(CHINESE), strict=True):
        assert len(chinese.splitlines()) == len(english.splitlines()), chinese


def test_it_has_the_same_lists_pictures_and_links() -> None:
    assert links(CHINESE) - {"README.md"} == links(ENGLISH) - {"README.zh.md"}
    assert "README.zh.md" in links(ENGLISH)
    assert "README.md" in links(CHINESE)
    for mark in (r"^- ", r"^!\["):
        assert len(re.findall(mark, CHINESE, re.MULTILINE)) == len(re.findall(mark, ENGLISH, re.MULTILINE)), mark


def test_each_paragraph_is_there_and_is_chinese() -> None:
    prose = [[part for part in FENCE.sub("", page).split("\n\n") if part.strip()] for page in (ENGLISH, CHINESE)]
    # The Chinese one says besides how `-c` is given in Chinese, and which pages are English.
    assert len(prose[1]) == len(prose[0]) + 2
    for part in prose[1]:
        plain = re.sub(r"`[^`]*`|\[[^\]]*\]\([^)]*\)", "", part)
        assert not re.search(r"[a-z]+(?: [a-z]+){2}", plain), part

"""Files left out: a few one by one, many by reason, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from albumforge.backends import Skipped
from albumforge.cli.left_out import left_out_lines
from albumforge.cli.output import print_left_out, print_skipped, skipped_as_json

ROOM = "a film of this length has room for 30 pictures; "
MANY = [
    *(Skipped(Path(f"/trip/{n}.jpg"), f"nearly the same as {n + 50}.jpg, which is sharper") for n in range(15)),
    Skipped(Path("/trip/words.txt"), "it is text, not a picture"),
    *(Skipped(Path(f"/trip/{n}.jpg"), ROOM + "others show more") for n in range(20, 22)),
    *(Skipped(Path(f"/trip/{n}.jpg"), ROOM + f"{n + 50}.jpg shows much the same") for n in range(30, 34)),
]


def test_a_few_are_named_one_by_one() -> None:
    lines, shortened = left_out_lines(MANY[:3])
    assert lines == [f"  /trip/{n}.jpg: nearly the same as {n + 50}.jpg, which is sharper" for n in range(3)]
    assert not shortened


def test_many_are_grouped_by_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    assert left_out_lines(MANY) == (
        [
            "  nearly the same as another one, which is sharper (15): 0.jpg, 1.jpg, 2.jpg … and 12 more",
            f"  {ROOM}another one shows much the same (4): 30.jpg, 31.jpg, 32.jpg … and 1 more",
            f"  {ROOM}others show more (2): 20.jpg, 21.jpg",
            "  /trip/words.txt: it is text, not a picture",
        ],
        True,
    )
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert left_out_lines(MANY)[0] == [
        "  与另一个几乎相同，那一张更清晰（15）：0.jpg、1.jpg、2.jpg ……另有 12 个",
        "  这样长的影片只容得下 30 张；另一个与它大体相同（4）：30.jpg、31.jpg、32.jpg ……另有 1 个",
        "  这样长的影片只容得下 30 张；其他照片更丰富（2）：20.jpg、21.jpg",
        "  /trip/words.txt：这是文本，不是图片",
    ]


def test_where_some_go_unnamed_it_is_said_how_to_see_them_all(capsys: pytest.CaptureFixture[str]) -> None:
    print_skipped(MANY)
    said = capsys.readouterr().err.splitlines()
    assert said[0] == "22 files are not in the film:"
    assert "--json" in said[-1]
    assert len(skipped_as_json(MANY)) == 22
    print_left_out(MANY, "not_used", each=True)
    assert len(capsys.readouterr().err.splitlines()) == 23
    print_skipped(MANY[:6])
    assert "--json" not in capsys.readouterr().err


def test_names_move_no_cursor() -> None:
    lines, _ = left_out_lines([Skipped(Path(f"/trip/{n}\n\x1b.jpg"), "it is\ttext") for n in range(9)])
    assert all(line.isprintable() for line in lines)

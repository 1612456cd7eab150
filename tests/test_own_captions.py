from __future__ import annotations

from pathlib import Path

from picture_records import record

from albumforge.generators.album.filelist import Source
from albumforge.generators.album.info.own_captions import with_captions


def _source(path: str, name: str) -> Source:
    return Source(path=Path(path), kind="photo", digest=record(name).digest, width=40, height=30)


INFOS = {record(name, caption=words).digest: record(name, caption=words) for name, words in (("a", "Old"), ("b", ""))}
SOURCES = [_source("/films/a.jpg", "a"), _source("/films/b.jpg", "b")]


def _captions(given: dict[str, str]) -> list[str]:
    return [info.caption for info in with_captions(INFOS, SOURCES, given).values()]


def test_words_given_for_a_file_win_over_those_it_holds() -> None:
    assert _captions({"/films/a.jpg": "New\nwords", "/films/b.jpg": "外婆的院子"}) == ["New words", "外婆的院子"]


def test_no_words_and_files_that_are_not_there_change_nothing() -> None:
    assert _captions({"/films/a.jpg": "  ", "/films/c.jpg": "Whose?"}) == ["Old", ""]
    assert _captions({}) == ["Old", ""]

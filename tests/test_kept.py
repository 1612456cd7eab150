"""Artifacts that know what they were made from."""

from __future__ import annotations

from pathlib import Path

import msgspec

from albumforge.generators.autocut.kept import VERSION, keep, key_of, read_kept


class Note(msgspec.Struct, frozen=True, kw_only=True):
    version: int = VERSION
    key: str
    words: str


def test_what_was_kept_is_read_again_for_the_same_key(tmp_path: Path) -> None:
    path, key = tmp_path / "new" / "note.json", key_of("note", 1, ("a", "b"))
    assert read_kept(path, Note, key) is None
    keep(path, Note(key=key, words="电影"))
    assert read_kept(path, Note, key) == Note(key=key, words="电影")
    assert read_kept(path, Note, key_of("note", 2, ("a", "b"))) is None
    assert path.read_text(encoding="utf-8").endswith("}\n")
    assert "电影" in path.read_text(encoding="utf-8")


def test_what_cannot_be_used_counts_as_none(tmp_path: Path) -> None:
    path, key = tmp_path / "note.json", key_of("note")
    for text in ("", "{", "[]", '{"version": 1}', f'{{"version": 0, "key": "{key}", "words": ""}}'):
        path.write_text(text)
        assert read_kept(path, Note, key) is None
    path.write_bytes(b"\xff\xfe")
    assert read_kept(path, Note, key) is None
    assert read_kept(tmp_path, Note, key) is None


def test_keys_tell_parts_apart() -> None:
    assert key_of("ab", "c") != key_of("a", "bc")
    assert key_of("a", None) != key_of("a")
    assert key_of("a", 1) == key_of("a", 1)

"""Exports that carry the digest of themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from albumforge.errors import InTheWay
from albumforge.media.own_export import (
    EDL_LINE,
    JSON_FIELD,
    UNSIGNED,
    VTT_LINE,
    check_export_place,
    is_own_export,
    signed,
)

TEXTS = (f"TITLE: x\n{EDL_LINE}", f'{{"a": 1, "{JSON_FIELD}": "{UNSIGNED}"}}\n', f"WEBVTT\n\n{VTT_LINE}\n")


@pytest.mark.parametrize("text", TEXTS)
def test_a_signed_text_is_known_until_it_is_changed(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x"
    path.write_text(signed(text), encoding="utf-8")
    assert UNSIGNED not in signed(text)
    assert is_own_export(path)
    check_export_place(path)
    path.write_text(signed(text) + " ", encoding="utf-8")
    assert not is_own_export(path)
    with pytest.raises(InTheWay, match="no export as albumforge wrote it"):
        check_export_place(path)


def test_what_carries_no_mark_is_not_ours(tmp_path: Path) -> None:
    path = tmp_path / "x.edl"
    assert not is_own_export(path)
    check_export_place(path)
    path.write_text(TEXTS[0], encoding="utf-8")
    assert not is_own_export(path), "a mark that was not signed"

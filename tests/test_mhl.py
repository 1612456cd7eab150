"""Manifests as they are written: to the schema, the same each time, and without a word of who wrote them."""

from __future__ import annotations

import platform
from datetime import timedelta, timezone
from pathlib import Path

import msgspec
import pytest
from ascmhl_parts import FILES, TIME, assert_valid, entries, entry

from albumforge.errors import InvalidInput
from albumforge.transfers.mhl import FileHash, MhlError, checked_value, manifest
from albumforge.transfers.names import UnsafeName


def test_a_manifest_is_to_the_schema(tmp_path: Path) -> None:
    path = tmp_path / "0001_a.mhl"
    for number, files in enumerate((entries(), [])):
        path.write_text(manifest(files, created=TIME), encoding="utf-8")
        assert_valid(path)
        assert path.read_text().count("<hash>") == (0 if number else len(FILES))


def test_a_manifest_is_the_same_each_time() -> None:
    text = manifest(entries(), created=TIME)
    east = timezone(timedelta(hours=8))
    assert manifest(reversed(entries()), created=TIME.astimezone(east)) == text
    assert '<path size="3" lastmodificationdate="2026-05-06T12:30:15+00:00">a.mov</path>' in text
    assert "R&amp;D &lt;1&gt;.mov" in text
    assert text.index("R&amp;D") < text.index("a.mov") < text.index("sub/empty.wav")


def test_a_manifest_does_not_name_the_machine() -> None:
    text = manifest(entries(), created=TIME)
    assert "<hostname>localhost</hostname>" in text
    assert platform.node() in ("localhost", "") or f">{platform.node()}<" not in text


def test_what_cannot_be_listed_is_refused() -> None:
    good = entry("a.mov", b"a")
    with pytest.raises(MhlError, match="twice"):
        manifest([good, good], created=TIME)
    with pytest.raises(UnsafeName):
        manifest([entry("../a.mov", b"a")], created=TIME)
    with pytest.raises(MhlError, match="process"):
        manifest([good], created=TIME, process="guess")
    with pytest.raises(InvalidInput):
        manifest([msgspec.structs.replace(good, hashes=(FileHash("c4", "c4abc"),))], created=TIME)


@pytest.mark.parametrize(
    ("name", "value"),
    [("md5", "0" * 31), ("sha1", "g" * 40), ("xxh128", ""), ("c4", "c4" + "z" * 88), ("c4", "c40" + "1" * 87)],
)
def test_a_digest_that_is_none(name: str, value: str) -> None:
    with pytest.raises(MhlError, match=name):
        checked_value(name, value)


def test_hexadecimal_is_compared_in_small_letters() -> None:
    assert checked_value("xxh64", "00AAFF0011223344") == "00aaff0011223344"
